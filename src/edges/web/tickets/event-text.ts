/** What happened to a ticket, as text: events, who caused them, and why a mail is on it. */
import { type Actor, isUser } from "../../../domain/actor.ts";
import type { Evidence, TicketEvent, TicketFields } from "../../../domain/ticket/index.ts";
import { listText } from "../../../text/lists.ts";
import type { Text, TextKey } from "../../../text/web.ts";
import { most, short } from "../bounds.ts";
import { dayTime } from "../parts/format.ts";
import { stateName } from "../parts/state.ts";
import type { Frame, Person } from "../view.ts";

/** Who reads the texts: language, time zone, and the names of people. */
export interface Reader {
  readonly frame: Frame;
  readonly t: Text;
  readonly person: (user: string) => Person;
}

type MessageEvent = "MessageReceived" | "ReplyWritten" | "NoteAdded" | "RepliedElsewhere";

/**
 * What an event did, after the actor's name, as in "closed the ticket": one text for each change of several; none for events
 * that are not shown.
 */
export function eventTexts(
  event: Exclude<TicketEvent, { type: MessageEvent }>,
  actor: Actor,
  reader: Reader,
): readonly string[] {
  // What rules changed, their lines say.
  const byRules = actor.kind === "system" && (actor.part === "intake" || actor.part === "rules");
  if (event.type === "Changed") return byRules ? [] : changeTexts(event.changes, actor, reader);
  const text = eventText(event, reader);
  return text === null ? [] : [text];
}

function eventText(
  event: Exclude<TicketEvent, { type: MessageEvent | "Changed" }>,
  reader: Reader,
): string | null {
  const { t } = reader;
  switch (event.type) {
    case "TicketOpened":
      return event.via === "mail" ? null : t("event.opened");
    case "StateChanged":
      if (event.until !== undefined) {
        const when = dayTime(event.until, reader.frame.now, reader.frame.zone, reader.frame.language);
        return t(event.cause.code === "replied" ? "event.held.replied" : "event.held", { when });
      }
      if (event.from === event.to) return t("event.held.open");
      return t(stateKeys[event.cause.code], {
        from: stateName(t, event.from),
        to: stateName(t, event.to),
      });
    case "DeliveryBounced":
      return t("event.bounced", {
        to: listText(
          reader.frame.language,
          event.results.slice(0, most.results).map(({ recipient }) => short(recipient)),
        ),
      });
    case "MessagesGiven": {
      const words = { n: event.messages.length, ticket: event.to };
      return t(event.merge ? "event.merged" : "event.given", words);
    }
    case "MessagesTaken": {
      const words = { n: event.messages.length, ticket: event.from };
      if (event.merge) return t("event.mergedHere", { ticket: event.from });
      return t(event.unmerge ? "event.unmerged" : "event.taken", words);
    }
    case "TicketLinked":
      return t("event.linked", { ticket: event.to });
    case "ParticipantAdded":
      return t("event.participant", { who: short(event.participant.name || event.participant.address) });
    case "ParticipantRemoved":
      return t("event.participant.removed", { who: short(event.address) });
    case "MessageJudged":
      return t(`event.judged.${event.verdict}`);
    case "MergeDismissed":
      return t("event.mergeDismissed", { ticket: event.to });
    case "DeliveryCancelled":
      return t("event.cancelled");
    case "DeliveryRetried":
      return t("event.retried");
    case "ReplyTakenBack":
      return t("event.takenBack");
    case "ReplyWithheld":
      return t(`event.withheld.${event.because}`);
    case "AutoReplyDue": {
      const { because } = event;
      const to = short(event.to.address);
      return because.kind === "proven"
        ? t("event.autoReply.proven", { to, by: listText(reader.frame.language, because.by) })
        : t(`event.autoReply.${because.kind}`, { to });
    }
    case "TargetWarned":
    case "TargetMissed": {
      const at = dayTime(event.at, reader.frame.now, reader.frame.zone, reader.frame.language);
      const key = event.type === "TargetWarned" ? "event.target.warned" : "event.target.missed";
      return t(key, { clock: t(`event.clock.${event.clock}`), target: short(event.target), at });
    }
    // Each rule that fired has a line of its own.
    case "RulesRan":
    case "TicketRulesRan":
    case "TimeReached":
    case "ReplyComposed":
    case "DeliveryAttempted":
      return null;
  }
}

const stateKeys = {
  agent: "event.state",
  text: "event.state",
  replied: "event.state.replied",
  "requester-wrote": "event.state.wrote",
  "newcomer-wrote": "event.state.newcomer",
  "reply-taken-back": "event.state.takenBack",
  time: "event.state.time",
  rules: "event.state.rules",
} as const;

/** The actor's name for people. */
export function actorName(actor: Actor, { t, person }: Pick<Reader, "t" | "person">): string {
  switch (actor.kind) {
    case "user":
      return person(actor.name).name;
    case "token":
      return t("event.token", { name: actor.name });
    case "box":
      return t(actor.part === "console" ? "event.console" : "event.box");
    case "system":
    case "other":
      return t("app.name");
  }
}

/** Why a mail is on its ticket. */
export function evidenceText(evidence: Evidence, { t, person }: Reader): string {
  switch (evidence.by) {
    case "token":
      return t("evidence.token");
    case "reference":
      return t("evidence.reference");
    case "notification":
      return t("evidence.notification");
    case "flood":
      return t("evidence.flood");
    case "agent":
      return t("evidence.agent", { who: person(evidence.user).name });
  }
}

function changeTexts(
  changes: Partial<TicketFields>,
  actor: Actor,
  { t, person, frame }: Reader,
): readonly string[] {
  const said: string[] = [];
  const say = (field: "subject" | "group" | "category" | "target" | "due" | "tags", value: string | null) => {
    const name = t(`field.${field}`);
    said.push(value === null ? t("event.cleared", { name }) : t("event.set", { name, value }));
  };
  const { subject, priority, category, assignee, group, tags, target, dueAt } = changes;
  if (assignee !== undefined) {
    const taken = isUser(actor, assignee);
    const given = () => t("event.assigned", { who: person(assignee ?? "").name });
    said.push(assignee === null ? t("event.unassigned") : taken ? t("event.took") : given());
  }
  if (priority !== undefined) {
    const key: TextKey = `priority.${priority}`;
    said.push(t("event.set", { name: t("field.priority"), value: t(key) }));
  }
  if (group !== undefined) say("group", group);
  if (category !== undefined) say("category", category);
  if (target !== undefined) say("target", target);
  if (tags !== undefined) say("tags", tags.length === 0 ? null : listText(frame.language, tags));
  if (dueAt !== undefined)
    say("due", dueAt === null ? null : dayTime(dueAt, frame.now, frame.zone, frame.language));
  if (subject !== undefined) say("subject", subject);
  return said;
}
