import type { Now, RandomBytes } from "../../base/clock.ts";
import { isDiskFull } from "../../base/disk-full.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { type MailId, mailId, timeId } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import {
  decideReception,
  localAddresses,
  mailboxFor,
  type ReceptionFacts,
} from "../../domain/intake/index.ts";
import { fetchedEnvelope } from "../../domain/mail/fetched.ts";
import type { Envelope } from "../../domain/mail/types.ts";
import { blobOf, type NewBlob } from "../../record/blobs.ts";
import type { Decision } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { settingsChanged } from "../settings/changes.ts";

/** Free bytes on the disk before mail is refused; Infinity if the platform does not tell. */
export type DiskSpace = () => Promise<number>;

/** One mail as received by SMTP or another edge. */
export interface Incoming {
  readonly envelope: Envelope;
  /** The mailbox that the first recipient belongs to. Those of the others get it, too. */
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
  let free = Number.POSITIVE_INFINITY;
  let full = false;
  const timer = setInterval(() => void checkDisk(), DISK_CHECK);
  timer.unref();

  async function checkDisk(): Promise<void> {
    free = await parts.diskSpace();
    const short = free < parts.diskReserve;
    if (short !== full) {
      full = short;
      if (full) log.error("disk nearly full: mail is refused for now", { free, reserve: parts.diskReserve });
      else log.info("disk has room again: mail is taken", { free });
    }
  }

  return {
    recipient: (address) => directory.find(address),
    taken: (source) => record.view.mailFrom(source),
    admit: (size) => (free - size * 2 < parts.diskReserve ? refuse(fault("disk.full")) : ok(undefined)),
    async receive(mail: Incoming): Promise<Result<MailId, Fault>> {
      const placed = (mailbox: string) => ({ id: mailId(timeId(now(), randomBytes(10))), mailbox });
      const [firstMailbox, ...others] = mailboxesOf(mail, directory.find);
      const first = placed(firstMailbox);
      const places = [first, ...others.map(placed)];
      const blob = blobOf(mail.raw);
      let before: MailId | null;
      try {
        before = await record.commit(systemActor("reception"), (view) => decide(view, mail, places, blob));
      } catch (cause) {
        const failure = isDiskFull(cause) ? fault("disk.full", { cause }) : fault("internal.bug", { cause });
        log.error("a mail could not be recorded and was refused with 4xx", { cause });
        return refuse(failure);
      }
      if (before !== null) return refuse(fault("mail.exists", { params: { mail: before } }));
      for (const place of places) parts.received(place.id, mail.raw);
      return ok(first.id);
    },
    checkDisk,
    stop: () => clearInterval(timer),
  };
}

/** The mail is new, or was received from there before: then its id is the value. */
function decide(
  view: View,
  mail: Incoming,
  places: ReceptionFacts["places"],
  blob: NewBlob,
): Decision<MailId | null> {
  const { envelope, peer, source = null, movedFrom } = mail;
  const { sha256 } = blob;
  const size = mail.raw.length;
  const before = source === null ? null : view.mailFrom(source);
  const moved =
    source === null || before !== null || movedFrom === undefined
      ? null
      : view.mailFromLike(movedFrom, folderOf(source), Buffer.from(sha256, "hex"));
  const facts = { places, envelope, size, sha256, peer, source, before, moved };
  const { events, before: known, dependsOn } = decideReception(facts);
  return { events, dependsOn, blobs: known === null ? [blob] : [], value: known };
}

/**
 * The mailboxes that a mail is for: those of its recipients, in the order in which To and Cc name them, whatever the order
 * of the envelope (I-77).
 */
function mailboxesOf(
  { mailbox, envelope, raw }: Incoming,
  find: (address: string) => Result<string, Fault>,
): readonly [string, ...string[]] {
  const mailboxes = (addresses: readonly string[]) =>
    addresses.flatMap((address) => {
      const found = find(address);
      return found.ok ? [found.value] : [];
    });
  const all = new Set([mailbox, ...mailboxes(envelope.to)]);
  if (all.size === 1) return [mailbox];
  const named = mailboxes(fetchedEnvelope(raw).to).filter((one) => all.has(one));
  const [first = mailbox, ...others] = new Set([...named, ...[...all].sort()]);
  return [first, ...others];
}

/** The folder of a place, by its name. */
const folderOf = (source: string): string => source.slice(0, source.lastIndexOf("/") + 1);

/** Our addresses, read again whenever the database has changed. */
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
