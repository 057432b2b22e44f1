import { isAddress, normalAddress } from "../mail/address.ts";

/**
 * The name among those that an entry has: the one that is known already, if it is among them, else the first.
 * @returns null where none can be a name
 */
export function nameFrom(values: readonly string[], known: string | null): string | null {
  const names = values
    .map((value) =>
      value
        .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
        .trim()
        .slice(0, 200)
        .toWellFormed(),
    )
    .filter((name) => name !== "");
  return known !== null && names.includes(known) ? known : (names[0] ?? null);
}

/** The address among those that an entry has, likewise. An address counts as known in whatever case it is written. */
export function mailFrom(values: readonly string[], known: string | null): string | null {
  const addresses = values.map((value) => value.trim()).filter((value) => isAddress(normalAddress(value)));
  const same = addresses.some((address) => normalAddress(address) === normalAddress(known ?? ""));
  return same ? known : (addresses[0] ?? null);
}
