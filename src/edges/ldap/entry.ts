import type { SearchEntry } from "ldapjs";
import { fault } from "../../base/fault.ts";
import type { DirectoryPerson } from "../../domain/directory/index.ts";
import { Unable } from "./reasons.ts";

/** The most values of an attribute, and bytes of a value, that are read. */
const MOST_VALUES = 20;
const MOST_BYTES = 1000;

/** Attributes that hold an entry's own DN (RFC 5020; Active Directory). */
export const ownName = ["entryDN", "distinguishedName"] as const;

/**
 * A person's data from an entry. Anything that is not text is left out.
 * @throws Unable if it has no DN to log in with: an empty one would be an anonymous bind, whatever the password
 */
export function personIn(
  entry: SearchEntry,
  of: { readonly nameAttribute: string; readonly mailAttribute: string; readonly account: string },
): DirectoryPerson {
  const { account, nameAttribute, mailAttribute } = of;
  const dn = dnOf(entry);
  if (!dn.includes("=")) throw new Unable("odd", fault("ldap.no-name"));
  return { dn, account, names: textsOf(entry, nameAttribute), mails: textsOf(entry, mailAttribute) };
}

/** An entry's DN as the server writes it. */
export const dnOf = (entry: SearchEntry): string =>
  ownName.flatMap((name) => textsOf(entry, name))[0] ?? String(entry.objectName ?? "");

/** The values of an entry's attribute that are text. */
export function textsOf({ attributes }: SearchEntry, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return attributes
    .filter(({ type }) => type.toLowerCase() === wanted)
    .flatMap(({ buffers }) => buffers.slice(0, MOST_VALUES))
    .flatMap((bytes) => textOf(bytes) ?? []);
}

/** The text, if it is valid UTF-8 and of a plausible length for a name or an address. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.length === 0 || bytes.length > MOST_BYTES) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
