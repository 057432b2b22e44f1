/**
 * What the engine needs from the world. Edges implement these, `app` hands them in; nothing here has an
 * implementation.
 */

import type { AnswerTo, Arguments, VerbName } from "../../appliance/protocol.ts";
import type { Fault } from "../base/fault.ts";
import type { MailId } from "../base/ids.ts";
import type { Result } from "../base/result.ts";
import type { BackupCause } from "../domain/backup/index.ts";
import type { Directory, DirectoryQuestion, DirectoryReply } from "../domain/directory/index.ts";
import type { Finding } from "../domain/finding.ts";
import type { Authentication, SpamVerdict, VirusVerdict } from "../domain/mail/trust.ts";
import type { Envelope, ParsedMail } from "../domain/mail/types.ts";
import type { MailDraft } from "../domain/outgoing/index.ts";
import type { Caller } from "../domain/people/index.ts";
import type { Route } from "../domain/settings/events.ts";
import type { CertificateFacts, CertificatePolicy } from "../domain/settings/index.ts";
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

/** Where a mail came from: the peer of the connection and what it said there. */
export interface Origin {
  readonly ip: string;
  readonly helo: string;
  readonly envelope: Envelope;
}
/**
 * Checks a mail's sender by SPF, DKIM, DMARC and ARC within a few seconds; what takes longer is "temperror".
 * @returns at once null for what is not checked (from this machine, or by a trusted relay that tells nothing); else
 *   a promise that never rejects
 */
export type Authenticate = (raw: Uint8Array, origin: Origin) => Promise<Authentication> | null;

/**
 * Has a mail looked through for spam and viruses. A scanner that fails or takes too long gives null, and is logged.
 * @returns at once null where no scanner is set; else a promise that never rejects
 */
export type Scan = (
  raw: Uint8Array,
  origin: Origin,
) => Promise<{ readonly spam: SpamVerdict | null; readonly virus: VirusVerdict | null }> | null;

/** How a scanner is: since when it does not answer, and what it said instead; null while it does. */
export interface ScannerHealth {
  readonly scanner: "spamassassin" | "rspamd" | "clamav";
  readonly problem: { readonly since: number; readonly text: string } | null;
}

/** What a page needs of a stored mail beyond its ParsedMail; also read in a worker. */
export interface MailView {
  /** Sanitised HTML, safe to serve into a sandboxed frame; null when the mail has no HTML part. */
  readonly html: string | null;
  /** Whether remote pictures were taken out of it. */
  readonly remotePictures: boolean;
  /** Whether it is longer than what may be shown, and was cut off. */
  readonly cut: boolean;
}
/**
 * HTML of our own people turned into something else, in a worker: sanitised, or plain text. A fault "request.invalid"
 * for what is too long or takes too long.
 */
export type ConvertHtml = (html: string) => Promise<Result<string, Fault>>;
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
export interface Draft extends MailDraft {
  readonly date: number;
  readonly attachments: readonly AttachmentFile[];
}
/** The mail as bytes, lines ending in CRLF (RFC 5322, MIME). Rejects only on a bug. */
export type Compose = (draft: Draft) => Promise<Uint8Array>;

/**
 * Hands one mail to the next server, or servers. Never rejects: what goes wrong is in the results, one for each
 * recipient of the envelope that is not postponed. A 5xx about the mail or the recipient is "failed"; all else that is
 * not 250, among it a 5xx about the session (TLS, log-in), is "deferred".
 */
export type Deliver = (
  mail: {
    readonly raw: Uint8Array;
    readonly envelope: Envelope;
    /** Someone asked for it now: a server that is left alone for a while is tried all the same. */
    readonly insist?: boolean;
  },
  route: Route,
) => Promise<{
  /** The server that was spoken to, as host:port. */
  readonly server: string;
  readonly results: readonly DeliveryResult[];
  /** Recipients that were not tried, since enough is under way to their server: try them again then. */
  readonly postponed?: { readonly recipients: readonly string[]; readonly until: number };
}>;

/**
 * What DNS says: records, that there are none, or that nobody could tell. `secure`: DNSSEC proves it (RFC 4035), as a
 * resolver says that is trusted to validate; absent where none is.
 */
export type DnsAnswer<T> =
  | {
      readonly kind: "found";
      readonly records: readonly T[];
      readonly secure?: boolean;
      /** The name that the records are really at, where the one asked for is an alias (CNAME). */
      readonly canonical?: string;
    }
  /** `exists`: whether the name has records of another type; false for NXDOMAIN. */
  | { readonly kind: "none"; readonly exists: boolean; readonly secure?: boolean }
  | { readonly kind: "failed"; readonly text: string };

export interface MxRecord {
  readonly preference: number;
  /** Host name; "" for "takes no mail" (RFC 7505). */
  readonly exchange: string;
}

/** What a certificate must be (RFC 6698 section 2.1). */
export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: Uint8Array;
}

