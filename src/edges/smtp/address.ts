/** Parses the paths and parameters of MAIL and RCPT (RFC 5321 section 4.1.2, RFC 6531 section 3.3). */
import { isIPv4, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";

export interface Path {
  /** local-part@domain as given, without angle brackets and source route; "" for "<>"; a sender may lack "@" and domain. */
  readonly address: string;
  /** The domain is an address literal such as [192.0.2.1]. */
  readonly literal: boolean;
  /** Needs SMTPUTF8. */
  readonly international: boolean;
}

export interface PathCommand {
  readonly path: Path;
  /** Keywords in upper case; "" if one has no value. */
  readonly parameters: ReadonlyMap<string, string>;
}

const maxLocalPart = 64;
const maxDomain = 255;
/** RFC 5321 section 4.5.3.1.3: 256 with the angle brackets. */
const maxPath = 254;

/**
 * Parses a command such as `MAIL FROM:<a@example.org> SIZE=100`.
 *
 * More tolerant than the grammar in common mistakes of mail programs and office devices: white space around the colon, a
 * path without angle brackets, a dot at the end of a domain, a sender without a domain, a sender's local part longer than
 * 64 octets, which forwarders build from two addresses, and a sender's dots side by side or before the "@", which large
 * providers have given out and write without quotes.
 *
 * @param line the command without its CRLF, one character per byte
 * @param prefix "FROM" or "TO"
 * @returns null if the path or the parameters are malformed; "prefix" if the prefix is missing
 */
export function readPathCommand(line: string, prefix: "FROM" | "TO"): PathCommand | "prefix" | null {
  const match = prefix === "FROM" ? /^MAIL +FROM *: */i.exec(line) : /^RCPT +TO *: */i.exec(line);
  if (match === null) return "prefix";
  const text = decode(line.slice(match[0].length));
  if (text === null) return null;
  const bracketed = text.startsWith("<");
  const end = bracketed ? closingBracket(text) : firstSpace(text);
  if (end < 0) return null;
  const inside = bracketed ? text.slice(1, end) : text.slice(0, end);
  const path = inside === "" && bracketed ? nullPath : readMailbox(inside, prefix);
  const parameters = readParameters(text.slice(bracketed ? end + 1 : end));
  return path === null || parameters === null ? null : { path, parameters };
}

const nullPath: Path = { address: "", literal: false, international: false };

/** Bytes as UTF-8; null if they are not valid. */
function decode(bytes: string): string | null {
  if (!/[\u0080-\u00ff]/.test(bytes)) return bytes;
  const text = Buffer.from(bytes, "latin1").toString("utf8");
  return text.includes("\ufffd") ? null : text;
}

/** Position of the ">" that ends the path: one within a quoted local part does not. */
function closingBracket(text: string): number {
  let quoted = false;
  for (let i = 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (quoted && char === "\\") i++;
    else if (char === '"') quoted = !quoted;
    else if (char === ">" && !quoted) return i;
  }
  return -1;
}

function firstSpace(text: string): number {
  const space = text.indexOf(" ");
  return space < 0 ? text.length : space;
}

function readParameters(text: string): Map<string, string> | null {
  const parameters = new Map<string, string>();
  if (text.trim() === "") return parameters;
  if (!text.startsWith(" ")) return null;
  for (const word of text.split(" ")) {
    if (word === "") continue;
    const match = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e]+))?$/.exec(word);
    const keyword = match?.[1]?.toUpperCase();
    if (keyword === undefined || parameters.has(keyword)) return null;
    parameters.set(keyword, match?.[2] ?? "");
  }
  return parameters;
}

