import type { Now, RandomBytes } from "../../base/clock.ts";
import type { Fault } from "../../base/fault.ts";
import type { MailId, MessageKey, TicketNumber } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import type { NewEvent } from "../../domain/events.ts";
import type { Address, AttachmentFile } from "../../domain/mail/index.ts";
import type { Caller, Permission } from "../../domain/policy/index.ts";
import type {
  Change,
  DraftFields,
  DraftForm,
  Evidence,
  Judgement,
  Ticket,
  TicketEvent,
} from "../../domain/ticket/index.ts";
import type { Decision } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import type { ConvertHtml, ReadMail } from "../intake/reader.ts";
import type { HeldDeliveries } from "../outgoing/held-deliveries.ts";
import type { PastEvents } from "../past.ts";

/** What people have typed and not sent yet. */
export interface Drafts {
  /**
   * Keeps what its author has typed in place of what was kept before; nothing is kept of an empty text.
   * @returns when it was saved, in milliseconds since 1970; null if there is no draft now. Refused with draft.sent if it
   *   comes after what it became, with draft.elsewhere if another form has written since
   */
  saveDraft(caller: Caller, form: DraftForm, fields: DraftFields): Result<number | null, Fault>;
  /** Removes it, whichever form wrote it last; nothing of this form is taken any more. */
  discardDraft(caller: Caller, form: DraftForm): Result<void, Fault>;
}

/** Identifies a request so that it can be repeated safely (the Idempotency-Key header). */
export interface IdempotentRequest {
  readonly token: string;
  readonly key: string;
  /** SHA-256 of the request. */
  readonly request: Buffer;
}

export interface Options {
  /** Refuse with thing.moved-on if something that matters happened to the ticket since it had this version. */
  readonly ifVersion?: number | undefined;
  /** What does not matter then: the caller's own notes and changes, received mail. */
  readonly allow?: { readonly own?: boolean; readonly mails?: boolean } | undefined;
  readonly once?: IdempotentRequest | undefined;
  /** The form that it was written in: its draft goes in the same commit, and none of it is taken any more. */
  readonly draft?: DraftForm | undefined;
}

/** A command's result; small and plain, so that a repeated request gets the same answer. */
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
  /** Whether `text` is sent to the requester as the first message, or kept as an internal note. */
  readonly send: boolean;
  readonly cc?: readonly Address[];
  readonly attachments?: readonly AttachmentFile[];
}

export interface Reply {
  readonly text: string;
  /** Rich text as the agent wrote it; sanitised before it is sent. Null for plain text. */
  readonly html?: string | null;
  /** By default the requester. */
  readonly to?: readonly Address[] | undefined;
  readonly cc?: readonly Address[] | undefined;
  /** Also to everyone else in the conversation, in Cc. */
  readonly all?: boolean | undefined;
  readonly attachments?: readonly AttachmentFile[] | undefined;
  readonly close?: boolean | undefined;
  /** Holds the ticket until then, in milliseconds since 1970: it comes back by itself if nobody has written. */
  readonly holdUntil?: number | undefined;
  /** Not before this time, in milliseconds since 1970. */
  readonly sendAt?: number | undefined;
  /** Withheld if the requester writes, or another reply leaves, before its time. */
  readonly unlessAnswered?: boolean | undefined;
  /** Identifies the form that it was written in: the same form sent twice is one reply. */
  readonly nonce?: string | undefined;
  /** If it was written as a mail; only intake sets this. */
  readonly byMail?: { readonly mail: MailId; readonly evidence: Evidence };
}

/** All into one ticket, a ticket for each, or all archived. */
export type HeldGroupDecision =
  | { readonly kind: "join"; readonly ticket: TicketNumber }
  | { readonly kind: "open" | "file" };

export interface HeldGroupDone {
  /** Mails decided about now. */
  readonly done: number;
  /** Mails of the group that are still held. */
  readonly left: number;
}

