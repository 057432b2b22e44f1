import type { SearchEntry } from "ldapjs";
import type { DirectoryPerson } from "../../domain/directory/index.ts";
import { Unable } from "./reasons.ts";

/** The most values of an attribute, and bytes of a value, that are read. */
const MOST_VALUES = 20;
const MOST_BYTES = 1000;

/**
 * Attributes that hold an entry's own DN unchanged (RFC 5020; Active Directory). ldapjs parses DNs and writes them
 * again, and loses spaces at the ends of names.
 */
export const ownName = ["entryDN", "distinguishedName"] as const;

/**
 * A person's data from an entry. Anything that is not text is left out.
 * @throws Unable if it has no DN to log in with: an empty one would be an anonymous bind, whatever the password
 */
export function personIn(
  entry: SearchEntry,
  of: { readonly nameAttribute: string; readonly mailAttribute: string },
): DirectoryPerson {
  const own = ownName.flatMap((name) => textsOf(entry, name));
  const dn = own[0] ?? String(entry.objectName ?? "");
  if (!dn.includes("=")) throw new Unable("odd", "it has an entry without a name");
  return { dn, names: textsOf(entry, of.nameAttribute), mails: textsOf(entry, of.mailAttribute) };
}

function textsOf({ attributes }: SearchEntry, name: string): readonly string[] {
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
