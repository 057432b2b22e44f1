/**
 * An addr-spec in the form in which addresses are compared: trimmed, lower case. RFC 5321 section 2.4 makes domains
 * case-insensitive; local parts formally are not, but no mailbox in use relies on that.
 */
export const normalAddress = (address: string): string => address.trim().toLowerCase();

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
 * Whether a text can be a mailbox's or recipient's address: a dot-atom or UTF-8 local part (RFC 6531) and a domain of
 * at least one label, within the lengths of RFC 5321 section 4.5.3.1. Quoted local parts and address literals are not.
 */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (at < 1 || new TextEncoder().encode(local).length > 64 || domain.length > 255) return false;
  if (!/^[^\s"(),:;<>@[\\\]\p{Cc}.]+(?:\.[^\s"(),:;<>@[\\\]\p{Cc}.]+)*$/u.test(local)) return false;
  return domain.split(".").every((label) => /^[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{0,62}$/u.test(label));
}
