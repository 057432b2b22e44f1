/** What a mail's header says about who wrote it and which list passed it on, where From no longer says so. */
import { type Address, normalAddress } from "../../domain/mail/index.ts";
import { readAddresses } from "./addresses.ts";
import type { HeaderBlock } from "./headers.ts";

/** Fields that keep the author where From was rewritten, the most reliable first. */
const authors = [
  // RFC 9057: made for this.
  "author",
  // Google Groups, Sympa and others; the second only has the address.
  "x-original-from",
  "x-original-sender",
  // Gmail, for mail sent under an address that is not the account's.
  "x-google-original-from",
];

/** The most that is kept. */
const MOST = 10;

/** The authors named by fields of those that rewrote From, each once. */
export function originalAuthors(headers: HeaderBlock): readonly Address[] {
  const named = authors.flatMap((name) => headers.raw(name).slice(0, MOST).flatMap(readAddresses));
  const byAddress = new Map<string, Address>();
  for (const one of named) {
    const plain = normalAddress(one.address);
    if (plain !== "" && !byAddress.has(plain)) byAddress.set(plain, one);
  }
  return [...byAddress.values()].slice(0, MOST);
}

/** The list that passed it on: addresses (RFC 2369, and fields older than it) and ids (RFC 2919), in lower case. */
export function listsOf(headers: HeaderBlock): readonly string[] {
  const field = (name: string) => headers.raw(name).slice(0, MOST);
  const posts = field("list-post").flatMap((value) =>
    [...value.slice(0, LONGEST).matchAll(/<mailto:([^<>?\s]+)/gi)].map(([, address]) => address ?? ""),
  );
  const ids = field("list-id").map((value) => /<([^<>\s]+)>\s*$/.exec(value.slice(0, LONGEST))?.[1] ?? "");
  const older = field("mailing-list").map(
    (value) => /^\s*(?:list\s+)?([^\s;<>]+@[^\s;<>]+)/i.exec(value.slice(0, LONGEST))?.[1] ?? "",
  );
  const beenThere = field("x-beenthere")
    .flatMap(readAddresses)
    .map(({ address }) => address);
  const all = [...posts, ...ids, ...older, ...beenThere].map(normalAddress).filter((one) => one !== "");
  return [...new Set(all)].slice(0, MOST);
}

/** Characters of a field that are looked at. */
const LONGEST = 1_000;
