import type { DiffLine } from "../../../../base/line-diff.ts";
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

/** What is wrong or doubtful in a line. */
export interface LineFinding {
  readonly line: number;
  readonly source: string;
  readonly text: string;
  readonly kind: "error" | "warning";
}

export interface TestView {
  readonly name: string;
  readonly passed: boolean;
  readonly failures: readonly string[];
  readonly fired: readonly string[];
}

export interface CheckView {
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
  readonly versions: readonly VersionRow[];
}

export interface VersionView {
  readonly frame: Frame;
  readonly row: VersionRow;
  readonly text: string;
  readonly check: CheckView;
  /** What it changes of the active version; null if it is that. */
  readonly changes: { readonly active: number; readonly lines: readonly DiffLine[] } | null;
  readonly reason: string;
  readonly fault: FormFault | null;
}
