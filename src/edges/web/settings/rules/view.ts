import type { DiffLine } from "../../../../base/line-diff.ts";
import type { Lifecycle } from "../../../../domain/lifecycle/index.ts";
import type { Target } from "../../../../domain/target/index.ts";
import type { RuleView } from "../../tickets/rules-view.ts";
import type { FormFault, Frame } from "../../view.ts";

/** A version in a list. */
export interface VersionRow {
  readonly version: number;
  readonly active: boolean;
  /** Who saved it; null for the one that the program brings. */
  readonly author: string | null;
  /** The reason its author gave; "" for none. */
  readonly note: string;
  readonly savedAt: number;
}

/** What is wrong, doubtful or worth knowing. */
export interface LineFinding {
  /** Null if it is about the ruleset as a whole. */
  readonly line: number | null;
  readonly source: string;
  readonly text: string;
  readonly kind: "error" | "warning" | "note";
  /** A mail that shows it, as a test would describe it; with the check and the place of the finding in it. */
  readonly example: { readonly lines: string; readonly checked: string; readonly finding: number } | null;
}

export interface TestView {
  readonly name: string;
  readonly passed: boolean;
  readonly failures: readonly string[];
  readonly fired: readonly string[];
}

export interface CheckView {
  /** Of the check, while it goes on; null once it is done. Then there are no findings yet. */
  readonly progress: { readonly id: string; readonly percent: number } | null;
  readonly findings: readonly LineFinding[];
  readonly tests: readonly TestView[];
  /** Warnings to accept: what the form sends, and the words. */
  readonly accept: readonly { readonly key: string; readonly text: string }[];
}

export interface RulesView {
  readonly frame: Frame;
  readonly text: string;
  readonly reason: string;
  readonly fault: FormFault | null;
  /** Set once the text has been checked. */
  readonly check: CheckView | null;
  /** That of the text, once it has been checked without errors; otherwise the one in effect. */
  readonly lifecycle: Lifecycle;
  /** The same. */
  readonly targets: readonly Target[];
  readonly versions: readonly VersionRow[];
}

export interface VersionView {
  readonly frame: Frame;
  readonly row: VersionRow;
  readonly text: string;
  readonly check: CheckView;
  /** Null if the text has errors. */
  readonly lifecycle: Lifecycle | null;
  /** None if the text has errors. */
  readonly targets: readonly Target[];
  /** What it changes of the active version; null if it is that. */
  readonly changes: { readonly active: number; readonly lines: readonly DiffLine[] } | null;
  readonly reason: string;
  readonly fault: FormFault | null;
}

/** A mail that shows a finding, run through the rules. */
export interface TryView {
  readonly frame: Frame;
  readonly finding: string;
  readonly mail: string;
  /** Null if they took too long on it. */
  readonly rules: readonly RuleView[] | null;
  /** The check. */
  readonly checked: string;
}
