/** Finds values of the facts of one group for which some atoms hold and others do not, or those that exclude one another. */

import type { TimeWait } from "../../target/index.ts";
import {
  doers,
  isWaitedFor,
  type Priority,
  priorities,
  type RuledField,
  type TicketHappened,
} from "../../ticket/index.ts";
import { compares } from "../conditions.ts";
import { fold } from "../fold.ts";
import type { NumberFact } from "../tree.ts";
import type { Atom, Choice, ChosenFact, Claim } from "./atoms.ts";
import { solveAttachments } from "./attachments.ts";
import { type Draft, someMailbox } from "./draft.ts";
import { between, wholeNumbers } from "./numbers.ts";
import type { Context, Solved, States } from "./solved.ts";
import { solveRecipients, solveRequester, solveTags, solveText } from "./texts.ts";

/** @param claims all of one group, each atom once */
export function solveGroup(group: string, claims: readonly Claim[], context: Context): Solved {
  // What has to hold excludes more than what must not.
  const ordered = [...claims.filter(({ holds }) => holds), ...claims.filter(({ holds }) => !holds)];
  switch (group) {
    case "mailbox":
    case "category":
    case "group":
    case "assignee":
    case "target":
      return solveChoice(group, ordered);
    case "priority":
      return solvePriority(ordered);
    case "state":
      return solveState(ordered, context.states);
    case "by":
      return tryAll(
        doers,
        ordered,
        (atom, value) => atom.is === "by" && atom.by === value,
        (draft, value) => {
          draft.by = value;
        },
      );
    case "requester":
      return solveRequester(ordered, context);
    case "size":
    case "spam score":
      return solveNumber(group, ordered);
    case "attachments":
      return solveAttachments(ordered, context);
    case "tags":
      return solveTags(ordered, context);
    case "recipients":
      return solveRecipients(ordered, context);
    default:
      return isChosen(group) ? solveChoice(group, ordered) : solveText(ordered, context);
  }
}

const isChosen = (group: string): group is ChosenFact => group.startsWith("chosen [");

/** Tries each of a few values. */
function tryAll<T>(
  values: readonly T[],
  claims: readonly Claim[],
  holds: (atom: Atom, value: T) => boolean,
  apply: (draft: Draft, value: T) => void,
): Solved {
  const core: Claim[] = [];
  const violates = (claim: Claim, value: T) => holds(claim.atom, value) !== claim.holds;
  for (const value of values) {
    const violated = claims.find((claim) => violates(claim, value));
    if (!violated) return { is: "values", apply: (draft) => apply(draft, value) };
    if (!core.some((claim) => violates(claim, value))) core.push(violated);
  }
  return { is: "none", core };
}

function solveChoice(fact: Choice | ChosenFact, claims: readonly Claim[]): Solved {
  const named = claims.flatMap(({ atom }) =>
    atom.is === "choice" ? [atom.shown] : atom.is === "written" && atom.value !== null ? [atom.value] : [],
  );
  const values = [
    ...(fact === "mailbox" ? [someMailbox] : [null, "Other"]),
    ...new Set(named),
    // The same when folded, though written differently.
    ...new Set(named.flatMap((one) => [one.toUpperCase(), one.toLowerCase(), fold(one), wide(one)])),
    unlike(named),
  ];
  return tryAll(values, claims, choiceHolds, (draft, value) => {
    if (isChosen(fact)) {
      if (value !== null) draft.chosen.set(fact, value);
    } else if (fact !== "mailbox") draft.ticket[fact] = value;
    else if (value !== null) draft.mail.mailbox = value;
  });
}

/** With the full-width form of the first character of ASCII, which folds to that. */
const wide = (text: string): string =>
  text.replace(/[!-~]/, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfee0));

function choiceHolds(atom: Atom, value: string | null): boolean {
  if (atom.is === "written") return value === atom.value;
  return atom.is === "choice" && value !== null && fold(value) === atom.folded;
}

