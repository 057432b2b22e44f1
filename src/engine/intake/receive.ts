import type { Now, RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { type MailId, mailId, timeId } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { unwritten } from "../../base/unwritable.ts";
import { systemActor } from "../../domain/actor.ts";
import { shortage } from "../../domain/health/index.ts";
import {
  decideReception,
  type LocalAddresses,
  localAddresses,
  mailboxFor,
} from "../../domain/intake/index.ts";
import { type Envelope, type FetchedEnvelope, fetchedEnvelope } from "../../domain/mail/index.ts";
import type { Decision } from "../../record/decision.ts";
import type { NewBlob } from "../../record/new-blob.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { settingsOf } from "../depends.ts";
import { settingsChanged } from "../settings/changes.ts";

/** Free bytes on the disk before mail is refused; Infinity if the platform does not tell. */
export type DiskSpace = () => Promise<number>;

/** One mail as received by SMTP or another edge. */
export interface Incoming {
  /** Null for fetched mail, which has none: its header says whom it is for. */
  readonly envelope: Envelope | null;
  /** The mailbox that accepted it, or that it was fetched for: it gets the mail if no recipient is an address of ours. */
  readonly mailbox: string;
  readonly raw: Uint8Array;
  /** All "" if the sending server is not known: the mail was fetched, or delivered by LMTP. */
  readonly peer: { readonly ip: string; readonly helo: string; readonly tls: boolean };
  /** Names the place it was fetched from; from there it is received once. */
  readonly source?: string;
  /** A mail with the same bytes from a place whose name begins with this is the same mail, unless it is in the same folder. */
  readonly movedFrom?: string;
}

/** The engine's interface for edges that receive mail. */
export interface Reception {
  /**
   * Whether mail for this recipient is ours.
   * @returns the mailbox's address, or the fault to refuse with: recipient.unknown for a local domain,
   *   recipient.relay for any other
   */
  recipient(address: string): Result<string, Fault>;
  /** Whether a mail of that many bytes can be received now; system.busy or disk.full otherwise. */
  admit(size: number): Result<void, Fault>;
  /**
   * After this resolves to ok, bytes and envelope survive a power cut. Never rejects. A mail from a source that has given
   * one before is refused with thing.exists. A mail for several mailboxes is one mail in each; the id is that of the first.
   */
  receive(mail: Incoming): Promise<Result<MailId, Fault>>;
}

/** The interface for edges that fetch mail: they check first whether it has been fetched already. */
export interface Collection extends Reception {
  /** The mail that was received from this source; null if none. */
  taken(source: string): MailId | null;
}

interface Parts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly diskSpace: DiskSpace;
  /** Bytes of disk that are kept free; with less, mail is refused with 4xx, and everything else continues. */
  readonly diskReserve: number;
  readonly log: Log;
  /** Called for each newly received mail, with its bytes. */
  readonly received: (id: string, raw: Uint8Array) => void;
}

/** How often the disk is checked, in milliseconds. */
const DISK_CHECK = 1000;

/** Receives mail from outside: after `receive` resolves to ok, bytes and envelope survive a power cut. */
export function createReception(parts: Parts): Collection & { checkDisk(): Promise<void>; stop(): void } {
  const { record, now, randomBytes, log } = parts;
  const directory = createDirectory(record);
  const addresses = createAddresses();
  const newId = () => mailId(timeId(now(), randomBytes(10)));
  let free = Number.POSITIVE_INFINITY;
  let full = false;
  const timer = setInterval(() => void checkDisk(), DISK_CHECK);
  timer.unref();

  async function checkDisk(): Promise<void> {
    free = await parts.diskSpace();
    const short = shortage(0, { free }, parts.diskReserve) !== null;
    if (short !== full) {
      full = short;
      if (full)
        log.error("disk nearly full: mail is refused until there is space", {
          free,
          reserve: parts.diskReserve,
        });
      else log.info("disk has space again: mail is accepted", { free });
    }
  }

  return {
    recipient: (address) => directory.find(address),
    taken: (source) => record.view.mailFrom(source),
    admit: (size) =>
      shortage(size * 2, { free }, parts.diskReserve) ? refuse(fault("disk.full")) : ok(undefined),
    async receive(mail: Incoming): Promise<Result<MailId, Fault>> {
      const found = { ...foundIn(mail), blob: await record.prepareBlob(mail.raw) };
      const more = found.recipients.slice(1).map(() => newId());
      const ids = [newId(), ...more] as const;
      let decided: ReturnType<typeof decideReception>;
      try {
        decided = await record.commit(systemActor("reception"), (view) =>
          decide(view, found, ids, addresses.of(view)),
        );
      } catch (cause) {
        // They may be of settings that were not recorded.
        addresses.forget();
        log.error("a mail could not be recorded and was refused with 4xx", { cause });
        return refuse(unwritten(cause));
      }
      const { before, mails } = decided;
      if (before !== null) return refuse(fault("mail.exists", { params: { mail: before } }));
      for (const id of mails) parts.received(id, mail.raw);
      return ok(ids[0]);
    },
    checkDisk,
    stop: () => clearInterval(timer),
  };
}

