import type { DiffLine } from "../../../../base/line-diff.ts";
import type { Lifecycle, State } from "../../../../domain/lifecycle/index.ts";
import type {
  ActionRow,
  ConditionRow,
  RowAction,
  RowFact,
  RuleForm,
  SeenRule,
} from "../../../../domain/ruleset/form/index.ts";
import type { MailEvent } from "../../../../domain/ruleset/index.ts";
import type { Target } from "../../../../domain/target/index.ts";
import type { KnownNames } from "../../editor/complete.ts";
import type { RuleView } from "../../tickets/rules-view.ts";
import type { FormFault, Frame, Person } from "../../view.ts";
import type { TrialDays } from "./replay-view.ts";

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
  /** The ruleset that it is in; null for the one that was checked. */
  readonly ruleset: string | null;
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
  readonly failures: readonly { readonly expected: string; readonly came: string | null }[];
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

/** A ruleset in a list. */
export interface RulesetRow {
  readonly name: string;
  /** Whether the page is about it. */
  readonly current: boolean;
  /** Those of its active version. */
  readonly mailboxes: readonly string[];
  /** The rulesets that its active version includes, itself or through others. */
  readonly includes: readonly string[];
  /** Null if none is. */
  readonly active: number | null;
  readonly newest: number;
}

/** A ruleset that is being added. */
export interface AddingRuleset {
  readonly name: string;
  /** "" for none. */
  readonly mailbox: string;
  readonly includes: readonly string[];
  readonly fault: FormFault | null;
}

export interface RulesView {
  readonly frame: Frame;
  /** The name of the ruleset that the page is about. */
  readonly ruleset: string;
  readonly rulesets: readonly RulesetRow[];
  readonly adding: AddingRuleset;
  /** Those that there are. */
  readonly mailboxes: readonly string[];
  readonly list: RuleListView;
  /** The editor's script, and what it has to know; null if there is none. */
  readonly editor: { readonly url: string; readonly known: EditorKnown } | null;
  readonly text: string;
  /** The version that the text was made from. */
  readonly base: number;
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

/** An active ruleset that is activated again with a version, since it includes its ruleset. */
export interface WithView {
  readonly ruleset: string;
  /** What it has only with that version. */
  readonly check: CheckView;
}

export interface VersionView {
  readonly frame: Frame;
  /** The name of its ruleset. */
  readonly ruleset: string;
  readonly with: readonly WithView[];
  readonly row: VersionRow;
  readonly text: string;
  readonly check: CheckView;
  /** Null if the text has errors. */
  readonly lifecycle: Lifecycle | null;
  /** None if the text has errors. */
  readonly targets: readonly Target[];
  /** The days that it can be tried on; null if it has errors. */
  readonly trial: TrialDays | null;
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
  readonly ruleset: string;
}

/** What the editor has to know: also names to complete. */
export interface EditorKnown extends KnownNames {
  /** Whether the text is that of the default ruleset. */
  readonly isDefault: boolean;
  /** Where findings of a draft come from. */
  readonly findings: string;
  /** The name under which unsaved text is kept; the person's. */
  readonly draft: string;
  /** Whether the text is that of the newest version, and not one that was typed. */
  readonly fresh: boolean;
  readonly words: { readonly [word in "run" | "kept" | "older" | "discard"]: string };
}

/** A rule of the newest version, in a list. */
export interface RuleRow {
  readonly name: string;
  /** As it is written. */
  readonly text: string;
  /** Whether it can be edited in a form. */
  readonly form: boolean;
}

export interface RuleListView {
  readonly ruleset: string;
  /** Null if the newest version has errors. */
  readonly rules: readonly RuleRow[] | null;
  /** Further rules, which are not listed. */
  readonly more: number;
  /** The newest version, if mail does not follow it yet; otherwise null. */
  readonly pending: number | null;
}

/** A rule as a form. */
export interface RuleFormView {
  readonly frame: Frame;
  /** The name of its ruleset. */
  readonly ruleset: string;
  /** The rule that is edited, as the form was first shown; null for a new one. */
  readonly seen: SeenRule | null;
  readonly form: TypedRule;
  readonly fault: FormFault | null;
  /** The row that the fault is about. */
  readonly wrong: { readonly row: "condition" | "action"; readonly n: number } | null;
  /** The rule as somebody else changed it meanwhile; null if nobody did. */
  readonly current: string | null;
  /** What is offered as values. */
  readonly known: KnownValues;
}

/** A rule as typed: rows without a fact or an action are empty. */
export interface TypedRule {
  readonly name: string;
  readonly event: MailEvent;
  readonly match: RuleForm["match"];
  readonly conditions: readonly (Omit<ConditionRow, "fact"> & { readonly fact: RowFact | "" })[];
  readonly actions: readonly (Omit<ActionRow, "do"> & { readonly do: RowAction | "" })[];
}

export interface KnownValues {
  /** Those that are active. */
  readonly rulesets: readonly string[];
  readonly groups: readonly string[];
  readonly people: readonly Person[];
  readonly templates: readonly string[];
  readonly webhooks: readonly string[];
  readonly states: readonly State[];
  readonly targets: readonly string[];
  readonly mailboxes: readonly string[];
  /** Of conditions: mailboxes, groups, categories. */
  readonly values: readonly string[];
  /** Of actions: categories. */
  readonly categories: readonly string[];
}