function readMailbox(text: string, prefix: "FROM" | "TO"): Path | null {
  const mailbox = text.startsWith("@") ? withoutRoute(text) : text;
  if (mailbox === null) return null;
  // RFC 5321 section 4.1.1.3: the only recipient that may lack a domain
  if (prefix === "TO" && mailbox.toLowerCase() === "postmaster")
    return { address: mailbox, literal: false, international: false };
  if (prefix === "FROM" && !mailbox.includes("@")) {
    const path = readMailbox(`${mailbox}@localhost`, prefix);
    return path && { ...path, address: mailbox };
  }
  const at = mailbox.startsWith('"') ? quotedEnd(mailbox) : dotStringEnd(mailbox, prefix === "FROM");
  if (at < 1 || mailbox.charAt(at) !== "@") return null;
  // A dot at the end means the same in DNS.
  const domain = mailbox.slice(at + 1).replace(/(?<=[^.\]])\.$/, "");
  const address = mailbox.slice(0, at + 1) + domain;
  if (Buffer.byteLength(address) > maxPath) return null;
  if (prefix === "TO" && Buffer.byteLength(mailbox.slice(0, at)) > maxLocalPart) return null;
  const literal = domain.startsWith("[");
  if (literal ? !isLiteral(domain) : !isDomain(domain)) return null;
  return { address, literal, international: !isAscii(address) };
}

/** RFC 5321 section 4.1.2 and appendix C: "@relay,@relay:" before the mailbox is parsed and ignored. */
function withoutRoute(text: string): string | null {
  const colon = text.indexOf(":");
  if (colon < 0) return null;
  const hops = text.slice(0, colon).split(",");
  return hops.every((hop) => hop.startsWith("@") && isDomain(hop.slice(1))) ? text.slice(colon + 1) : null;
}

/** The position after a quoted local part: qtextSMTP and quoted-pairSMTP, and what RFC 6531 adds. */
function quotedEnd(text: string): number {
  for (let i = 1; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') return i + 1;
    if (char === "\\") {
      i++;
      if (!/[\x20-\x7e]/.test(text.charAt(i))) return -1;
    } else if (!/[\x20-\x7e]/.test(char) && !isInternational(char)) return -1;
  }
  return -1;
}

/**
 * The position after a local part of atoms and dots.
 * @param anyDots whether dots may follow one another, or come last
 */
function dotStringEnd(text: string, anyDots: boolean): number {
  const ascii = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@/.exec(text);
  if (ascii !== null) return ascii[0].length - 1;
  let atDot = true;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === "@") return i === 0 || (atDot && !anyDots) ? -1 : i;
    if (char === ".") {
      if (i === 0 || (atDot && !anyDots)) return -1;
      atDot = true;
    } else if (/[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]/.test(char) || isInternational(char)) atDot = false;
    else return -1;
  }
  return -1;
}

/** Not ASCII, and not a control, a space or an invisible character that only serves to deceive. */
function isInternational(char: string): boolean {
  return (
    char > "\u007f" &&
    (char === "\u200c" || char === "\u200d" || !/[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}]/u.test(char))
  );
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/**
 * Letters, digits and hyphens in labels of 63 octets (RFC 5321 section 2.3.5, RFC 1035 section 2.3.4), and the
 * underscore, which internal machine names do have. International labels must have an ASCII form (RFC 5891).
 */
function isDomain(domain: string): boolean {
  const international = !isAscii(domain) || /(?:^|\.)xn--/i.test(domain);
  const ascii = international ? domainToASCII(domain) : domain;
  if (ascii === "" || ascii.length > maxDomain) return false;
  // the conversion also corrects some errors, so the original is checked as well
  const given = domain.split(".");
  if (international && !given.every((label) => isLabel(label) || isInternationalLabel(label))) return false;
  const labels = ascii.split(".");
  return labels.length === given.length && labels.every(isLabel);
}

function isInternationalLabel(label: string): boolean {
  if (isAscii(label) || label.startsWith("-") || label.endsWith("-")) return false;
  return [...label].every((char) => /[A-Za-z0-9_-]/.test(char) || isInternational(char));
}

function isLabel(label: string): boolean {
  return label.length <= 63 && /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$/.test(label);
}

/** RFC 5321 section 4.1.3. */
function isLiteral(domain: string): boolean {
  if (!domain.endsWith("]")) return false;
  const inside = domain.slice(1, -1);
  if (!/^ipv6:/i.test(inside)) return isIPv4(inside);
  const address = inside.slice(5);
  return isIPv6(address) && !address.includes("%");
}
