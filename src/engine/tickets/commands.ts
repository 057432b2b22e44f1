/** What agents, API clients and the program itself do with tickets and held mail. Every command ends in one commit. */

import { type Fault, fault } from "../../base/fault.ts";
import { type MessageKey, messageKey, timeId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { addressesOf, normalAddress } from "../../domain/mail/index.ts";
import { type DeliveryChange, unchangeable } from "../../domain/outgoing/index.ts";
import type { Caller, Permission, PolicyObject } from "../../domain/policy/index.ts";
import {
  addNote,
  addParticipant,
  change,
  dismissMerge,
  invalidTicket,
  isTicketEvent,
  judge,
  openedWith,
  openTicket,
  removeParticipant,
  type Ticket,
  tokenFrom,
} from "../../domain/ticket/index.ts";
import { nothing } from "../../record/decision.ts";
import { moverOf } from "../../record/mover.ts";
import type { Operations } from "../../record/operations.ts";
import type { DeliveryRow, View } from "../../record/view.ts";
import { peopleOf, placeOf, settingsOf, ticketsOf } from "../depends.ts";
import { createHeldMail } from "../intake/held.ts";
import { createHeldDeliveries, deliveryChange } from "../outgoing/held-deliveries.ts";
import { notificationFor } from "../outgoing/notifications.ts";
import { createReplies, prepareReply, writtenIn } from "../outgoing/reply.ts";
import { type PastEvents, withPast } from "../past.ts";
import { forbidden, ifAllowed } from "../people/caller.ts";
import { createDrafts, endDraft } from "./drafts.ts";
import { findTicket } from "./find.ts";
import { answeredBefore } from "./requests.ts";
import { createThreads } from "./threads.ts";
import type { CommandParts, Commands, Decided, Done, OnTicket, Options } from "./types.ts";
import { createUndo } from "./undo.ts";

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
      const before = once ? answeredBefore(record.operations, once) : ok(null);
      if (!before.ok) return nothing<Result<T, Fault>>(before);
      if (before.value !== null) return nothing<Result<T, Fault>>(ok(JSON.parse(before.value.body)));
      const decided = decide(view, time, past);
      if (!decided.ok) return nothing<Result<T, Fault>>(decided);
      const { events, blobs, done, dependsOn = [] } = decided.value;
      return {
        events,
        dependsOn: [...ticketsOf(view, events), settingsOf(view), peopleOf(view), ...dependsOn],
        ...(blobs ? { blobs } : {}),
        value: ok(done),
        sideWrites: (operations: Operations) => {
          if (options?.draft && caller.user) endDraft(operations, caller.user, options.draft, time);
          if (once)
            operations.remember({ ...once, status: 200, body: JSON.stringify(done), createdAt: time });
        },
      };
    };
    return withPast(record, (past) => record.commit<Result<T, Fault>>(caller.actor, decideWith(past)));
  }

  return {
    ...createHeldMail(parts, commit),
    ...createThreads(parts, commit),
    ...createUndo(onTicket),
    ...createHeldDeliveries(parts),
    ...createReplies(parts, commit),
    ...createDrafts(parts),

    async openTicket(caller, wanted, options) {
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const problem = invalidTicket(wanted);
      if (problem) return refuse(problem);
      const token = tokenFrom(randomBytes(15));
      const { text, cc, attachments } = wanted;
      const prepared = wanted.send ? await prepareReply(parts, { text, cc, attachments }) : null;
      if (prepared && !prepared.ok) return prepared;
      const message = prepared?.value.message ?? newKey();
      return commit<Done>(caller, "tickets.write", options, (view, time) => {
        const named = view.mailbox(normalAddress(wanted.mailbox));
        const mailbox = ifAllowed(caller, "tickets.write", named && { ...named, mailbox: named.address });
        const number = view.nextTicketNumber();
        const own = addressesOf(view.mailboxes());
        const opened = openTicket(wanted, {
          ...{ number, token, mailbox, own, by: caller.actor },
          lifecycle: view.lifecycle(),
        });
        if (!opened.ok) return opened;
        const empty = { ...opened.value, participants: [] };
        const written = prepared && writtenIn(view, time, caller, empty, prepared.value);
        if (written && !written.ok) return written;
        const first = written ? written.value : { note: text, message };
        const more = openedWith(first, caller.user, moverOf(view, caller));
        if (!more.ok) return more;
        const events = [opened.value, ...more.value];
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
      const message = newKey();
      const note = addNote(message, text);
      return note.ok ? onTicket(caller, number, options, () => note, { message }) : note;
    },

    change(caller, number, wanted, options) {
      const message = newKey();
      const { assignee, group, target } = wanted;
      const decide = (ticket: Ticket, view: View, time: number) =>
        change(ticket, wanted, {
          assignee: !!assignee && view.user(assignee) !== null,
          group: !!group && view.group(group) !== null,
          target: target === ticket.target || view.declared().targets.some(({ name }) => name === target),
          ...moverOf(view, caller),
          now: time,
        });
      return onTicket(caller, number, options, decide, {
        moreEvents(ticket, events, view, time) {
          const given = events.flatMap((event) => (event.type === "Changed" && event.changes.assignee) || []);
          const because = { kind: "assigned", by: caller.user } as const;
          return given.flatMap((user) => notificationFor(view, ticket, user, because, message, time));
        },
      });
    },

    addParticipant: (caller, number, person, options) =>
      onTicket(caller, number, options, (ticket, view) =>
        addParticipant(ticket, person, addressesOf(view.mailboxes())),
      ),
    removeParticipant: (caller, number, address, options) =>
      onTicket(caller, number, options, (ticket) => removeParticipant(ticket, address)),
    judgeMessage: (caller, number, message, verdict, options) =>
      onTicket(
        caller,
        number,
        options,
        (ticket, view, _, past) => {
          const position = view.ticketOf(message) === number ? view.positionOf(message) : null;
          const [found] = position === null ? [] : past.at([position]);
          if (!found || !isTicketEvent(found)) return refuse(fault("message.unknown"));
          const own = addressesOf(view.mailboxes());
          return judge(ticket, message, verdict, { event: found.event, before: view.judged(message), own });
        },
        { message },
      ),
    dismissMerge: (caller, number, options) =>
      onTicket(caller, number, options, (ticket) => ok(dismissMerge(ticket))),

    retryDelivery: (caller, message) => onDelivery(caller, message, "retry"),
    cancelDelivery: (caller, message) => onDelivery(caller, message, "cancel"),
  };

  async function onDelivery(
    caller: Caller,
    message: MessageKey,
    what: DeliveryChange,
  ): Promise<Result<void, Fault>> {
    const done = await commit(caller, "outbox.write", undefined, (view, _, past) => {
      const deliveries = view.deliveries(message);
      if (!ifAllowed(caller, "outbox.write", deliveryObject(view, message, deliveries))) {
        return refuse(fault("delivery.unknown"));
      }
      const refused = unchangeable(what, deliveries, view.reply(message)?.state === "taken-back");
      if (refused) return refuse(refused);
      return ok({
        events: deliveryChange(view, past, message, what),
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
