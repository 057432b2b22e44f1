import type { Now, RandomBytes } from "../../base/clock.ts";
import type { Fault } from "../../base/fault.ts";
import type { MailId, MessageKey, TicketNumber } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import type { Address, AttachmentFile } from "../../domain/mail/types.ts";
import type { Caller, Permission } from "../../domain/policy/index.ts";
import type { Change, Evidence, Ticket, TicketEvent } from "../../domain/ticket/index.ts";
import type { Decision } from "../../record/decision.ts";
import type { Record } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import type { ConvertHtml, ReadMail } from "../intake/reader.ts";
import type { HeldDeliveries } from "../outgoing/held-deliveries.ts";

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
