/** What agents, API clients and the program itself do to tickets and held mail. Every command ends in one commit. */
import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { type MailId, type MessageKey, messageKey, type TicketNumber, timeId } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import { isAddress, normalAddress } from "../../domain/mail/address.ts";
import type { Address } from "../../domain/mail/types.ts";
import type { Caller, Permission } from "../../domain/people/index.ts";
import {
  type Change,
  change,
  reply as decideReply,
  type Evidence,
  type Ticket,
  type TicketEvent,
  tokenFrom,
} from "../../domain/ticket/index.ts";
import { MOST_TEXT } from "../../domain/ticket/reply.ts";
import type { Decision, Record } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { createHeldMail } from "../intake/held.ts";
import { createHeldDeliveries, deliveryChange, type HeldDeliveries } from "../outgoing/held-deliveries.ts";
import { noticeDue } from "../outgoing/notices.ts";
import { createReplies, writtenIn } from "../outgoing/reply.ts";
import { forbidden } from "../people/caller.ts";
import type { AttachmentFile, ConvertHtml, Now, RandomBytes, ReadMail } from "../ports.ts";
import { findTicket } from "./find.ts";
import { createThreads } from "./threads.ts";

/** Names a request so that repeating it does nothing twice (the Idempotency-Key header). */
export interface Once {
  readonly token: string;
  readonly key: string;
  /** SHA-256 of the request. */
  readonly request: Buffer;
}

export interface Options {
  /** Refuse with thing.moved-on if something that matters happened to the ticket since it had this version. */
  readonly ifVersion?: number | undefined;
  /** What does not matter then: the caller's own notes and changes, mail that came in. */
  readonly allow?: { readonly own?: boolean; readonly mails?: boolean } | undefined;
  readonly once?: Once | undefined;
}

/** What a command came to; small and plain, so that a repeated request can be answered alike. */
export interface Done {
  readonly ticket: TicketNumber;
  readonly version: number;
  readonly message?: MessageKey;
}

export interface NewTicket {
  readonly mailbox: string;
  readonly subject: string;
  readonly requester: Address;
  readonly text: string;
  /** Whether `text` goes out to the requester as the first message, or stays inside as a note. */
  readonly send: boolean;
  readonly cc?: readonly Address[];
  readonly attachments?: readonly AttachmentFile[];
}

export interface Reply {
  readonly text: string;
  /** Rich text as the agent wrote it; it is sanitised before it goes out. Null for plain text. */
  readonly html?: string | null;
  /** By default the one who wrote last, or the requester. */
  readonly to?: readonly Address[] | undefined;
  readonly cc?: readonly Address[] | undefined;
  /** Also to everyone else in the message that it answers. */
  readonly all?: boolean | undefined;
  readonly attachments?: readonly AttachmentFile[] | undefined;
  readonly close?: boolean | undefined;
  /** Not before this time, in milliseconds since 1970. */
  readonly sendAt?: number | undefined;
  /** It stays here if the requester writes, or another reply leaves, before its time. */
  readonly unlessAnswered?: boolean | undefined;
  /** Names the form that it was written in: the same form sent twice is one reply. */
  readonly nonce?: string | undefined;
  /** Where it was written as a mail: the intake alone says so. */
  readonly byMail?: { readonly mail: MailId; readonly evidence: Evidence };
}

/** All into one ticket, a ticket for each, or all put aside. */
export type FloodGroupDecision =
  | { readonly kind: "join"; readonly ticket: TicketNumber }
  | { readonly kind: "open" | "file" };

export interface FloodGroupDone {
  /** Mails that were decided about now. */
  readonly done: number;
  /** Mails of the flood that are still held. */
  readonly left: number;
}

