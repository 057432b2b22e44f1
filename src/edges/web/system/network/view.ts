/** What the page of the network, and its part in the first start, are given. */
import type { Check } from "../../../../../appliance/protocol.ts";
import type { FormFault, Frame } from "../../view.ts";

export type NetworkField =
  | "card"
  | "vlan"
  | "ipv4"
  | "address4"
  | "gateway4"
  | "ipv6"
  | "address6"
  | "gateway6"
  | "dns"
  | "search"
  | "proxy"
  | "management";

/** The fields of the form, as they were typed or as they hold. */
export type NetworkValues = { readonly [field in NetworkField]: string };

export interface NetworkPart {
  /** Whether it is shown in the first start, whose forms go elsewhere. */
  readonly atFirstStart: boolean;
  /** How the network is; null where the box does not tell. */
  readonly state: {
    readonly cards: readonly {
      readonly name: string;
      readonly mac: string;
      readonly up: boolean;
      readonly addresses: readonly string[];
    }[];
    readonly gateways: readonly string[];
    readonly dns: readonly string[];
    readonly trial: { readonly change: string; readonly until: number } | null;
  } | null;
  readonly values: NetworkValues;
  /** What a test found. */
  readonly checks: readonly Check[];
  readonly fault: FormFault | null;
  /** Where this page is found while a change is on trial that moves it; null where it stays, or nobody can tell. */
  readonly follow: string | null;
}

export interface NetworkView {
  readonly frame: Frame;
  /** Null where there is no box. */
  readonly network: NetworkPart | null;
  readonly clock: {
    readonly now: number;
    readonly synchronised: boolean;
    readonly server: string | null;
    readonly timezone: string;
    readonly ntp: string;
    readonly zones: readonly string[];
    readonly fault: FormFault | null;
  } | null;
}
