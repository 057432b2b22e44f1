/** What agents, API clients and the program itself do with tickets and held mail. Every command ends in one commit. */

import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { type MessageKey, messageKey, timeId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isRecipient, normalAddress } from "../../domain/mail/address.ts";
import { addressesOf, ownAddresses } from "../../domain/mail/own.ts";
import type { Caller, Permission, PolicyObject } from "../../domain/policy/index.ts";
import {
  addParticipant,
  change,
  reply as decideReply,
  dismissMerge,
  removeParticipant,
  type Ticket,
  type TicketEvent,
  tokenFrom,
} from "../../domain/ticket/index.ts";
import { MOST_TEXT } from "../../domain/ticket/reply.ts";
import { nothing } from "../../record/decision.ts";
import type { Operations } from "../../record/operations.ts";
import type { DeliveryRow, View } from "../../record/view.ts";
import { peopleOf, placeOf, settingsOf, ticketsOf } from "../depends.ts";
import { createHeldMail } from "../intake/held.ts";
import { createHeldDeliveries, deliveryChange } from "../outgoing/held-deliveries.ts";
import { notificationFor } from "../outgoing/notifications.ts";
import { createReplies, writtenIn } from "../outgoing/reply.ts";
import { type PastEvents, withPast } from "../past.ts";
import { forbidden, ifAllowed } from "../people/caller.ts";
import { findTicket } from "./find.ts";
import { createThreads } from "./threads.ts";
import type { CommandParts, Commands, Decided, Done, NewTicket, OnTicket, Options } from "./types.ts";
import { createUndo } from "./undo.ts";

type TicketOpened = Extract<TicketEvent, { type: "TicketOpened" }>;