export interface Commands extends HeldDeliveries {
  openTicket(caller: Caller, ticket: NewTicket, options?: Options): Promise<Result<Done, Fault>>;
  /** Writes a reply; it leaves when its time has come. */
  reply(caller: Caller, number: TicketNumber, reply: Reply, options?: Options): Promise<Result<Done, Fault>>;
  /** Takes back a reply that has not left; reply.left for one that has. */
  takeBack(
    caller: Caller,
    number: TicketNumber,
    message: MessageKey,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  note(caller: Caller, number: TicketNumber, text: string, options?: Options): Promise<Result<Done, Fault>>;
  change(
    caller: Caller,
    number: TicketNumber,
    change: Change,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** The whole conversation of a ticket goes into another one; `ticket` of the outcome is that one. */
  merge(
    caller: Caller,
    number: TicketNumber,
    into: TicketNumber,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** Undoes a merge: what it moved and is still there comes back. */
  unmerge(caller: Caller, number: TicketNumber, options?: Options): Promise<Result<Done, Fault>>;
  /** Some messages go to another ticket. */
  move(
    caller: Caller,
    number: TicketNumber,
    messages: readonly MessageKey[],
    to: TicketNumber,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** Some messages become a ticket of their own. @param subject the old ticket's if null */
  split(
    caller: Caller,
    number: TicketNumber,
    messages: readonly MessageKey[],
    subject: string | null,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** A held mail joins the ticket it may belong to, or the one given. */
  joinHeld(caller: Caller, mail: MailId, ticket: TicketNumber): Promise<Result<Done, Fault>>;
  /** A held mail opens a ticket of its own. */
  openHeld(caller: Caller, mail: MailId): Promise<Result<Done, Fault>>;
  /** A held mail is put aside; it stays findable, with its cause. */
  fileHeld(caller: Caller, mail: MailId): Promise<Result<void, Fault>>;
  /**
   * Decides alike about the mails that are held as a flood from one address, the oldest first and so many at once;
   * what somebody else decides about meanwhile is theirs.
   */
  decideFloodGroup(
    caller: Caller,
    from: string,
    what: FloodGroupDecision,
  ): Promise<Result<FloodGroupDone, Fault>>;
  retryDelivery(caller: Caller, message: MessageKey): Promise<Result<void, Fault>>;
  cancelDelivery(caller: Caller, message: MessageKey): Promise<Result<void, Fault>>;
}

export interface CommandParts {
  readonly record: Record;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  /** Milliseconds for which a reply stays and can be taken back. */
  readonly undoDelay: number;
  readonly read: ReadMail;
  /** Removes from an agent's HTML what may not go out. */
  readonly sanitise: ConvertHtml;
}

type TicketOpened = Extract<TicketEvent, { type: "TicketOpened" }>;

/** Permission and repetition, for every command; what `decide` gives is one commit. */
export type Commit = <T extends object>(
  caller: Caller,
  needs: Permission,
  options: Options | undefined,
  decide: (
    view: View,
    now: number,
  ) => Result<{ events: readonly NewEvent[]; blobs?: Decision<unknown>["blobs"]; done: T }, Fault>,
) => Promise<Result<T, Fault>>;

/** One ticket's command: permission, existence, version and repetition are checked here, once for all of them. */
export type OnTicket = (
  caller: Caller,
  number: TicketNumber,
  options: Options | undefined,
  decide: (ticket: Ticket, view: View, now: number) => Result<readonly TicketEvent[], Fault>,
  more?: {
    readonly message?: MessageKey;
    /** What else is recorded, beside the ticket. */
    readonly also?: (
      ticket: Ticket,
      events: readonly TicketEvent[],
      view: View,
      now: number,
    ) => readonly NewEvent[];
  },
) => Promise<Result<Done, Fault>>;

export function createCommands(parts: CommandParts): Commands {
  const { record, now, randomBytes } = parts;
  const newKey = () => messageKey(timeId(now(), randomBytes(10)));

  const onTicket: OnTicket = async (caller, number, options, decide, more = {}) =>
    commit(caller, "tickets.write", options, (view, time) => {
      const found = findTicket(view, number, options, caller);
      if (!found.ok) return found;
      const ticket = found.value;
      const events = decide(ticket, view, time);
      if (!events.ok) return events;
      const done = { ticket: number, version: ticket.version + events.value.length };
      return ok({
        events: [
          ...events.value.map((event) => ({ ticket: number, event })),
          ...(more.also?.(ticket, events.value, view, time) ?? []),
        ],
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

  const replies = createReplies(parts, commit, newKey);

  return {
    ...createHeldMail(parts, commit),
    ...createThreads(parts, commit),
    ...createHeldDeliveries(parts),
    reply: replies.reply,
    takeBack: replies.takeBack,

    async openTicket(caller, wanted, options) {
      const problem = invalid(wanted);
      if (problem) return refuse(problem);
      const denied = forbidden(caller, "tickets.write");
      if (denied) return denied;
      const token = tokenFrom(randomBytes(15));
      const { text, cc, attachments } = wanted;
      const prepared = wanted.send ? await replies.prepare({ text, cc, attachments }) : null;
      if (prepared && !prepared.ok) return prepared;
      const message = prepared?.value.message ?? newKey();
      return commit<Done>(caller, "tickets.write", options, (view) => {
        const mailbox = view.mailbox(normalAddress(wanted.mailbox));
        if (!mailbox) {
          return refuse(
            fault("request.no-mailbox", { field: "mailbox", params: { address: wanted.mailbox } }),
          );
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
        const written = prepared && writtenIn(view, opened, prepared.value);
        if (written && !written.ok) return written;
        const rest = written
          ? // The one who writes first has taken the ticket on.
            decideReply({ state: "new", assignee: null }, written.value, caller.user)
          : // A note leaves the ticket new, for somebody to take.
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
        also(ticket, events, view, time) {
          const given = events.flatMap((event) => (event.type === "Changed" && event.changes.assignee) || []);
          const because = { kind: "assigned", by: caller.user } as const;
          return given
            .filter((user) => user !== caller.user)
            .flatMap((user) => noticeDue(view, ticket, user, because, message, time));
        },
      });
    },

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
      if (deliveries.length === 0) return refuse(fault("delivery.unknown"));
      if (deliveries.every((one) => one.state === "delivered")) {
        return refuse(fault("delivery.done"));
      }
      if (what === "retry" && view.reply(message)?.state === "taken-back") {
        return refuse(fault("reply.taken-back"));
      }
      return ok({ events: deliveryChange(view, message, what), done: {} });
    });
    return done.ok ? ok(undefined) : done;
  }
}

const longText = fault("text.long", { field: "text" });

function invalid(wanted: NewTicket): Fault | null {
  const wrong = (field: string, reason: PlainReason) => fault(reason, { field });
  if (wanted.subject.trim() === "" || wanted.subject.length > 1000) {
    return wrong("subject", "ticket.subject");
  }
  if (!isAddress(wanted.requester.address)) return wrong("requester", "ticket.requester");
  if (wanted.text.trim() === "") return wrong("text", "ticket.text");
  if (wanted.text.length > MOST_TEXT) return longText;
  return null;
}
