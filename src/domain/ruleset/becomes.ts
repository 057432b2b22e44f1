/** What becomes of a mail by the actions of rules, and how that differs between two rulesets. */
import type { Lifecycle } from "../lifecycle/index.ts";
import { outcome, type Run } from "./evaluate.ts";
import type { RuleFacts, TicketForRules } from "./facts.ts";
import { actionText } from "./print.ts";
import { type Action, type Check, checksIn, type Ruleset, type TextFact } from "./tree.ts";
import { ticketAfter } from "./world.ts";

export interface Becomes {
  /** Of a mail that is added to a ticket, always that. */
  readonly place: Run["place"];
  readonly ticket: TicketForRules;
  /** Whether rules moved it to another state. */
  readonly moved: boolean;
  /** The template of the reply, if one may be sent; null for none. */
  readonly reply: string | null;
  readonly autoReply: boolean;
  /** What else comes of it: whom rules notify, where they forward it to, and their notes, in the words of the language. */
  readonly sent: readonly string[];
}

/**
 * What the actions of a run come to.
 * @param facts that the run saw
 * @param lifecycle of the ruleset that ran
 */
export function becomesOf(actions: readonly Action[], facts: RuleFacts, lifecycle: Lifecycle): Becomes {
  const { isReply, mail, ticket: before } = facts;
  const { place, autoReply, reply } = outcome(actions.map((action) => ({ rule: "", action })));
  const ticket = actions.reduce((now, action) => ticketAfter(now, action, lifecycle, facts), before);
  const sent = actions
    .filter((one) => one.do.startsWith("notify-") || one.do === "forward" || one.do === "note")
    .map(actionText);
  return {
    place: isReply ? { is: "ticket", reason: null } : place,
    ...{ ticket, moved: ticket.state !== before.state, autoReply, sent: [...new Set(sent)].sort() },
    reply: autoReply && !mail.automatic ? (reply?.template ?? null) : null,
  };
}

/** What can differ. */
export const becomesFields = [
  ...(["place", "category", "priority", "group", "assignee", "target", "state", "tag"] as const),
  ...(["reply", "auto-reply", "sent"] as const),
] as const;

/** A difference, in the words of the language; null for none, of a place for a ticket. */
export interface BecomesChange {
  readonly field: (typeof becomesFields)[number];
  readonly before: string | null;
  readonly after: string | null;
}

const choices = ["category", "priority", "group", "assignee", "target"] as const;

/** How a mail that became one thing becomes another; none if it is the same. Of what opens no ticket, only that counts. */
export function changesBetween(was: Becomes, is: Becomes): readonly BecomesChange[] {
  const found: BecomesChange[] = [];
  const note = (field: BecomesChange["field"], before: string | null, after: string | null) => {
    if (before !== after) found.push({ field, before, after });
  };
  note("place", placeText(was), placeText(is));
  if (was.place.is !== "ticket" || is.place.is !== "ticket") return found;
  for (const field of choices) note(field, was.ticket[field], is.ticket[field]);
  // Where tickets begin is not what rules do.
  note("state", was.moved ? was.ticket.state : null, is.moved ? is.ticket.state : null);
  eachOf("tag", was.ticket.tags, is.ticket.tags);
  note("reply", was.reply, is.reply);
  note("auto-reply", quiet(was), quiet(is));
  eachOf("sent", was.sent, is.sent);
  return found;

  function eachOf(field: "tag" | "sent", before: readonly string[], after: readonly string[]): void {
    for (const one of new Set([...before, ...after]))
      note(field, before.includes(one) ? one : null, after.includes(one) ? one : null);
  }
}

const quiet = ({ autoReply }: Becomes): string | null =>
  autoReply ? null : actionText({ do: "no-auto-reply" });

const placeText = ({ place: { is, reason } }: Becomes): string | null =>
  is === "ticket" ? null : actionText({ do: is === "held" ? "hold" : "file", reason });

/** Whether rules ask for fields of the mail's header. */
export const asksHeaders = ({ rules }: Pick<Ruleset, "rules">): boolean =>
  rules.some(({ conditions }) => conditions.some((one) => checksIn(one).some(asks)));

const asks = (check: Check): boolean =>
  (check.kind === "text" || check.kind === "missing") && isHeader(check.fact);

const isHeader = ({ name }: TextFact): boolean => name === "header";
