/** The view models of the setup pages; see view.ts. */

import type { Finding, StepName } from "../../../domain/setup/index.ts";
import type { StoredBackup } from "../../../engine/operate/backups.ts";
import type { RoundTripState } from "../../../engine/operate/first-start/round-trip.ts";
import type { NetworkPart } from "../system/network/view.ts";
import type { FormFault, Frame } from "../view.ts";

export interface SetupStepLink {
  readonly step: StepName;
  readonly said: boolean;
}

export interface SetupCodeView {
  readonly frame: Frame;
  readonly fault: FormFault | null;
}

export interface SetupStepView {
  readonly frame: Frame;
  readonly step: StepName;
  readonly steps: readonly SetupStepLink[];
  /** Where to go on without another test; null before this step was answered. */
  readonly next: StepName | "finish" | null;
  /** What the test of this step found. */
  readonly findings: readonly Finding[];
  /** What the test of the step before found, when that was all good. */
  readonly passed: readonly Finding[];
  /** The form's fields as they were typed, or as they were answered before; secrets are never shown. */
  readonly values: { readonly [field: string]: string };
  /** Whether the secrets of this step are there and stay if they are left empty. */
  readonly kept: boolean;
  readonly fault: FormFault | null;
  /** What was answered before, or words for what was not. */
  readonly mailbox: string;
  readonly hostname: string;
  /** The time zones to choose from; none but in that step. */
  readonly zones: readonly string[];
  /** Addresses of this machine. */
  readonly addresses: readonly string[];
  /** The network of the box, in the step that names it; null elsewhere, and where there is no box. */
  readonly network: NetworkPart | null;
  /** Where mail is received, as ADDR:PORT; null where it is not. */
  readonly smtp: string | null;
  /** Whether the program was started with --outgoing, which takes precedence over the choice made here. */
  readonly outgoingOverride: boolean;
}

export interface SetupFinishView {
  readonly frame: Frame;
  readonly steps: readonly SetupStepLink[];
  /** What was answered, in words; null for what was not. */
  readonly answers: readonly { readonly step: StepName; readonly said: string | null }[];
  readonly passed: readonly Finding[];
  readonly fault: FormFault | null;
}

export interface SetupDoneView {
  readonly frame: Frame;
  readonly state: RoundTripState;
  readonly mailbox: string;
}

export interface SetupRestoreView {
  readonly frame: Frame;
  readonly state:
    | { readonly step: "choose"; readonly fault: FormFault | null }
    | {
        readonly step: "working";
        readonly done: number;
        readonly total: number | null;
        readonly what: string;
      }
    | { readonly step: "ready"; readonly backup: StoredBackup };
  /** Backups that need not be uploaded. */
  readonly offered: readonly {
    readonly id: string;
    readonly name: string;
    readonly bytes: number;
    /** The stick that it lies on; null where it lies in the data folder. */
    readonly stick: string | null;
  }[];
  /** Whether sticks can be plugged in. */
  readonly sticks: boolean;
  /** Bytes that an upload may have. */
  readonly room: number;
}
