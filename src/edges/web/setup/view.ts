/** The view models of the setup pages; see view.ts. */

import type { OAuthAccount } from "../../../domain/settings/index.ts";
import type { Finding, StepName } from "../../../domain/setup/index.ts";
import type { StoredBackup } from "../../../engine/operate/backups.ts";
import type { RoundTripState } from "../../../engine/operate/first-start/round-trip.ts";
import type { PlusTestView } from "../settings/mailboxes/view.ts";
import type { NetworkPart } from "../system/network/view.ts";
import type { FormFault, Frame } from "../view.ts";

/** Providers whose accounts are set up here; others under Settings. */
export const providers = ["microsoft", "google"] as const;

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
  /** The next page, without another test; null before this step is answered. */
  readonly next: StepName | "finish" | null;
  /** The findings of this step's test. */
  readonly findings: readonly Finding[];
  /** The findings of the previous step's test, if all were good. */
  readonly passed: readonly Finding[];
  /** The form's fields as typed, or as answered before; secrets are never shown. */
  readonly values: { readonly [field: string]: string };
  /** Whether this step's secrets are stored, and stay if left empty. */
  readonly kept: boolean;
  readonly fault: FormFault | null;
  /** The earlier answers, or a text for missing ones. */
  readonly mailbox: string;
  readonly hostname: string;
  /** The time zones to choose from; empty in other steps. */
  readonly zones: readonly string[];
  /** This machine's addresses. */
  readonly addresses: readonly string[];
  /** The appliance's network, in the step for the host name; null in others, and without an appliance. */
  readonly network: NetworkPart | null;
  /** Where mail is received, as ADDR:PORT; null if it is not. */
  readonly smtp: string | null;
  /** Whether the program was started with --outgoing, which takes precedence over the choice made here. */
  readonly outgoingOverride: boolean;
}

export interface SetupFinishView {
  readonly frame: Frame;
  readonly steps: readonly SetupStepLink[];
  /** An answer as text; null if there is none. */
  readonly answers: readonly { readonly step: StepName; readonly said: string | null }[];
  readonly passed: readonly Finding[];
  readonly fault: FormFault | null;
}

export interface SetupDoneView {
  readonly frame: Frame;
  /** The test of addresses with a "+". */
  readonly plusTest: PlusTestView;
  /** Accounts that nobody has signed in with yet. */
  readonly signIn: readonly Pick<OAuthAccount, "name" | "provider">[];
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
  /** Backups that can be restored without uploading them. */
  readonly offered: readonly {
    readonly id: string;
    readonly name: string;
    readonly bytes: number;
    /** The stick that it is on; null if it is in the data folder. */
    readonly stick: string | null;
  }[];
  /** Whether USB sticks are supported. */
  readonly sticks: boolean;
  /** The most bytes of an upload. */
  readonly room: number;
}
