import type { StoredFault } from "./fault.ts";

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