/** A mail and what its bytes say, which no decision changes. */
interface Found extends Incoming {
  readonly from: string;
  /** Of the envelope, or all addresses that the header names. */
  readonly recipients: readonly string[];
  /** Null for a mail with one recipient. */
  readonly header: FetchedEnvelope | null;
  readonly blob: NewBlob;
}

function foundIn(mail: Incoming): Omit<Found, "blob"> {
  const { envelope, raw } = mail;
  const header = envelope === null || envelope.to.length > 1 ? fetchedEnvelope(raw) : null;
  const { from, to } = envelope ?? header ?? { from: "", to: [] };
  return { ...mail, from, recipients: to, header };
}

/** The mail is new, or was received from there before. */
function decide(
  view: View,
  mail: Found,
  ids: readonly [MailId, ...MailId[]],
  local: LocalAddresses,
): Decision<ReturnType<typeof decideReception>> {
  const { envelope, from, header, mailbox: fallback, peer, blob, source = null, movedFrom } = mail;
  const { sha256 } = blob;
  const before = source === null ? null : view.mailFrom(source);
  const places =
    source === null || before !== null || movedFrom === undefined
      ? null
      : { from: movedFrom, except: folderOf(source) };
  const moved = places && {
    ...places,
    mail: view.mailFromLike(places.from, places.except, Buffer.from(sha256, "hex")),
  };
  const addressees = { recipients: envelope?.to ?? null, header, fallback };
  const facts = {
    ...{ ids, from, addressees, peer, source, before, movedFrom: moved },
    ...{ size: mail.raw.length, sha256 },
  };
  const decided = decideReception(facts, local);
  return {
    events: decided.events,
    dependsOn: [...decided.dependsOn, settingsOf(view)],
    blobs: decided.mails.length > 0 ? [blob] : [],
    value: decided,
  };
}

/** The folder of a place, by its name. */
const folderOf = (source: string): string => source.slice(0, source.lastIndexOf("/") + 1);

/** Our addresses for decisions, prepared again after each change of a setting. */
function createAddresses() {
  let changed: number | null = null;
  let local = localAddresses([]);
  return {
    of(view: View): LocalAddresses {
      const last = view.settingsChanged();
      if (last !== changed) local = localAddresses(view.mailboxes());
      changed = last;
      return local;
    },
    forget() {
      changed = null;
    },
  };
}

/** Our addresses for recipients before a mail is received, read again whenever the database has changed. */
function createDirectory(record: RecordStore): { find(address: string): Result<string, Fault> } {
  let version: number | undefined;
  let local = localAddresses([]);
  let looked = false;
  settingsChanged(record)("mailboxes", () => {
    version = undefined;
    looked = false;
  });

  /** Once per turn of the event loop is enough to see other processes' changes. */
  function refresh(): void {
    if (looked) return;
    looked = true;
    setImmediate(() => {
      looked = false;
    });
    const seen = record.changedElsewhere();
    if (seen === version) return;
    version = seen;
    local = localAddresses(record.view.mailboxes());
  }

  return {
    find(address) {
      refresh();
      return mailboxFor(address, local);
    },
  };
}
