/** What is recorded once a mail is composed: nothing if it was settled in the meantime, or is not to be sent after all. */
import type { MessageKey, Sha256, TicketNumber, UserName } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import { type ReplyComposed, withheld } from "../ticket/index.ts";
import type { OutgoingDraft } from "./draft.ts";
import type { replyDraft } from "./reply-draft.ts";

/** A composed mail: its draft, and its bytes by their hash. */
interface Composed<D> {
  readonly draft: D;
  readonly raw: Sha256;
}

/** A reply that is to leave, as it is within the commit. */
export interface LeavingReply {
  readonly message: MessageKey;
  readonly ticket: TicketNumber;
  readonly state: string;
  /** Milliseconds since 1970. */
  readonly leaveAt: number;
  readonly unlessAnswered: boolean;
  /** The events in its conversation after it was written. */
  readonly since: { readonly wrote: boolean; readonly replied: boolean };
}

/**
 * Settles a reply whose time has come: it leaves, or is withheld, with the reason.
 * @param reply null if there is none any more
 * @param composed null if there was nothing to compose
 */
export function decideReplyComposed(
  reply: LeavingReply | null,
  composed: Composed<ReturnType<typeof replyDraft>> | null,
  now: number,
): NewEvent | null {
  // Taken back in the meantime, or postponed.
  if (reply?.state !== "due" || reply.leaveAt > now) return null;
  const { ticket, message } = reply;
  const because = withheld(reply, reply.since);
  if (because) return { ticket, event: { type: "ReplyWithheld", message, because } };
  return composed && { ticket, event: composedReply(message, composed) };
}

function composedReply(
  message: MessageKey,
  { draft: { draft, below, sender, recipients }, raw }: Composed<ReturnType<typeof replyDraft>>,
): ReplyComposed {
  const { messageId, inReplyTo, references, replyTo } = draft;
  return {
    type: "ReplyComposed",
    message,
    ...{ messageId, inReplyTo, references, replyTo, below, raw, sender, recipients },
  };
}

/** Whom a mail of the program itself is for, and what it is about. */
export type OwnMailSubject =
  | { readonly type: "NotificationQueued"; readonly user: UserName; readonly about: TicketNumber }
  | { readonly type: "WarningQueued"; readonly user: UserName };

/**
 * Settles a notification or a warning.
 * @param due whether it is still due
 */
export function decideQueued(
  message: MessageKey,
  due: boolean,
  subject: OwnMailSubject,
  composed: Composed<OutgoingDraft> | null,
): readonly NewEvent[] {
  if (!composed || !due) return [];
  const { draft: outgoing, raw } = composed;
  const { draft, sender, recipients } = outgoing;
  const { messageId, subject: line } = draft;
  const event = { ...subject, message, messageId, subject: line, raw, sender, recipients };
  return [{ ticket: null, event }];
}
