/**
 * What the engine needs from the world. Edges implement these, `app` hands them in; nothing here has an
 * implementation.
 */

import type { Fault } from "../base/fault.ts";
import type { MailId } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { Address, Envelope, ParsedMail } from "../domain/mail/types.ts";
import type { Outgoing } from "../domain/settings/events.ts";
import type { DeliveryResult } from "../domain/ticket/types.ts";

/** Milliseconds since 1970. */
export type Now = () => number;

/** `length` cryptographically random bytes. */
export type RandomBytes = (length: number) => Uint8Array;

/**
 * Reads raw mails in a worker, within limits of time, parts, nesting and headers. A mail that breaks a limit or the
 * reader gives a fault "mail.unreadable" with its cause; the promise itself never rejects.
 */
export type ReadMail = (raw: Uint8Array) => Promise<Result<ParsedMail, Fault>>;

/** What a page needs of a stored mail beyond its ParsedMail; also read in a worker. */
export interface MailView {
  /** Sanitised HTML, safe to serve into a sandboxed frame; null when the mail has no HTML part. */
  readonly html: string | null;
  /** Whether remote pictures were taken out of it. */
  readonly remotePictures: boolean;
}
/**
 * @param pictures whether remote pictures are left in
 * @param cid address under which the picture with that Content-ID can be fetched: its "%s" is replaced by the
 *   attachment's id
 */
export type ViewMail = (
  raw: Uint8Array,
  options: { pictures: boolean; cid: string },
) => Promise<Result<MailView, Fault>>;

export interface AttachmentFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}
/** One attachment's decoded bytes; a fault "thing.not-found" if the mail has no such part. */
export type ReadAttachment = (raw: Uint8Array, id: string) => Promise<Result<AttachmentFile, Fault>>;

/** All that goes into an outgoing mail; composing adds nothing of its own but encoding and boundaries. */
export interface Draft {
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly date: number;
  readonly from: Address;
  readonly replyTo: Address | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: readonly AttachmentFile[];
  /** For mail that no human wrote: sets Auto-Submitted (RFC 3834 section 5). */
  readonly automatic: boolean;
}
/** The mail as bytes, lines ending in CRLF (RFC 5322, MIME). Rejects only on a bug. */
export type Compose = (draft: Draft) => Promise<Uint8Array>;

/**
 * Hands one mail to the next server in one SMTP transaction. Never rejects: what goes wrong is in the results, one
 * for each recipient of the envelope. A 5xx about the mail or the recipient is "failed"; all else that is not 250,
 * among it a 5xx about the session (TLS, log-in), is "deferred".
 */
export type Deliver = (
  mail: { readonly raw: Uint8Array; readonly envelope: Envelope },
  route: Exclude<Outgoing, { kind: "catch" }>,
) => Promise<{ readonly server: string; readonly results: readonly DeliveryResult[] }>;

/** Bytes the disk can still take before mail is refused; Infinity when the platform does not tell. */
export type DiskSpace = () => Promise<number>;

export interface Log {
  info(what: string, facts?: Record<string, unknown>): void;
  warn(what: string, facts?: Record<string, unknown>): void;
  error(what: string, facts?: Record<string, unknown>): void;
}

/** One mail as the SMTP (or another) edge took it over. */
export interface Incoming {
  readonly envelope: Envelope;
  /** The mailbox that the first recipient belongs to. */
  readonly mailbox: string;
  readonly raw: Uint8Array;
  /** All "" where the server that sent it is not known: the mail was fetched, or handed over by LMTP. */
  readonly peer: { readonly ip: string; readonly helo: string; readonly tls: boolean };
  /** Names the place it was fetched from; from there it is taken once. */
  readonly source?: string;
  /** A mail of the same bytes from a place whose name begins so is this one, too, unless it lies in the same folder. */
  readonly movedFrom?: string;
}

/** What the incoming edges see of the engine. */
export interface Reception {
  /**
   * Whether mail for this recipient is ours.
   * @returns the mailbox's address, or the fault to refuse with: recipient.unknown for a local domain,
   *   recipient.relay for any other
   */
  recipient(address: string): Result<string, Fault>;
  /** Whether a mail of that many bytes can be taken now; system.busy or disk.full otherwise. */
  admit(size: number): Result<void, Fault>;
  /**
   * After this resolves to ok, bytes and envelope survive a power cut. Never rejects. A mail from a source that was
   * taken before is refused with thing.exists.
   */
  receive(mail: Incoming): Promise<Result<MailId, Fault>>;
}

/** What edges see that fetch mail: they ask first what was taken already. */
export interface Collection extends Reception {
  /** The mail that was taken from this source; null while none was. */
  taken(source: string): MailId | null;
}

/** How fetching from an account elsewhere goes. Times are milliseconds since 1970. */
export interface FetchStatus {
  readonly account: string;
  /** "connecting" until the first round is through; "failing" from the first failure to the next round that is. */
  readonly state: "off" | "connecting" | "ok" | "failing";
  /** When it came into this state. */
  readonly since: number;
  /** When a round was last through. */
  readonly roundAt: number | null;
  /** What failed, in one line; null unless failing. */
  readonly problem: string | null;
  /** Whether the server tells of new mail by itself. */
  readonly pushed: boolean;
  readonly folders: readonly {
    readonly folder: string;
    /** Mails that lie there, by the last round. */
    readonly onServer: number;
    /** How many of them are taken. */
    readonly taken: number;
    /** Left there because someone has read them already, where only unread mail is taken. */
    readonly leftRead: number;
    /** Left there because they are larger than what is taken. */
    readonly tooLarge: number;
    /** Left alone for a while because they could not be fetched, again and again. */
    readonly failed: number;
  }[];
}
