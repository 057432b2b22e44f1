/** The view models of the network's page, and of its part in the setup. */
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

/** The fields of the form, as typed or as set. */
export type NetworkValues = { readonly [field in NetworkField]: string };

export interface NetworkPart {
  /** Whether it is part of the setup, whose forms have other targets. */
  readonly atFirstStart: boolean;
  /** The network's state; null if the appliance does not report it. */
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
  /** The results of a test. */
  readonly checks: readonly Check[];
  readonly fault: FormFault | null;
  /** This page's new URL, while a change on trial moves it; null if it stays, or if the URL is unknown. */
  readonly follow: string | null;
}

export interface NetworkView {
  readonly frame: Frame;
  /** Null without an appliance. */
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
