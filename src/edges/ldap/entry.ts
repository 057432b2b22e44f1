import type { SearchEntry } from "ldapjs";
import type { DirectoryPerson } from "../../domain/directory/index.ts";
import { Unable } from "./reasons.ts";

/** Values of an attribute, and bytes of a value, that are looked at. */
const MOST_VALUES = 20;
const MOST_BYTES = 1000;

/**
 * Attributes in which a directory has an entry's own name as it is (RFC 5020; Active Directory). ldapjs takes names
 * apart and puts them together again, and loses spaces at their ends.
 */
export const ownName = ["entryDN", "distinguishedName"] as const;

/**
 * What an entry says of a person. Whatever is no text is left out.
 * @throws Unable if it has no name that one could log in by: an empty one would log in as nobody, whatever the password
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

/** The text, if it is one (UTF-8) and of a length that a name or an address can have. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.length === 0 || bytes.length > MOST_BYTES) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
