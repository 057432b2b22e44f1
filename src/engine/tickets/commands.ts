/** What agents, API clients and the program itself do to tickets and held mail. Every command ends in one commit. */

import { type Fault, fault } from "../../base/fault.ts";
import { type MessageKey, messageKey, type TicketNumber, timeId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import { isAddress, normalAddress } from "../../domain/mail/address.ts";
import type { Caller, Permission } from "../../domain/people/index.ts";
import {
  change,
  answer as decideAnswer,
  type Ticket,
  type TicketEvent,
  tokenFrom,
} from "../../domain/ticket/index.ts";
import type { Decision } from "../../record/decision.ts";
import type { View } from "../../record/view.ts";
import { createHeldMail } from "../intake/held.ts";
import { createAnswers, TRIES } from "../outgoing/answer.ts";
import { createHeldDeliveries } from "../outgoing/held-deliveries.ts";
import { noticeDue } from "../outgoing/notices.ts";
import { forbidden } from "../people/caller.ts";
import { createThreads } from "./threads.ts";
import { createTurns } from "./turns.ts";
import type { CommandParts, Commands, Done, NewTicket, OnTicket, Options } from "./types.ts";

/** So often opening a ticket with a mail is tried beside mail that comes in, before that has to wait. */
const HURRIED = 2;

type TicketOpened = Extract<TicketEvent, { type: "TicketOpened" }>;

export function createCommands(parts: CommandParts): Commands {
  const { record, now, randomBytes } = parts;
  const newKey = () => messageKey(timeId(now(), randomBytes(10)));

  const onTicket: OnTicket = async (caller, number, options, decide, more = {}) =>
    commit(caller, "tickets.write", options, (view, time) => {
      const ticket = view.ticket(number);
      if (!ticket) return refuse(fault("thing.not-found", { text: `There is no ticket ${number}` }));
      if (options?.ifVersion !== undefined && options.ifVersion !== ticket.version) {
        return refuse(fault("thing.moved-on"));
      }
      if (ticket.mergedInto !== null) {
        const text = `Ticket ${number} was merged into ticket ${ticket.mergedInto}; go on there`;
        return refuse(fault("ticket.state", { text }));
      }
      const events = decide(ticket, view, time);
      if (!events.ok) return events;
      const done = { ticket: number, version: ticket.version + events.value.length };
      return ok({
        events: [
          ...events.value.map((event) => ({ ticket: number, event })),
          ...(more.also?.(ticket, events.value, view, time) ?? []),
        ],
        ...(more.blobs ? { blobs: more.blobs } : {}),
        done: more.message === undefined ? done : { ...done, message: more.message },
      });
    });

  async function commit<T extends object>(
    caller: Caller,
    needs: Permission,
    options: Options | undefined,
    decide: (
      view: View,
      now: number,
    ) => Result<{ events: readonly NewEvent[]; blobs?: Decision<unknown>["blobs"]; done: T }, Fault>,
  ): Promise<Result<T, Fault>> {
    const denied = forbidden(caller, needs);
    if (denied) return denied;
    const once = options?.once;
    return record.commit<Result<T, Fault>>(caller.actor, (view, time) => {
      const before = once && record.operations.remembered(once.token, once.key);
      if (before) {
        const same = before.request.equals(once.request);
        return {
          events: [],
          value: same ? ok(JSON.parse(before.body)) : refuse(fault("idempotency.reused")),
        };
      }
      const decided = decide(view, time);
      if (!decided.ok) return { events: [], value: decided };
      const { events, blobs, done } = decided.value;
      return {
        events,
        ...(blobs ? { blobs } : {}),
        value: ok(done),
        also: (operations) => {
          if (once)
            operations.remember({ ...once, status: 200, body: JSON.stringify(done), createdAt: time });
        },
      };
    });
  }

  const inTurn = createTurns();
  const answers = createAnswers(parts, onTicket, newKey, inTurn);

  return {
    ...createHeldMail(parts, commit),
    ...createThreads(parts, commit),
    ...createHeldDeliveries(parts),
    answer: answers.answer,

    async openTicket(caller, wanted, options) {
      const problem = invalid(wanted);
      if (problem) return refuse(problem);
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const token = tokenFrom(randomBytes(15));
      const openedIn = (view: View): Result<TicketOpened, Fault> => {
        const mailbox = view.mailbox(normalAddress(wanted.mailbox));
        if (!mailbox)
          return refuse(fault("request.invalid", { field: "mailbox", text: "There is no such mailbox" }));
        return ok({
          type: "TicketOpened",
          number: view.nextTicketNumber(),
          token,
          mailbox: mailbox.address,
          subject: wanted.subject.trim(),
          requester: wanted.requester,
          group: mailbox.group,
          via: caller.actor.startsWith("token:") ? "api" : "web",
        });
      };
      const all = (number: TicketNumber, events: readonly TicketEvent[], message: MessageKey) => ({
        events: events.map((event) => ({ ticket: number, event })),
        done: { ticket: number, version: events.length, message },
      });
      if (!wanted.send) {
        const message = newKey();
        return commit<Done>(caller, "tickets.write", options, (view) => {
          const opened = openedIn(view);
          if (!opened.ok) return opened;
          // A note leaves the ticket new, for somebody to take.
          const note: TicketEvent = { type: "NoteAdded", message, text: wanted.text };
          return ok(all(opened.value.number, [opened.value, note], message));
        });
      }
      // The mail bears the ticket's number, so it is composed before and must still be the next when it is recorded.
      const attempts = async (from: number, to: number): Promise<Result<Done, Fault>> => {
        for (let attempt = from; ; attempt++) {
          const opened = openedIn(record.view);
          if (!opened.ok) return opened;
          const first = await answers.prepare(opened.value, wanted);
          if (!first.ok) return first;
          const { reply, blobs } = first.value;
          const { number } = opened.value;
          const done = await commit<Done>(caller, "tickets.write", options, (view) => {
            if (view.nextTicketNumber() !== number) return refuse(fault("thing.moved-on"));
            // Whoever writes first has taken the ticket on.
            const fresh = { state: "new", assignee: null } as const;
            const rest = decideAnswer(fresh, reply, { close: false, by: caller.user });
            return ok({ ...all(number, [opened.value, ...rest], reply.message), blobs });
          });
          if (done.ok || done.error.code !== "thing.moved-on") return done;
          if (attempt === to) return refuse(fault("system.busy"));
        }
      };
      return inTurn("open", async () => {
        const done = await attempts(1, HURRIED);
        if (done.ok || done.error.code !== "system.busy") return done;
        // Mail that opens tickets was faster each time; for a moment it waits.
        return parts.precedence.before(() => attempts(HURRIED + 1, TRIES));
      });
    },

    async note(caller, number, text, options) {
      if (text.trim() === "")
        return refuse(fault("request.invalid", { field: "text", text: "A note needs a text" }));
      const message = newKey();
      return onTicket(caller, number, options, () => ok([{ type: "NoteAdded", message, text }]), { message });
    },

    change(caller, number, wanted, options) {
      const message = newKey();
      const decide = (ticket: Ticket, view: View) => {
        if (wanted.assignee && !view.user(wanted.assignee)) {
          return refuse(
            fault("request.invalid", { field: "assignee", text: `There is no user ${wanted.assignee}` }),
          );
        }
        if (wanted.group && !view.group(wanted.group)) {
          return refuse(
            fault("request.invalid", { field: "group", text: `There is no group ${wanted.group}` }),
          );
        }
        return change(ticket, wanted);
      };
      return onTicket(caller, number, options, decide, {
        also(ticket, events, view, time) {
          const given = events.flatMap((event) => (event.type === "Changed" && event.changes.assignee) || []);
          const because = { kind: "assigned", by: caller.user } as const;
          return given
            .filter((user) => user !== caller.user)
            .flatMap((user) => noticeDue(view, ticket, user, because, message, time));
        },
      });
    },

    retryDelivery: (caller, message) => onDelivery(caller, message, "DeliveryRetried"),
    cancelDelivery: (caller, message) => onDelivery(caller, message, "DeliveryCancelled"),
  };

  async function onDelivery(
    caller: Caller,
    message: MessageKey,
    type: "DeliveryRetried" | "DeliveryCancelled",
  ): Promise<Result<void, Fault>> {
    const done = await commit(caller, "outbox.write", undefined, (view) => {
      const deliveries = view.deliveries(message);
      const first = deliveries[0];
      if (!first) return refuse(fault("thing.not-found", { text: "There is no such delivery" }));
      if (deliveries.every((one) => one.state === "delivered")) {
        return refuse(fault("ticket.state", { text: "It was delivered already" }));
      }
      // A notification is beside its ticket.
      const ticket = first.kind === "answer" ? first.ticket : null;
      return ok({ events: [{ ticket, event: { type, message } }], done: {} });
    });
    return done.ok ? ok(undefined) : done;
  }
}

function invalid(wanted: NewTicket): Fault | null {
  const wrong = (field: string, text: string) => fault("request.invalid", { field, text });
  if (wanted.subject.trim() === "" || wanted.subject.length > 1000) {
    return wrong("subject", "A subject has 1 to 1,000 characters");
  }
  if (!isAddress(wanted.requester.address)) return wrong("requester", "The requester needs a mail address");
  if (wanted.text.trim() === "") return wrong("text", "A ticket needs a text");
  return null;
}
