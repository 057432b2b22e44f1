import type { DnsAnswer, MxRecord } from "../../base/dns-answer.ts";

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
