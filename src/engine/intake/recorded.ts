import type { MailId, MessageKey, Position } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Checks } from "../../domain/mail/index.ts";
import type { TicketEvent } from "../../domain/ticket/index.ts";

/** A decision about a received mail, from the journal. */
export interface RecordedDecision {
  readonly mail: MailId;
  /** Of its first event. */
  readonly position: Position;
  readonly time: number;
  readonly events: readonly Recorded[];
  /** The mail's checks. */
  readonly checks: Checks | null;
  /** The token of the ticket that it created. */
  readonly token: string | null;
  /** The key of the auto-reply or notification that became due. */
  readonly message: MessageKey | null;
  /** The key of the notification that the ticket was assigned. */
  readonly assigned: MessageKey | null;
  /** The key of the first notification that rules sent. */
  readonly told: MessageKey | null;
  /** The key of the first note that rules added. */
  readonly note: MessageKey | null;
  /** The key of the first mail that rules forwarded. */
  readonly forward: MessageKey | null;
  /** The key of the reply that rules sent. */
  readonly reply: MessageKey | null;
  /** Whether rules took too long on the mail. */
  readonly slow: boolean;
}

/**
 * Intake's decisions among events, in order. Excludes what people decided about held mail, and decisions
 * that are partly erased.
 * @param events in order and without gaps; a decision that is incomplete at their end is left out
 */
export function decisionsIn(events: readonly Recorded[]): readonly RecordedDecision[] {
  const groups: Recorded[][] = [];
  let group: Recorded[] = [];
  let settled = false;
  const end = () => {
    if (group.length > 0) groups.push(group);
    group = [];
    settled = false;
  };
  for (const recorded of events) {
    const { actor, event } = recorded;
    if (actor.kind !== "system" || actor.part !== "intake") {
      end();
      continue;
    }
    // A mail that only waits for that one is decided about later.
    if (event.type === "MailRequeued" && event.because !== mailOf(group)) {
      end();
      continue;
    }
    if (group.length > 0 && begins(recorded, group, settled)) end();
    group.push(recorded);
    if (settles.has(event.type)) settled = true;
  }
  end();
  return groups.flatMap((one) => decisionOf(one) ?? []);
}

const settles: ReadonlySet<string> = new Set(["MessageReceived", "AgentReplied", "MailHeld", "MailFiled"]);

/** Whether an event is the first of another decision than the events before it. */
function begins({ event, time }: Recorded, group: readonly Recorded[], settled: boolean): boolean {
  if (time !== group[0]?.time) return true;
  if (!settled) return false;
  // The consequences of a mail's outcome come after it; everything else belongs to the next mail.
  switch (event.type) {
    case "RulesRan":
    case "Changed":
    case "NoteAdded":
    case "StateChanged":
    case "ReplyWritten":
    case "AutoReplyDue":
    case "NotificationDue":
    case "TicketLinked":
    case "MailRequeued":
      return false;
    case "DeliveryBounced":
      return event.mail !== mailOf(group);
    default:
      return true;
  }
}

function decisionOf(events: readonly Recorded[]): RecordedDecision | null {
  const [first] = events;
  const mail = mailOf(events);
  if (!first || mail === null || events.some(({ event }) => event.type === "Erased")) return null;
  const { position, time } = first;
  const checked = find(events, "MailChecked");
  const opened = find(events, "TicketOpened");
  const notified = (kind: "assigned" | "wrote" | "rule") =>
    events
      .map(({ event }) => event)
      .find((event) => event.type === "NotificationDue" && event.because.kind === kind);
  const message = find(events, "AutoReplyDue")?.message ?? keyOf(notified("wrote"));
  return {
    ...{
      mail,
      position,
      time,
      events,
      message,
      assigned: keyOf(notified("assigned")),
      told: keyOf(notified("rule")),
    },
    note: find(events, "NoteAdded")?.message ?? null,
    reply: writtenAs(events, "rule"),
    forward: writtenAs(events, "forward"),
    checks: checked?.checks ?? null,
    token: opened?.token ?? null,
    slow: find(events, "RulesRan")?.failed?.some(({ code }) => code === "slow") ?? false,
  };
}

/** The first mail that rules wrote. */
function writtenAs(events: readonly Recorded[], automatic: "rule" | "forward"): MessageKey | null {
  for (const { event } of events)
    if (event.type === "ReplyWritten" && event.automatic === automatic) return event.message;
  return null;
}

const keyOf = (event: Recorded["event"] | undefined): MessageKey | null =>
  event?.type === "NotificationDue" ? event.message : null;

/** The mail that a decision is about: the one that its outcome names. */
function mailOf(events: readonly Recorded[]): MailId | null {
  for (const { event } of events) {
    switch (event.type) {
      case "MessageReceived":
      case "AgentReplied":
      case "MailHeld":
      case "MailFiled":
        return event.mail;
      default:
    }
  }
  return null;
}

type OfType<T extends Recorded["event"]["type"]> = Extract<Recorded["event"] | TicketEvent, { type: T }>;

function find<T extends Recorded["event"]["type"]>(
  events: readonly Recorded[],
  type: T,
): OfType<T> | undefined {
  const is = (event: Recorded["event"]): event is OfType<T> => event.type === type;
  return events.map(({ event }) => event).find(is);
}
