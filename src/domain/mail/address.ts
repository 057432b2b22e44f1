import { canonicalDomain } from "./idn.ts";

/**
 * An addr-spec in the form in which addresses are compared: trimmed, lower case, its domain in canonical form, a local part
 * without quotation marks that it can do without. RFC 5321 section 2.4 makes domains case-insensitive; local parts formally
 * are not, but no mailbox in use relies on that. Some have dots that need the marks ("a..b"@docomo.example), and are mostly
 * written without.
 */
export function normalAddress(address: string): string {
  const text = canonicalAddress(address.trim().toLowerCase());
  return text.startsWith('"') ? withoutMarks(text) : text;
}

/** An addr-spec with its domain in canonical form, as it is kept and shown: "ann@xn--mller-kva.example" as "ann@müller.example". */
export function canonicalAddress(address: string): string {
  const at = address.lastIndexOf("@");
  if (at < 0) return address;
  const domain = address.slice(at + 1);
  const canonical = canonicalDomain(domain);
  return canonical === domain ? address : address.slice(0, at + 1) + canonical;
}

/** An address whose quoted local part holds only letters, digits, dots and the like, without the quotation marks. */
export function withoutMarks(address: string): string {
  const end = address.lastIndexOf('"@');
  if (!address.startsWith('"') || end < 2) return address;
  const local = address.slice(1, end);
  return atoms.test(local) ? local + address.slice(end + 1) : address;
}

const atoms = /^[^\s"(),:;<>@[\\\]\p{Cc}]+$/u;

/** The part after the last "@", in lower case; "" if there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 0 ? "" : address.slice(at + 1).toLowerCase();
}

/** An address without what follows a "+" in its local part (RFC 5233): "ann+shop@..." and "ann@..." are one mailbox. */
export function withoutDetail(address: string): string {
  const at = address.lastIndexOf("@");
  const plus = address.indexOf("+");
  return plus > 0 && plus < at ? address.slice(0, plus) + address.slice(at) : address;
}

/** Whether a text is one word with an "@" in it: all that can be expected of an address that others report. */
export function resemblesAddress(text: string): boolean {
  const at = text.indexOf("@", 1);
  return at > 0 && at < text.length - 1 && !/\s/.test(text);
}

/**
 * Whether mail can be sent to an address as it occurs in the wild: what `isAddress` takes, and besides that dots anywhere
 * in the local part, quoted local parts, and address literals (RFC 5321 section 4.1.2 and 4.1.3).
 */
export function isRecipient(text: string): boolean {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  if (at < 1 || new TextEncoder().encode(local).length > 66) return false;
  if (!atoms.test(local) && !/^"(?:[^"\\\p{Cc}<>]|\\[^\p{Cc}<>])+"$/u.test(local)) return false;
  const domain = text.slice(at + 1);
  // Names of machines may have underscores, a domain of ours may not.
  return literal.test(domain) || isAddress(`x@${domain.replaceAll("_", "x")}`);
}

const literal = /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|ipv6:[0-9a-f:.]{2,45})\]$/i;

/**
 * Whether a text can be the address of a mailbox or user of ours: a dot-atom or UTF-8 local part (RFC 6531) and a domain of
 * at least one label, within the lengths of RFC 5321 section 4.5.3.1. Quoted local parts and address literals are not:
 * people type addresses of their own here.
 */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (at < 1 || new TextEncoder().encode(local).length > 64 || domain.length > 255) return false;
  if (!/^[^\s"(),:;<>@[\\\]\p{Cc}.]+(?:\.[^\s"(),:;<>@[\\\]\p{Cc}.]+)*$/u.test(local)) return false;
  return domain.split(".").every((label) => /^[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,62}$/u.test(label));
}
