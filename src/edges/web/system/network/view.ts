/** The view models of the network's page, and of its part in the setup. */
import type { Check } from "../../../../../appliance/protocol.ts";
import type { FormState } from "../../parts/fields.tsx";
import type { FormFault, Frame } from "../../view.ts";
import type { clockForm, NetworkValues } from "./fields.ts";

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
    readonly zones: readonly string[];
    readonly form: FormState<typeof clockForm>;
  } | null;
}
