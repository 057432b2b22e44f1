/** For whom a ticket waits: who wrote last decides, the requester's side or the desk. */
import type { MessageKey } from "../../base/ids.ts";
import { isOfMachine } from "./people.ts";
import type { MessageReceived, Ticket } from "./types.ts";

/** What a ticket knows about who wrote, and when. */
export type Turns = Pick<Ticket, "heardAt" | "answers" | "waitingFor">;

/** Nobody has written yet: the person who created the ticket waits for the desk. */
export const firstTurn: Turns = { heardAt: null, answers: [], waitingFor: "desk" };

/** The most replies that are kept since the requester's side wrote: they can be taken back. */
const MOST_ANSWERS = 20;
/** Milliseconds after which a mail's own date counts instead of the time at which it arrived: it was fetched or imported. */
const OLD = 2 * 24 * 3_600_000;

/**
 * After a received mail. What one of us sent is a reply; what a program wrote counts for nobody. Archived mail may come in any
 * order: then its own date counts. What was answered before it arrived changes nothing.
 */
export function afterMail(ticket: Turns, event: MessageReceived, time: number): Turns {
  if (event.answered) return turnsOf(ticket);
  const at = writtenAt(event, time);
  if (event.sent) return answered(ticket, event.message, at);
  if (isOfMachine(event.automatic)) return turnsOf(ticket);
  const heardAt = Math.max(ticket.heardAt ?? at, at);
  return turns(heardAt, ticket.answers);
}

/** When a mail was written, as far as that matters. @param time when it arrived; both in milliseconds since 1970 */
export const writtenAt = ({ date }: Pick<MessageReceived, "date">, time: number): number =>
  date !== null && time - date > OLD ? date : time;

/** After a reply of the desk, here or in a linked ticket. @param at in milliseconds since 1970 */
export const answered = ({ heardAt, answers }: Turns, message: MessageKey, at: number): Turns =>
  turns(heardAt, [...answers, { message, at }]);

/** After replies left the ticket: they were taken back, or moved to another one. */
export const unanswered = ({ heardAt, answers }: Turns, gone: readonly MessageKey[]): Turns =>
  turns(
    heardAt,
    answers.filter(({ message }) => !gone.includes(message)),
  );

/** After messages came from a ticket that waits for the desk. */
export const askedAgain = ({ heardAt }: Turns): Turns => turns(heardAt, []);

function turns(heardAt: number | null, answers: Turns["answers"]): Turns {
  const since = answers.filter(({ at }) => heardAt === null || at > heardAt).slice(-MOST_ANSWERS);
  return { heardAt, answers: since, waitingFor: since.length > 0 ? "requester" : "desk" };
}

const turnsOf = ({ heardAt, answers, waitingFor }: Turns): Turns => ({ heardAt, answers, waitingFor });
