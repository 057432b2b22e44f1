/** A ruleset as a value: what was read, without its spelling. */
import type { Calendar } from "../calendar/index.ts";
import type { Lifecycle, State } from "../lifecycle/index.ts";
import type { Target } from "../target/index.ts";
import type { Doer, Priority, RuleAction, RuledField, Share, TicketWait } from "../ticket/index.ts";
import type { Span } from "./tokens.ts";

export interface Ruleset {
  readonly name: string;
  /** The mailboxes whose mail follows it alone, in lower case; none for any other ruleset. */
  readonly mailboxes: readonly PlacedMailbox[];
  /** The rulesets whose rules run among its own. */
  readonly includes: readonly Include[];
  /** Null if it declares none, or one with problems. */
  readonly lifecycle: PlacedLifecycle | null;
  readonly calendars: readonly PlacedCalendar[];
  readonly targets: readonly PlacedTarget[];
  readonly rules: readonly Rule[];
  readonly tests: readonly Test[];
}

/** A mailbox, where it stands. */
export interface PlacedMailbox extends Span {
  readonly address: string;
}

/** A line that includes another ruleset. */
export interface Include extends Span {
  readonly name: string;
  /** How many of the ruleset's own rules stand before it. */
  readonly at: number;
}

/** A lifecycle, and the line that starts it. */
export interface PlacedLifecycle extends Lifecycle, Span {}

/** Calendars and targets, each with its line. */
export interface PlacedCalendar extends Calendar, Span {}
export interface PlacedTarget extends Target, Span {}
/** The name of a state, where it stands. */
export interface NameOfState extends Span {
  readonly name: State;
}

/** The mail that a rule can wait for. */
export const mailEvents = ["mail arrives", "new mail arrives", "reply arrives"] as const;
export type MailEvent = (typeof mailEvents)[number];

/** What else a rule can wait for: "closed" is any way into a final state from one that is not. */
export type TicketEventWait = TicketWait | { readonly on: "closed" };

/** The events that a rule can wait for. */
export type RuleEvent = MailEvent | TicketEventWait;

export const isMailEvent = (event: RuleEvent): event is MailEvent => typeof event === "string";

export interface Rule extends Span {
  readonly name: string;
  readonly event: RuleEvent;
  /** All must hold. */
  readonly conditions: readonly Condition[];
  readonly actions: readonly Action[];
}

export type Condition =
  | { readonly kind: "and" | "or"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition }
  | Check;

/** The values that a condition names for a choice. */
export const choicesIn = (condition: Condition, fact: ChoiceFact): readonly string[] =>
  checksIn(condition).flatMap((one) =>
    one.kind === "choice" && one.fact === fact ? (one.values ?? []) : [],
  );

/** The checks in a condition, in their order. */
export function checksIn(condition: Condition): readonly Check[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.of.flatMap(checksIn);
    case "not":
      return checksIn(condition.of);
    default:
      return [condition];
  }
}

/** One test of one fact. */
export type Check =
  | TextCheck
  | {
      readonly kind: "missing";
      readonly fact: TextFact;
      /** Whether it is asked for not being missing. */
      readonly not: boolean;
    }
  | {
      readonly kind: "choice";
      readonly fact: ChoiceFact;
      readonly not: boolean;
      /** Null for "none". */
      readonly values: readonly string[] | null;
    }
  | { readonly kind: "priority"; readonly by: "at-least" | "at-most"; readonly value: Priority }
  /** The ticket's state is one of these, or none of them. */
  | { readonly kind: "state"; readonly not: boolean; readonly values: readonly State[] }
  | { readonly kind: "number"; readonly fact: NumberFact; readonly by: Comparison; readonly value: number }
  | { readonly kind: "yes"; readonly fact: YesFact; readonly not: boolean }
  /** It was done by one of these, or by none of them. */
  | { readonly kind: "by"; readonly not: boolean; readonly values: readonly Doer[] };

export interface TextCheck {
  readonly kind: "text";
  readonly fact: TextFact;
  readonly not: boolean;
  readonly by: TextTest;
  readonly exactly: boolean;
  /** At least one. */
  readonly values: readonly string[];
}

