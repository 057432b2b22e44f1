import type { BecomesChange } from "../../../../domain/ruleset/index.ts";
import type { ReplayJob } from "../../../../engine/rules/replays.ts";
import type { RuleView } from "../../tickets/rules-view.ts";
import type { FormFault, Frame } from "../../view.ts";

/** The days of a trial, as a form has them: "2026-11-23", or "" for none. */
export interface TrialDays {
  readonly since: string;
  readonly until: string;
}

/** A ruleset tried on past mail. */
export interface ReplayView {
  readonly frame: Frame;
  readonly id: string;
  /** The version that is tried; null for a text that was not saved. */
  readonly version: number | null;
  readonly days: TrialDays;
  readonly fault: FormFault | null;
  readonly state: ReplayJob["state"];
  readonly percent: number;
  /** Null until it is done. */
  readonly counts: {
    readonly mails: number;
    readonly different: number;
    readonly gone: number;
    readonly failed: number;
    readonly moreKinds: number;
  } | null;
  readonly kinds: readonly KindRow[];
  readonly list: {
    /** The kind that all of them have; null for any. */
    readonly kind: ChangeView | null;
    readonly mails: readonly MailRow[];
    /** Whether there are more than are listed. */
    readonly more: boolean;
  };
}

/** What differs; null for none, of a place for a ticket. */
export interface ChangeView extends Omit<BecomesChange, "field"> {
  readonly fact: BecomesChange["field"];
}

export interface KindRow {
  /** Its place among the kinds. */
  readonly n: number;
  readonly change: ChangeView;
  readonly mails: number;
}

export interface MailRow {
  readonly mail: string;
  readonly time: number;
  readonly subject: string;
  readonly ticket: number | null;
  readonly changes: readonly ChangeView[];
}

/** A mail with another outcome, and both runs. */
export interface TraceView {
  readonly frame: Frame;
  readonly id: string;
  readonly row: MailRow;
  /** The version that it followed. */
  readonly version: number;
  /** Null if a run cannot be explained. */
  readonly before: readonly RuleView[] | null;
  readonly after: readonly RuleView[] | null;
}