export interface Commands extends HeldDeliveries, Drafts {
  openTicket(caller: Caller, ticket: NewTicket, options?: Options): Promise<Result<Done, Fault>>;
  /** Writes a reply; it leaves when its time has come. */
  reply(caller: Caller, number: TicketNumber, reply: Reply, options?: Options): Promise<Result<Done, Fault>>;
  /** Takes back a reply that has not left; reply.left if it has. */
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
  /**
   * Undoes the caller's own change of state and properties, unless they were changed again since.
   * @param version the ticket's after that change
   */
  undo(
    caller: Caller,
    number: TicketNumber,
    version: number,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** Moves the whole conversation of a ticket into another one, which is `ticket` in the result. */
  merge(
    caller: Caller,
    number: TicketNumber,
    into: TicketNumber,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** Undoes a merge: what it moved and is still there is moved back. */
  unmerge(caller: Caller, number: TicketNumber, options?: Options): Promise<Result<Done, Fault>>;
  /** Moves some messages to another ticket. */
  move(
    caller: Caller,
    number: TicketNumber,
    messages: readonly MessageKey[],
    to: TicketNumber,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** Moves some messages to a new ticket. @param subject the old ticket's if null */
  split(
    caller: Caller,
    number: TicketNumber,
    messages: readonly MessageKey[],
    subject: string | null,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** Makes someone a participant: from now on they are among those to whom a reply to all goes. */
  addParticipant(
    caller: Caller,
    number: TicketNumber,
    person: Address,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** Undoes that, for anyone but the requester. */
  removeParticipant(
    caller: Caller,
    number: TicketNumber,
    address: string,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** Says of a received message that it is genuine, so that it is quoted and its people take part, or that it is forged. */
  judgeMessage(
    caller: Caller,
    number: TicketNumber,
    message: MessageKey,
    verdict: Judgement,
    options?: Options,
  ): Promise<Result<Done, Fault>>;
  /** Dismisses the suggestion that a ticket may belong to another one; it does not come back. */
  dismissMerge(caller: Caller, number: TicketNumber, options?: Options): Promise<Result<Done, Fault>>;
  /** Adds a held mail to the ticket it may belong to, or the one given. */
  joinHeld(caller: Caller, mail: MailId, ticket: TicketNumber): Promise<Result<Done, Fault>>;
  /** Creates a ticket from a held mail. */
  openHeld(caller: Caller, mail: MailId): Promise<Result<Done, Fault>>;
  /** Archives a held mail; it can still be found, with its cause. */
  fileHeld(caller: Caller, mail: MailId): Promise<Result<void, Fault>>;
  /**
   * Decides in the same way about the mails held as a flood from one address, oldest first and a limited number at a time;
   * those that someone else decides about in the meantime are left alone.
   */
  decideFloodGroup(
    caller: Caller,
    from: string,
    what: HeldGroupDecision,
  ): Promise<Result<HeldGroupDone, Fault>>;
  /**
   * Decides in the same way about the mails that are held and may belong to a ticket, except floods, viruses and agents'
   * replies to notifications. If none are left, it succeeds and decides about none.
   */
  decideHeldFor(
    caller: Caller,
    ticket: TicketNumber,
    what: HeldGroupDecision,
  ): Promise<Result<HeldGroupDone, Fault>>;
  retryDelivery(caller: Caller, message: MessageKey): Promise<Result<void, Fault>>;
  cancelDelivery(caller: Caller, message: MessageKey): Promise<Result<void, Fault>>;
}

export interface CommandParts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly read: ReadMail;
  /** Removes from an agent's HTML what must not be sent. */
  readonly sanitise: ConvertHtml;
}

/** What a command has decided. Besides what it names, it depends on the tickets that its
 * events belong to, on the settings and on the people. */
export interface Decided<T> extends Pick<Decision<unknown>, "events" | "blobs"> {
  readonly dependsOn?: Decision<unknown>["dependsOn"];
  readonly done: T;
}

/** Permission and repetition, for every command; the result of `decide` is one commit. */
export type Commit = <T extends object>(
  caller: Caller,
  needs: Permission,
  options: Options | undefined,
  decide: (view: View, now: number, past: PastEvents) => Result<Decided<T>, Fault>,
) => Promise<Result<T, Fault>>;

/** One ticket's command: permission, existence, version and repetition are checked here, in one place. */
export type OnTicket = (
  caller: Caller,
  number: TicketNumber,
  options: Options | undefined,
  decide: (
    ticket: Ticket,
    view: View,
    now: number,
    past: PastEvents,
  ) => Result<readonly TicketEvent[], Fault>,
  more?: {
    readonly message?: MessageKey;
    /** Further events to record in the same commit. */
    readonly moreEvents?: (
      ticket: Ticket,
      events: readonly TicketEvent[],
      view: View,
      now: number,
    ) => readonly NewEvent[];
  },
) => Promise<Result<Done, Fault>>;
