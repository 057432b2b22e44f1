import type { StoredFault } from "../../base/fault.ts";

/**
 * A DNS answer: records, that there are none, or that it is unknown. `secure`: proven by DNSSEC (RFC 4035), according to a
 * resolver that is trusted to validate; absent if there is none.
 */
export type DnsAnswer<T> =
  | {
      readonly kind: "found";
      readonly records: readonly T[];
      readonly secure?: boolean;
      /** The actual name of the records, if the one queried is an alias (CNAME). */
      readonly canonical?: string;
    }
  /** `exists`: whether the name has records of another type; false for NXDOMAIN. */
  | { readonly kind: "none"; readonly exists: boolean; readonly secure?: boolean }
  | { readonly kind: "failed"; readonly problem: StoredFault };

export interface MxRecord {
  readonly preference: number;
  /** Host name; "" for "accepts no mail" (RFC 7505). */
  readonly exchange: string;
}

/** Requirements for a certificate (RFC 6698 section 2.1). */
export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: Uint8Array;
}

/** Queries DNS, with names in A-labels. Never rejects, and answers within half a minute. */
export interface Resolve {
  mx(name: string): Promise<DnsAnswer<MxRecord>>;
  /** A and AAAA. */
  addresses(name: string): Promise<DnsAnswer<string>>;
  /** Each record's strings joined. */
  txt(name: string): Promise<DnsAnswer<string>>;
  /** The host names of an IPv4 or IPv6 address (PTR). */
  names(address: string): Promise<DnsAnswer<string>>;
  /** Absent if no resolver is trusted to validate: its answer would prove nothing. */
  readonly tlsa?: (name: string) => Promise<DnsAnswer<TlsaRecord>>;
}
