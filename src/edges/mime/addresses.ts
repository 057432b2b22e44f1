import { Buffer } from "node:buffer";
import { withoutEnd, withoutStart } from "../../base/text.ts";
import { type Address, canonicalAddress, withoutMarks } from "../../domain/mail/index.ts";
import { decodeWords, encodedWordAt } from "./encoded-words.ts";
import { oneLine } from "./headers.ts";

/**
 * Parses an address list (RFC 5322 section 3.4, RFC 6532) as mailers write it: groups, comments, routes,
 * quoted names with commas, unquoted ones too, encoded words anywhere. Parts without an address are left out.
 * @param raw the unfolded field value, one character a byte
 */
export function readAddresses(raw: string): Address[] {
  const found = collect(raw).slice(0, MOST);
  if (found.length > 0 || !raw.includes("=?")) return found;
  // Someone encoded the whole field, address and all.
  const decoded = decodeWords(raw);
  return decoded.includes("@") && decoded !== raw
    ? collect(Buffer.from(decoded).toString("latin1")).slice(0, MOST)
    : found;
}

/** The most addresses kept of one field. */
const MOST = 1_000;
/** Characters of a display name. */
const LONGEST_NAME = 500;

interface Mailbox {
  /** Display name, raw. */
  phrase: string;
  /** Whether an at sign is in it. */
  at: boolean;
  /** The length of the text before the angle brackets. */
  nameEnd: number;
  /** Text of comments, which is where RFC 822 used to have the name. */
  comment: string;
  /** The text between angle brackets, or null. */
  angle: string | null;
}

function collect(raw: string): Address[] {
  const out: Address[] = [];
  let box = empty();
  // A name with an unquoted comma ("Doe, Jane <jane@...>") arrives in two pieces; the first waits for the second.
  let waiting = "";
  const add = (text: string) => {
    box.phrase += text;
    box.at ||= text.includes("@");
  };
  const finish = (last: boolean) => {
    const address = toAddress(box, waiting);
    if (address !== null) {
      out.push(address);
      waiting = "";
    } else if (!last && box.angle === null && box.phrase.trim() !== "") {
      waiting += `${box.phrase.trim()}, `;
    } else {
      waiting = "";
    }
    box = empty();
  };
  let i = 0;
  while (i < raw.length && out.length < MOST) {
    const c = raw[i] ?? "";
    if (c === "=" && raw[i + 1] === "?") {
      const word = encodedWordAt(raw, i);
      const end = word === null ? i + 2 : word.end;
      add(raw.slice(i, end));
      i = end;
    } else if (c === '"') {
      const end = quotedEnd(raw, i);
      // Quotes around a local part belong to the address.
      add(raw[end] === "@" ? raw.slice(i, end) : raw.slice(i + 1, end - 1).replace(/\\(.)/g, "$1"));
      i = end;
    } else if (c === "(") {
      const end = commentEnd(raw, i);
      box.comment ||= raw.slice(i + 1, end - 1).replace(/\\(.)/g, "$1");
      i = end;
    } else if (c === "<") {
      // Two mailboxes with no comma between.
      if (box.angle?.includes("@")) {
        const next = box.phrase.slice(box.nameEnd);
        box.phrase = box.phrase.slice(0, box.nameEnd);
        finish(false);
        add(next);
      }
      box.nameEnd = box.phrase.length;
      const close = raw.indexOf(">", i);
      const end = close === -1 ? raw.length : close;
      box.angle = raw.slice(i + 1, end);
      i = end + 1;
    } else if (c === "," || c === ";") {
      finish(c === ";");
      i++;
    } else if (c === ":" && box.angle === null && !box.at) {
      // The name of a group (RFC 5322 section 3.4): its members follow.
      box = empty();
      waiting = "";
      i++;
    } else {
      // A second closing bracket, of "<<ann@example.com>>", closes nothing.
      if (c !== ">" || box.angle === null) add(c);
      i++;
    }
  }
  finish(true);
  return out;
}

const empty = (): Mailbox => ({ phrase: "", at: false, nameEnd: 0, comment: "", angle: null });

function toAddress(box: Mailbox, waiting: string): Address | null {
  if (box.angle !== null) {
    const address = addrSpec(box.angle);
    const name = nameOf(waiting + box.phrase.trim());
    if (address !== null) return { name: name || nameOf(box.comment), address };
  }
  const words = box.phrase.trim().split(/\s+/);
  const at = words.findIndex((word) => word.includes("@"));
  if (at === -1) {
    // "Jane Doe (jane@example.com)": the address where the name belongs.
    const inComment = box.comment.includes("@") ? addrSpec(box.comment) : null;
    return inComment === null ? null : { name: nameOf(waiting + box.phrase.trim()), address: inComment };
  }
  // "jane @ example . com": RFC 822 allowed white space around the dots and the at sign.
  const whole = addrSpec(withoutInnerSpace(box.phrase));
  if (whole !== null) return { name: nameOf(box.comment), address: whole };
  const address = addrSpec(words[at] ?? "");
  if (address === null) return null;
  const rest = words.filter((_, i) => i !== at).join(" ");
  return { name: nameOf(waiting + (rest || box.comment)), address };
}

const nameOf = (raw: string): string => oneLine(decodeWords(raw)).slice(0, LONGEST_NAME).toWellFormed();

/** Without the white space around dots and at signs. */
const withoutInnerSpace = (text: string): string =>
  text.replace(/\s+/g, (space, at: number) =>
    /[@.]/.test(text.charAt(at - 1) + text.charAt(at + space.length)) ? "" : space,
  );

/** An addr-spec without its route, white space and stray brackets, the domain in lower case; null if not valid. */
function addrSpec(raw: string): string | null {
  let text = raw
    .replace(/\([^()]*\)/g, "")
    .trim()
    .replace(/^@[^:]*:/, "")
    .replace(/^mailto:/i, "");
  if (text.includes("=?")) text = Buffer.from(decodeWords(text)).toString("latin1");
  if (!text.startsWith('"')) text = withoutInnerSpace(withoutEnd(withoutStart(text, /[<'\s]/), /[>'\s.]/));
  const at = text.lastIndexOf("@");
  const given = text.slice(0, at);
  const quoted = /^"(?:[^"\\]|\\.)*"$/.test(given);
  // A quotation mark that opens nothing.
  const local = quoted ? given : given.replaceAll('"', "");
  const domain = text.slice(at + 1);
  if (local === "") return null;
  if (at < 1 || domain === "" || /[\s,;:<>"()]/.test(domain)) return null;
  if (!quoted && /[\s,;:<>"()]/.test(local)) return null;
  const address = withoutMarks(
    canonicalAddress(`${oneLine(decodeWords(local))}@${oneLine(decodeWords(domain)).toLowerCase()}`),
  );
  return address.length > 320 ? null : address;
}

function quotedEnd(raw: string, start: number): number {
  let i = start + 1;
  while (i < raw.length && raw[i] !== '"') i += raw[i] === "\\" ? 2 : 1;
  return Math.min(raw.length, i + 1);
}

function commentEnd(raw: string, start: number): number {
  let depth = 0;
  let i = start;
  for (; i < raw.length; i++) {
    if (raw[i] === "\\") i++;
    else if (raw[i] === "(") depth++;
    else if (raw[i] === ")" && --depth === 0) return i + 1;
  }
  return raw.length;
}
