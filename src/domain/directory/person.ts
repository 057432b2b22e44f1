import { isAddress, normalAddress } from "../mail/index.ts";

/**
 * One of an entry's names: the one already known, if it is among them, else the first valid one.
 * @returns null if none is valid
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

/** One of an entry's addresses, likewise. Case is ignored when comparing with the known one. */
export function mailFrom(values: readonly string[], known: string | null): string | null {
  const addresses = values.map((value) => value.trim()).filter((value) => isAddress(normalAddress(value)));
  const same = addresses.some((address) => normalAddress(address) === normalAddress(known ?? ""));
  return same ? known : (addresses[0] ?? null);
}