/** Asks DNS, names in A-labels. Never rejects, and answers within half a minute. */
export interface Resolve {
  mx(name: string): Promise<DnsAnswer<MxRecord>>;
  /** A and AAAA. */
  addresses(name: string): Promise<DnsAnswer<string>>;
  /** Each record's strings joined. */
  txt(name: string): Promise<DnsAnswer<string>>;
  /** The host names of an IPv4 or IPv6 address (PTR). */
  names(address: string): Promise<DnsAnswer<string>>;
  /** Absent where no resolver is trusted to validate: what it said would prove nothing. */
  readonly tlsa?: (name: string) => Promise<DnsAnswer<TlsaRecord>>;
}

/** Bytes the disk can still take before mail is refused; Infinity when the platform does not tell. */
export type DiskSpace = () => Promise<number>;

/**
 * Asks the company's directory. Never rejects, and answers within some seconds, whatever the servers do. What comes
 * back is as the directory said it.
 */
export type AskDirectory = (directory: Directory, question: DirectoryQuestion) => Promise<DirectoryReply>;

/** Asks the box around the program. Never rejects. */
export interface AskBox {
  /** Whether there is a box at all. */
  present(): boolean;
  /** The newest action that its log holds; null while nobody has told. */
  newestAction(): { readonly log: string; readonly number: number } | null;
  /**
   * Has the box do something. Of a long work it tells how far it is; `total` is null where that is not known.
   * @param by the user on whose behalf, for the box's log
   */
  ask<V extends VerbName>(
    verb: V,
    args: Arguments<V>,
    by: string | null,
    progress?: (done: number, total: number | null, what: string) => void,
  ): Promise<Result<AnswerTo<V>, Fault>>;
}

/** A backup that lies ready, as it says of itself. */
export interface StoredBackup {
  /** Its file, without a folder. */
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly hostname: string;
  /** The release that made it. */
  readonly version: string;
  readonly cause: BackupCause;
  /** The journal's newest position in it. */
  readonly head: number;
  /** Null where it does not say. */
  readonly contents: { readonly tickets: number; readonly mails: number } | null;
}

/** The backups beside the data. */
export interface BackupFiles {
  /** The newest first. */
  list(): Promise<readonly StoredBackup[]>;
  /** Makes one, which takes minutes in which everything else goes on. Never rejects. */
  make(
    cause: BackupCause,
    progress: (done: number, total: number, what: string) => void,
  ): Promise<Result<StoredBackup, Fault>>;
  /** Its bytes; null where there is none of that name. */
  read(name: string): Promise<{ readonly bytes: number; readonly body: ReadableStream<Uint8Array> } | null>;
  /** False where there is none of that name. */
  remove(name: string): boolean;
  /** Has the making of one end at once; nothing of it is left. */
  stop(): void;
}

/** A backup on a USB stick or a disc. */
export interface BackupOnMedium {
  readonly medium: string;
  /** What people call the stick. */
  readonly label: string;
  readonly path: string;
  readonly bytes: number;
}

/** What is plugged in. Never rejects. */
export interface RemovableMedia {
  /** Whether anything ever can be: there is a box. */
  present(): boolean;
  backups(): Promise<Result<readonly BackupOnMedium[], Fault>>;
  /** Copies a file of a stick to where the program can read it. @returns the copy's path */
  fetch(
    medium: string,
    path: string,
    progress: (done: number, total: number | null, what: string) => void,
  ): Promise<Result<string, Fault>>;
}

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

/** The certificate that the program shows, and where it comes from. */
export interface Certificates {
  state(): {
    readonly policy: CertificatePolicy;
    readonly shown: CertificateFacts;
    /** What came of the last order; `text` says what went wrong, also with some names of one that went well. */
    readonly attempt: { readonly at: number; readonly ok: boolean; readonly text: string | null } | null;
    readonly ordering: boolean;
    /** Whether there is the key of a request that a certificate may be brought for. */
    readonly requested: boolean;
  };
  /** What an authority that asks for this token over HTTP is answered; null if it was not asked to come. */
  answerTo(token: string): string | null;
  useSelf(caller: Caller): Promise<Result<void, Fault>>;
  /** @param given the certificate and those above it, PEM; its key, or null for that of the request made here */
  useOwn(
    caller: Caller,
    given: { readonly cert: string; readonly key: string | null },
  ): Promise<Result<void, Fault>>;
  /** Resolves when the order has come to its end; the state tells how. */
  useAcme(caller: Caller, policy: Extract<CertificatePolicy, { kind: "acme" }>): Promise<Result<void, Fault>>;
  /** A request to have certified elsewhere (PKCS #10, PEM), with a key that stays here. */
  request(caller: Caller, names: readonly string[]): Result<string, Fault>;
}

/** What was found about the program and its surroundings. */
export interface HealthReport {
  /** When it was looked at. */
  readonly at: number;
  /** When DNS and other servers were last asked; null while they have not answered yet. */
  readonly dnsAt: number | null;
  /** Problems first. */
  readonly findings: readonly Finding[];
}

/** Looks whether all is well. */
export interface Health {
  /** What is, as of the last minute; of DNS and other servers what is known, and asks them in the background. */
  report(): Promise<HealthReport>;
  /** Looks at everything now; waits some seconds for DNS and other servers. */
  again(): Promise<HealthReport>;
  /** How many problems were last found; asks nobody and is there at once. */
  problems(): number;
}
