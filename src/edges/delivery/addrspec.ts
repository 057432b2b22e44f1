import { domainToASCII } from "node:url";

/**
 * An address as written in a header or an SMTP command (RFC 5321 section 4.1.2, RFC 6531 section 3.3):
 * the domain as A-labels, the local part quoted if necessary.
 *
 * @param address local part, "@" and domain, as a person or a hostile mail wrote them
 * @returns null if it is not an addr-spec: nothing could be delivered there, and written out it might be read as
 *   something else
 */
export function addrSpec(address: string): string | null {
  if (address.length > 320 || !address.isWellFormed() || unusable.test(address)) return null;
  const at = address.lastIndexOf("@");
  if (at < 1) return null;
  const domain = asciiDomain(address.slice(at + 1));
  return domain === null ? null : `${localPart(address.slice(0, at))}@${domain}`;
}

/** Whether a text needs SMTPUTF8 (RFC 6531). */
export const needsUtf8 = (text: string): boolean => nonAscii.test(text);

/** The grammar allows angle brackets in a quoted local part; no server in use needs them. */
const unusable = /[\p{Cc}<>]/u;
const nonAscii = /[^\p{ASCII}]/u;
const dotAtom = /^[^\s"(),:;<>@[\\\].]+(?:\.[^\s"(),:;<>@[\\\].]+)*$/u;
const quotedString = /^"(?:[^"\\]|\\.)*"$/su;
const label = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;
const literal = /^\[(?:[0-9.]{7,15}|IPv6:[0-9a-f:.]{2,45})\]$/i;

function localPart(local: string): string {
  if (dotAtom.test(local) || quotedString.test(local)) return local;
  return `"${local.replace(/["\\]/g, "\\$&")}"`;
}

function asciiDomain(domain: string): string | null {
  if (literal.test(domain)) return domain;
  const ascii = nonAscii.test(domain) ? domainToASCII(domain) : domain;
  return ascii.length <= 253 && ascii.split(".").every((part) => label.test(part)) ? ascii : null;
}
