/** What rules ask of a mail and of its ticket as it is before the run: the facts of one group depend on each other. */
import { never } from "../../../base/result.ts";
import type { State } from "../../lifecycle/index.ts";
import type { Doer, Priority, Share, TicketWait } from "../../ticket/index.ts";
import type { ChoiceFact, Comparison, NumberFact, TextFact, YesFact } from "../tree.ts";
import type { ValueTest } from "./value-test.ts";

export type Choice = Exclude<ChoiceFact, "priority">;
/** Whom a share of a group's tickets chooses: each way of each group is a fact of its own. */
export type ChosenFact = `chosen ${string}`;

/** The fact of a share. */
export const chosenFact = (group: string, { owner, by, most }: Share): ChosenFact =>
  `chosen ${JSON.stringify([group, owner, by, most])}`;

export type Atom =
  /** Some value of a text passes a test; of tags, one that no rule adds or removes. */
  | { readonly is: "some"; readonly fact: TextFact; readonly test: ValueTest }
  | { readonly is: "missing"; readonly fact: TextFact }
  /** A tag that is written like this. */
  | { readonly is: "tag"; readonly tag: string }
  /** A choice that is the same when folded; `shown` is one that is. */
  | {
      readonly is: "choice";
      readonly fact: Choice | ChosenFact;
      readonly folded: string;
      readonly shown: string;
    }
  /** A choice that is written like this; null for none. */
  | { readonly is: "written"; readonly fact: Choice | ChosenFact; readonly value: string | null }
  | { readonly is: "priority"; readonly value: Priority }
  /** The state in which the run finds the ticket. */
  | { readonly is: "state"; readonly value: State }
  | { readonly is: "number"; readonly fact: NumberFact; readonly by: Comparison; readonly value: number }
  | { readonly is: "yes"; readonly fact: Exclude<YesFact, "attachments"> }
  | { readonly is: "reply" }
  /** Something happened to a ticket; otherwise a mail arrived. */
  | { readonly is: "ticket" }
  /** What is waited for happened. */
  | { readonly is: "happened"; readonly wait: TicketWait }
  /** Who did it. */
  | { readonly is: "by"; readonly by: Doer }
  /** Whether a rule is there at all. */
  | { readonly is: "rule"; readonly rule: number };

/** An atom with the value it is to have. */
export interface Claim {
  readonly variable: number;
  readonly atom: Atom;
  readonly holds: boolean;
}

/** Two atoms with the same key are the same. */
export function keyOfAtom(atom: Atom): string {
  switch (atom.is) {
    case "some":
      return `some ${factName(atom.fact)} ${atom.test.key}`;
    case "missing":
      return `missing ${factName(atom.fact)}`;
    case "tag":
      return `tag ${atom.tag}`;
    case "choice":
      return `choice ${atom.fact} ${atom.folded}`;
    case "written":
      return `written ${atom.fact} ${JSON.stringify(atom.value)}`;
    case "priority":
      return `priority ${atom.value}`;
    case "state":
      return `state ${atom.value}`;
    case "number":
      return `number ${atom.fact} ${atom.by} ${atom.value}`;
    case "yes":
      return `yes ${atom.fact}`;
    case "reply":
    case "ticket":
      return atom.is;
    case "happened":
      return `happened ${JSON.stringify(atom.wait)}`;
    case "by":
      return `by ${atom.by}`;
    case "rule":
      return `rule ${atom.rule}`;
    default:
      return never(atom);
  }
}

/** What is decided together; null if the atom is independent of all others. */
export function groupOf(atom: Atom): string | null {
  switch (atom.is) {
    case "some":
    case "missing":
      if (atom.fact.name === "attachment names" || atom.fact.name === "attachment types")
        return "attachments";
      if (atom.fact.name === "requester domain") return "requester";
      return atom.fact.name === "sender domain" ? "sender" : factName(atom.fact);
    case "tag":
      return "tags";
    case "choice":
    case "written":
      return atom.fact;
    case "priority":
      return "priority";
    case "number":
      return atom.fact;
    // A new ticket is in its first state, and mostly a ticket is in the state that it came into.
    case "state":
    case "reply":
    case "ticket":
    case "happened":
      return "state";
    case "by":
      return "by";
    case "yes":
    case "rule":
      return null;
    default:
      return never(atom);
  }
}

const factName = (fact: TextFact): string => (fact.name === "header" ? `header ${fact.header}` : fact.name);
