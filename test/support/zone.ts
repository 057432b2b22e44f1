import type { DnsAnswer, MxRecord } from "../../src/base/dns-answer.ts";
import { problemOf } from "../../src/base/failure.ts";
import type { Resolve, TlsaRecord } from "../../src/engine/settings/resolve.ts";

/** DNS from a recorded zone, for tests. */

export interface ZoneName {
  readonly mx?: readonly MxRecord[];
  readonly addresses?: readonly string[];
  readonly txt?: readonly string[];
  readonly tlsa?: readonly TlsaRecord[];
  /** The PTR records, if the name is an address. */
  readonly names?: readonly string[];
  /** Verified by DNSSEC. */
  readonly secure?: boolean;
  /** Every query for the name fails. */
  readonly broken?: boolean;
}

/** Answers from `names` at the time of the query. */
export function zone(names: { readonly [name: string]: ZoneName }): Resolve {
  const ask = async <T>(
    name: string,
    of: (entry: ZoneName) => readonly T[] | undefined,
  ): Promise<DnsAnswer<T>> => {
    const entry = names[name.toLowerCase()];
    if (entry?.broken) return { kind: "failed", problem: problemOf(`queryMx ESERVFAIL ${name}`) };
    const records = entry && of(entry);
    const proof = entry?.secure === undefined ? {} : { secure: entry.secure };
    return records?.length
      ? { kind: "found", records, ...proof }
      : { kind: "none", exists: entry !== undefined, ...proof };
  };
  return {
    mx: (name) => ask<MxRecord>(name, ({ mx }) => mx),
    addresses: (name) => ask(name, ({ addresses }) => addresses),
    txt: (name) => ask(name, ({ txt }) => txt),
    names: (address) => ask(address, ({ names }) => names),
    tlsa: (name) => ask<TlsaRecord>(name, ({ tlsa }) => tlsa),
  };
}