export const textTests = ["is", "contains", "starts", "ends", "matches", "expression"] as const;
export type TextTest = (typeof textTests)[number];

export const comparisons = ["is", "is-not", "more", "less", "at-least", "at-most"] as const;
export type Comparison = (typeof comparisons)[number];

export const plainTextFacts = ["subject", "body", "sender", "sender name", "sender domain"] as const;
export const setFacts = ["recipients", "attachment names", "attachment types", "tags"] as const;
/** Texts of a ticket; its subject is also called that. */
export const requesterFacts = ["requester", "requester domain"] as const;
/** A text of the mail or the ticket; a header by its name in lower case. */
export type TextFact =
  | {
      readonly name:
        | (typeof plainTextFacts)[number]
        | (typeof setFacts)[number]
        | (typeof requesterFacts)[number];
    }
  | { readonly name: "header"; readonly header: string };

export const choiceFacts = ["mailbox", "category", "priority", "group", "assignee", "target"] as const;
export type ChoiceFact = (typeof choiceFacts)[number];

export const numberFacts = ["size", "spam score", "attachments"] as const;
export type NumberFact = (typeof numberFacts)[number];

export const yesFacts = ["automatic", "authenticated", "agent", "attachments"] as const;
export type YesFact = (typeof yesFacts)[number];

export type Action = RuleAction;

export interface Test extends Span {
  readonly name: string;
  readonly given: readonly Given[];
  /** What happens to the ticket; null if it is a mail that arrives. */
  readonly event: TestEvent | null;
  readonly expected: readonly Expected[];
}

/** What happens in a test, and who does it. */
export interface TestEvent {
  readonly event: TicketEventWait;
  /** Of a field that changes, those that change with it; absent for none. */
  readonly also?: readonly RuledField[];
  readonly by: Doer;
}

/** One thing that a test says of its mail or its ticket. */
export type Given =
  /** It describes a ticket. */
  | { readonly set: "ticket" }
  | { readonly set: "requester"; readonly address: string }
  | { readonly set: "reply" | Exclude<YesFact, "attachments"> }
  | { readonly set: "sender"; readonly address: string; readonly name: string | null }
  | { readonly set: "recipients"; readonly addresses: readonly string[] }
  | {
      readonly set: "mailbox" | "subject" | "body" | "group" | "category" | "assignee" | "target";
      readonly value: string;
    }
  | { readonly set: "priority"; readonly value: Priority }
  | { readonly set: "state"; readonly value: State }
  | { readonly set: "tag"; readonly value: string }
  | { readonly set: "header"; readonly header: string; readonly value: string }
  | { readonly set: "attachment"; readonly name: string; readonly type: string | null }
  | { readonly set: "size" | "spam score"; readonly value: number }
  /** Whom a share of a group's tickets chooses; null for any share of that group. */
  | {
      readonly set: "chosen";
      readonly person: string;
      readonly group: string;
      readonly share: Share | null;
    };

export type Expected =
  | {
      readonly is: "category" | "group" | "assignee" | "target";
      /** Null for none. */
      readonly value: string | null;
    }
  | { readonly is: "priority"; readonly value: Priority }
  | { readonly is: "state"; readonly value: State }
  | { readonly is: "tag"; readonly value: string; readonly not: boolean }
  /** How many replies rules send. */
  | { readonly is: "replies"; readonly value: number }
  | { readonly is: "template"; readonly value: string }
  /** Rules notify a person or a group; null for the assignee. */
  | { readonly is: "notified"; readonly who: "person" | "group"; readonly name: string }
  | { readonly is: "notified"; readonly who: "assignee" | "nobody"; readonly name: null }
  /** Where rules forward the mail to; null for nowhere. */
  | { readonly is: "forwarded"; readonly to: string | null }
  /** Rules call that webhook; null for none. */
  | { readonly is: "call"; readonly webhook: string | null }
  | { readonly is: "held" | "filed" | "no-auto-reply" | "nothing" }
  | { readonly is: "rule"; readonly value: string; readonly not: boolean };
