import { normalAddress, withoutDetail } from "./address.ts";

/** The addresses of mailboxes with their aliases, in the form in which they are compared. */
export const addressesOf = (
  mailboxes: readonly { readonly address: string; readonly aliases: readonly string[] }[],
): readonly string[] => mailboxes.flatMap(({ address, aliases }) => [address, ...aliases].map(normalAddress));

/**
 * A test for our own addresses: those of mailboxes and their aliases, with any detail ("+..."), in any case.
 * @param own from `addressesOf`
 */
export function ownAddresses(own: readonly string[]): (address: string) => boolean {
  const ours = new Set(own);
  return (address) => {
    const plain = normalAddress(address);
    return ours.has(plain) || ours.has(withoutDetail(plain));
  };
}
