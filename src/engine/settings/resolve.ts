/**
 * What DNS says: records, that there are none, or that nobody could tell. `secure`: DNSSEC proves it (RFC 4035), as a
 * resolver says that is trusted to validate; absent where none is.
 */
export type DnsAnswer<T> =
  | {
      readonly kind: "found";
      readonly records: readonly T[];
      readonly secure?: boolean;
      /** The name that the records are really at, where the one asked for is an alias (CNAME). */
      readonly canonical?: string;
    }
  /** `exists`: whether the name has records of another type; false for NXDOMAIN. */
  | { readonly kind: "none"; readonly exists: boolean; readonly secure?: boolean }
  | { readonly kind: "failed"; readonly text: string };

export interface MxRecord {
  readonly preference: number;
  /** Host name; "" for "takes no mail" (RFC 7505). */
  readonly exchange: string;
}

/** What a certificate must be (RFC 6698 section 2.1). */
export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: Uint8Array;
}

/** Asks DNS, names in A-labels. Never rejects, and answers within half a minute. */
export interface Resolve {
  mx(name: string): Promise<DnsAnswer<MxRecord>>;
  /** A and AAAA. */
  addresses(name: string): Promise<DnsAnswer<string>>;
  /** Each record's strings joined. */
  txt(name: string): Promise<DnsAnswer<string>>;
  /** The host names of an IPv4 or IPv6 address (PTR). */
  names(address: string): Promise<DnsAnswer<string>>;
  /** Absent where no resolver is trusted to validate: what it said would prove nothing. */
  readonly tlsa?: (name: string) => Promise<DnsAnswer<TlsaRecord>>;
}
