import type { MailId, TicketNumber } from "../../base/ids.ts";
import type { Dependency } from "../dependency.ts";
import type { Event, NewEvent, Recorded } from "../events.ts";
import type { Address, Fingerprint } from "../mail/index.ts";
import type { FiledCause, MailCause, TextCause } from "./cause.ts";

/** A rule of SPEC.md. */
export type Rule = `I-${number}`;

/** A mail's possible outcomes, as pages and API show them. */
export const mailOutcomes = ["queued", "ticket", "reply", "bounce", "filed", "held", "rejected"] as const;
export type MailOutcome = (typeof mailOutcomes)[number];

/** A decision about a mail. */
export interface Outcome {
  readonly kind: MailOutcome;
  /** The rules of SPEC.md that led to it, in the order in which they were applied. */
  readonly rules: readonly Rule[];
  readonly events: readonly NewEvent[];
  readonly dependsOn: readonly Dependency[];
  /** Mails to be decided about before this one, which waits for them; absent for none. */
  readonly first?: readonly MailId[];
  /** Mails to be decided about next. */
  readonly next?: readonly MailId[];
}

/** A mail's outcome, by the event that settled it. */
export interface Settled {
  readonly mail: MailId;
  readonly outcome: MailOutcome;
  readonly reason: string | null;
  readonly cause: MailCause | null;
  /** The ticket that the mail is in, or is about. */
  readonly ticket: TicketNumber | null;
  /** The ticket that a held mail may belong to. */
  readonly candidate: TicketNumber | null;
  /** Whom a held mail with such a ticket addressed. */
  readonly addressed: readonly string[];
  readonly from: Address | null;
  readonly subject: string;
  /** Null if the event does not have it. */
  readonly fingerprint: Fingerprint | null;
}

/**
 * What an event says about a mail's outcome (I-47); null for events that settle none.
 * @param ticket that the event belongs to
 */
export function settledBy({ event, ticket }: Pick<Recorded, "event" | "ticket">): Settled | null {
  switch (event.type) {
    case "MessageReceived": {
      // A follow-up was added because of some evidence; a new ticket has none.
      const outcome = event.evidence === null ? "ticket" : event.automatic === "bounce" ? "bounce" : "reply";
      return { ...undecided(event), outcome, ticket };
    }
    case "AgentReplied":
      return { ...undecided(event), outcome: "reply", ticket: event.about };
    case "MailHeld": {
      const { reason, cause, candidate, addressed = [] } = event;
      return { ...undecided(event), outcome: "held", reason, cause, candidate, addressed };
    }
    case "MailFiled":
      return { ...undecided(event), outcome: event.as, cause: event.cause, ticket: namedBy(event.cause) };
    default:
      return null;
  }
}

/** The ticket that a filed mail is about: that of its original, of our own mail, or of a notification. */
const namedBy = (cause: FiledCause | TextCause): TicketNumber | null =>
  "ticket" in cause ? cause.ticket : null;

type Settling = Extract<Event, { type: "MessageReceived" | "AgentReplied" | "MailHeld" | "MailFiled" }>;

const undecided = ({ mail, from, subject, fingerprint }: Settling) => ({
  ...{ mail, from, subject, fingerprint: fingerprint ?? null },
  ...{ reason: null, cause: null, ticket: null, candidate: null, addressed: [] },
});

/** An event with the mail's fingerprint, if it settles the outcome of one. */
export function withFingerprint({ ticket, event }: NewEvent, fingerprint: Fingerprint | null): NewEvent {
  if (fingerprint === null) return { ticket, event };
  switch (event.type) {
    case "MessageReceived":
    case "AgentReplied":
    case "MailHeld":
    case "MailFiled":
      return { ticket, event: { ...event, fingerprint } };
    default:
      return { ticket, event };
  }
}

/** Creates a decision; its kind follows from its events. */
export function outcomeOf(
  rules: readonly Rule[],
  events: readonly NewEvent[],
  dependsOn: readonly Dependency[],
): Outcome {
  const settled = events.map(settledBy).findLast((one) => one !== null);
  return { kind: settled?.outcome ?? "queued", rules, events, dependsOn };
}