/** A text that is none of these, however it is folded: longer than all. */
function unlike(texts: readonly string[]): string {
  return "x".repeat(1 + Math.max(0, ...texts.map((one) => fold(one).length)));
}

function solvePriority(claims: readonly Claim[]): Solved {
  const liked: readonly Priority[] = ["normal", ...priorities.filter((one) => one !== "normal")];
  return tryAll(
    liked,
    claims,
    (atom, value) => atom.is === "priority" && atom.value === value,
    (draft, value) => {
      draft.ticket.priority = value;
    },
  );
}

/** What happened, and the ticket's state: a mail that opens a ticket finds it in its first one. */
function solveState(claims: readonly Claim[], { all, initial }: States): Solved {
  const states = [...new Set([...initial, ...all])];
  const found: World[] = [
    ...initial.map((state) => ({ state, isReply: false, happened: null })),
    ...states.map((state) => ({ state, isReply: true, happened: null })),
    ...happenings(claims, states).flatMap((happened) =>
      // Rules run a moment later: the ticket may be in another state by then.
      [...likely(happened), ...states].map((state) => ({
        ...{ state, isReply: false, happened },
      })),
    ),
  ];
  return tryAll(found, claims, worldHolds, (draft, { state, isReply, happened }) => {
    draft.ticket.state = state;
    draft.isReply = isReply;
    draft.happened = happened;
  });
}

/** The state in which the ticket mostly is by then. */
function likely(happened: TicketHappened): readonly string[] {
  if (happened.on === "stay") return [happened.state];
  return happened.on === "state" ? [happened.to] : [];
}

interface World {
  readonly state: string;
  readonly isReply: boolean;
  readonly happened: TicketHappened | null;
}

function worldHolds(atom: Atom, { state, isReply, happened }: World): boolean {
  switch (atom.is) {
    case "reply":
      return isReply;
    case "ticket":
      return happened !== null;
    case "happened":
      return happened !== null && isWaitedFor(atom.wait, happened);
    default:
      return atom.is === "state" && atom.value === state;
  }
}

/** What may have happened to a ticket, as far as claims tell it apart. */
function happenings(claims: readonly Claim[], states: readonly string[]): readonly TicketHappened[] {
  if (!claims.some(({ atom }) => atom.is === "ticket" || atom.is === "happened")) return [];
  const found: TicketHappened[] = [];
  const fields: RuledField[] = [];
  const times: TimeWait[] = [];
  const names = new Set<string>();
  for (const { atom, holds } of claims) {
    if (atom.is !== "happened") continue;
    const { wait } = atom;
    if (wait.on === "clock" || wait.on === "stay") times.push(wait);
    else if (wait.on === "field") {
      if (holds) fields.push(wait.field);
    } else if (wait.on === "state")
      for (const name of [...(wait.to ?? []), ...(wait.from ?? []), ...(wait.notFrom ?? [])]) names.add(name);
  }
  if (fields.length > 0) found.push({ on: "fields", fields });
  found.push({ on: "opened" }, { on: "note" }, { on: "answer" }, { on: "undelivered" }, ...times);
  // One that is not named stands for all of these.
  const others = states.filter((name) => !names.has(name)).slice(0, 2);
  const told = [...names, ...others];
  for (const to of told) for (const from of told) if (from !== to) found.push({ on: "state", from, to });
  return found;
}

function solveNumber(fact: Exclude<NumberFact, "attachments">, claims: readonly Claim[]): Solved {
  const named = claims.flatMap(({ atom }) => (atom.is === "number" ? [atom.value] : []));
  const holds = (atom: Atom, value: number | null) =>
    atom.is === "number" && value !== null && compares(value, atom.by, atom.value);
  if (fact === "size")
    return tryAll([1000, ...wholeNumbers(named)], claims, holds, (draft, value) => {
      draft.mail.size = value;
    });
  return tryAll([null, ...between(named)], claims, holds, (draft, value) => {
    draft.mail.spamScore = value;
  });
}
