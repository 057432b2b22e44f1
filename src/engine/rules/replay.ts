/** A draft of the ruleset on the mail of a period: what would have come out differently. Nothing is changed or sent. */
import type { MailId, TicketNumber } from "../../base/ids.ts";
import type { NewEvent, Recorded } from "../../domain/events.ts";
import { type MailOutcome, settledBy } from "../../domain/intake/index.ts";
import { actionText } from "../../domain/ruleset/index.ts";
import type { State, TicketFields } from "../../domain/ticket/index.ts";
import { type ReplayParts, replayDecisions } from "../intake/replay.ts";

/** What became of a mail, as far as rules decide it. */
export interface RuledOutcome {
  readonly outcome: MailOutcome;
  readonly changes: Partial<Pick<TicketFields, (typeof ruled)[number]> & { readonly state: State }>;
  readonly autoReply: boolean;
  /** The template of the reply that rules sent; null for none. */
  readonly reply: string | null;
  /** The other mail that rules sent: whom they notified, and where they forwarded it to, in the words of the language. */
  readonly sent: readonly string[];
}

/** The fields of a ticket that rules change. */
const ruled = ["category", "priority", "group", "assignee", "target", "tags"] as const;

export interface DraftDifference {
  readonly mail: MailId;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly ticket: TicketNumber | null;
  readonly subject: string;
  readonly was: RuledOutcome;
  readonly wouldBe: RuledOutcome;
  /** The rules of the draft that fire. */
  readonly rules: readonly string[];
}

export interface ReplayedDraft {
  /** Mails decided about again. */
  readonly mails: number;
  readonly differences: readonly DraftDifference[];
  /** Mails whose bytes are no longer stored. */
  readonly gone: number;
}

/** Decides about each mail of a period again, with a draft in place of the rules of its time. @param text without errors */
export async function replayDraft(
  text: string,
  parts: Pick<ReplayParts, "replay" | "read" | "since" | "until" | "progress">,
): Promise<ReplayedDraft> {
  const differences: DraftDifference[] = [];
  const { decisions, gone } = await replayDecisions({
    ...parts,
    ruleset: { version: 0, text },
    decided(decision, outcome) {
      const [was, wouldBe] = [outcomeIn(decision.events), outcomeIn(outcome.events)];
      if (JSON.stringify(was) === JSON.stringify(wouldBe)) return;
      const settled = decision.events.map(settledBy).findLast((one) => one !== null);
      const rules = outcome.events.flatMap(({ event }) =>
        event.type === "RulesRan" ? event.fired.map(({ rule }) => rule) : [],
      );
      const { mail, time } = decision;
      const about = { ticket: settled?.ticket ?? null, subject: settled?.subject ?? "" };
      differences.push({ mail, time, ...about, was, wouldBe, rules });
    },
  });
  return { mails: decisions, differences, gone: gone.length };
}

function outcomeIn(events: readonly (Recorded | NewEvent)[]): RuledOutcome {
  const settled = events.map((one) => settledBy(one)).findLast((one) => one !== null);
  const changed = events.map(({ event }) => event).find((event) => event.type === "Changed");
  const moved = events
    .map(({ event }) => event)
    .find((event) => event.type === "StateChanged" && event.cause.code === "rules");
  const changes = changed?.type === "Changed" ? changed.changes : {};
  return {
    outcome: settled?.outcome ?? "queued",
    changes: {
      ...Object.fromEntries(
        ruled.flatMap((field) => (changes[field] === undefined ? [] : [[field, changes[field]]])),
      ),
      ...(moved?.type === "StateChanged" ? { state: moved.to } : {}),
    },
    autoReply: events.some(({ event }) => event.type === "AutoReplyDue"),
    reply: events.some(({ event }) => event.type === "ReplyWritten" && event.automatic === "rule")
      ? repliedWith(events)
      : null,
    sent: sentBy(events),
  };
}

function sentBy(events: readonly (Recorded | NewEvent)[]): readonly string[] {
  const run = events.map(({ event }) => event).find((event) => event.type === "RulesRan");
  if (run?.type !== "RulesRan") return [];
  const not = new Set(run.notForwarded?.map(({ to }) => to));
  const sent = run.fired
    .flatMap(({ actions }) => actions)
    .filter((one) => one.do.startsWith("notify-") || (one.do === "forward" && !not.has(one.to)));
  return [...new Set(sent.map(actionText))].sort();
}

/** The template that the last rule which replies names. */
function repliedWith(events: readonly (Recorded | NewEvent)[]): string | null {
  const run = events.map(({ event }) => event).find((event) => event.type === "RulesRan");
  const actions = run?.type === "RulesRan" ? run.fired.flatMap((one) => one.actions) : [];
  const last = actions.findLast((action) => action.do === "reply");
  return last?.do === "reply" ? last.template : null;
}