export function createCommands(parts: CommandParts): Commands {
  const { record, now, randomBytes } = parts;
  const newKey = () => messageKey(timeId(now(), randomBytes(10)));

  const onTicket: OnTicket = async (caller, number, options, decide, more = {}) =>
    commit(caller, "tickets.write", options, (view, time, past) => {
      const found = findTicket(view, past, number, options, caller);
      if (!found.ok) return found;
      const ticket = found.value;
      const events = decide(ticket, view, time, past);
      if (!events.ok) return events;
      const done = { ticket: number, version: ticket.version + events.value.length };
      return ok({
        events: [
          ...events.value.map((event) => ({ ticket: number, event })),
          ...(more.moreEvents?.(ticket, events.value, view, time) ?? []),
        ],
        done: more.message === undefined ? done : { ...done, message: more.message },
      });
    });

  async function commit<T extends object>(
    caller: Caller,
    needs: Permission,
    options: Options | undefined,
    decide: (view: View, now: number, past: PastEvents) => Result<Decided<T>, Fault>,
  ): Promise<Result<T, Fault>> {
    const denied = forbidden(caller, needs);
    if (denied) return denied;
    const once = options?.once;
    const decideWith = (past: PastEvents) => (view: View, time: number) => {
      const before = once && record.operations.remembered(once.token, once.key);
      if (before) {
        const same = before.request.equals(once.request);
        return nothing<Result<T, Fault>>(
          same ? ok(JSON.parse(before.body)) : refuse(fault("idempotency.reused")),
        );
      }
      const decided = decide(view, time, past);
      if (!decided.ok) return nothing<Result<T, Fault>>(decided);
      const { events, blobs, done, dependsOn = [] } = decided.value;
      return {
        events,
        dependsOn: [...ticketsOf(view, events), settingsOf(view), peopleOf(view), ...dependsOn],
        ...(blobs ? { blobs } : {}),
        value: ok(done),
        sideWrites: (operations: Operations) => {
          if (once)
            operations.remember({ ...once, status: 200, body: JSON.stringify(done), createdAt: time });
        },
      };
    };
    return withPast(record, (past) => record.commit<Result<T, Fault>>(caller.actor, decideWith(past)));
  }

  const replies = createReplies(parts, commit, newKey);

  return {
    ...createHeldMail(parts, commit),
    ...createThreads(parts, commit),
    ...createUndo(onTicket),
    ...createHeldDeliveries(parts),
    reply: replies.reply,
    takeBack: replies.takeBack,

    async openTicket(caller, wanted, options) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const problem = invalid(wanted);
      if (problem) return refuse(problem);
      const token = tokenFrom(randomBytes(15));
      const { text, cc, attachments } = wanted;
      const prepared = wanted.send ? await replies.prepare({ text, cc, attachments }) : null;
      if (prepared && !prepared.ok) return prepared;
      const message = prepared?.value.message ?? newKey();
      return commit<Done>(caller, "tickets.write", options, (view) => {
        const mailbox = view.mailbox(normalAddress(wanted.mailbox));
        if (!mailbox || !ifAllowed(caller, "tickets.write", { mailbox: mailbox.address })) {
          return refuse(
            fault("request.no-mailbox", { field: "mailbox", params: { address: wanted.mailbox } }),
          );
        }
        if (ownAddresses(addressesOf(view.mailboxes()))(wanted.requester.address)) {
          const params = { address: wanted.requester.address };
          return refuse(fault("ticket.requester-own", { field: "requester", params }));
        }
        const number = view.nextTicketNumber();
        const opened: TicketOpened = {
          type: "TicketOpened",
          number,
          token,
          mailbox: mailbox.address,
          subject: wanted.subject.trim(),
          requester: wanted.requester,
          group: mailbox.group,
          via: caller.actor.kind === "token" ? "api" : "web",
        };
        const written = prepared && writtenIn(view, { ...opened, participants: [] }, prepared.value);
        if (written && !written.ok) return written;
        const rest = written
          ? // The first agent to write becomes the assignee.
            decideReply({ state: "new", assignee: null }, written.value, caller.user)
          : // A note leaves the ticket new and unassigned.
            [{ type: "NoteAdded", message, text } as const];
        const events = [opened, ...rest];
        return ok({
          events: events.map((event) => ({ ticket: number, event })),
          blobs: prepared?.value.blobs ?? [],
          done: { ticket: number, version: events.length, message },
        });
      });
    },

    async note(caller, number, text, options) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      if (text.trim() === "") return refuse(fault("note.text", { field: "text" }));
      if (text.length > MOST_TEXT) return refuse(longText);
      const message = newKey();
      return onTicket(caller, number, options, () => ok([{ type: "NoteAdded", message, text }]), { message });
    },

    change(caller, number, wanted, options) {
      const message = newKey();
      const decide = (ticket: Ticket, view: View) => {
        if (wanted.assignee && !view.user(wanted.assignee)) {
          return refuse(fault("request.no-user", { field: "assignee", params: { name: wanted.assignee } }));
        }
        if (wanted.group && !view.group(wanted.group)) {
          return refuse(fault("request.no-group", { field: "group", params: { name: wanted.group } }));
        }
        return change(ticket, wanted);
      };
      return onTicket(caller, number, options, decide, {
        moreEvents(ticket, events, view, time) {
          const given = events.flatMap((event) => (event.type === "Changed" && event.changes.assignee) || []);
          const because = { kind: "assigned", by: caller.user } as const;
          return given
            .filter((user) => user !== caller.user)
            .flatMap((user) => notificationFor(view, ticket, user, because, message, time));
        },
      });
    },

    addParticipant: (caller, number, person, options) =>
      onTicket(caller, number, options, (ticket, view) =>
        addParticipant(ticket, person, addressesOf(view.mailboxes())),
      ),
    removeParticipant: (caller, number, address, options) =>
      onTicket(caller, number, options, (ticket) => removeParticipant(ticket, address)),
    dismissMerge: (caller, number, options) =>
      onTicket(caller, number, options, (ticket) => ok(dismissMerge(ticket))),

    retryDelivery: (caller, message) => onDelivery(caller, message, "retry"),
    cancelDelivery: (caller, message) => onDelivery(caller, message, "cancel"),
  };

  async function onDelivery(
    caller: Caller,
    message: MessageKey,
    what: "retry" | "cancel",
  ): Promise<Result<void, Fault>> {
    const done = await commit(caller, "outbox.write", undefined, (view) => {
      const deliveries = view.deliveries(message);
      if (!ifAllowed(caller, "outbox.write", deliveryObject(view, message, deliveries))) {
        return refuse(fault("delivery.unknown"));
      }
      if (deliveries.every((one) => one.state === "delivered")) {
        return refuse(fault("delivery.done"));
      }
      if (what === "retry" && view.reply(message)?.state === "taken-back") {
        return refuse(fault("reply.taken-back"));
      }
      return ok({
        events: deliveryChange(view, message, what),
        dependsOn: [{ on: "queued", message }, ...placeOf(view, message)],
        done: {},
      });
    });
    return done.ok ? ok(undefined) : done;
  }
}

/** A message's deliveries as policy sees them: they belong to the ticket that it is in now. Null if it has none. */
function deliveryObject(
  view: View,
  message: MessageKey,
  [first]: readonly DeliveryRow[],
): PolicyObject | null {
  if (!first) return null;
  const ticket = view.aboutTicket(message) ?? first.ticket;
  return { mailbox: ticket === null ? null : view.mailboxOf(ticket) };
}

const longText = fault("text.long", { field: "text" });

function invalid(wanted: NewTicket): Fault | null {
  const wrong = (field: string, reason: PlainReason) => fault(reason, { field });
  if (wanted.subject.trim() === "" || wanted.subject.length > 1000) {
    return wrong("subject", "ticket.subject");
  }
  if (!isRecipient(wanted.requester.address)) return wrong("requester", "ticket.requester");
  if (wanted.text.trim() === "") return wrong("text", "ticket.text");
  if (wanted.text.length > MOST_TEXT) return longText;
  return null;
}
