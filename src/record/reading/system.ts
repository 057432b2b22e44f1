/** About the program itself: the appliance, backups, caught mail. */
import { messageKey, type UserName } from "../../base/ids.ts";
import { isUser } from "../../domain/actor.ts";
import type { BackupEvent } from "../../domain/backup/index.ts";
import type { BoxActed } from "../../domain/box/index.ts";
import type { Recorded } from "../../domain/events.ts";
import type { JournalTrouble } from "../../domain/health/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import { messageInMessageId } from "../../domain/ticket/index.ts";
import type { CaughtHead, CaughtRow } from "../operations.ts";
import type { RebuildProgress } from "../projections.ts";
import type { RecordStore } from "../record.ts";
import type { DeliveryReading } from "./deliveries.ts";
import type { MailReading } from "./mails.ts";
import type { Visibility } from "./scope.ts";

export interface SystemReading {
  /** Actions on the appliance, newest first. */
  boxActions(limit: number): Promise<readonly Recorded<BoxActed>[]>;
  /** Events about backups, newest first. @param type only of this type */
  backupEvents(limit: number, type?: BackupEvent["type"]): Promise<readonly Recorded<BackupEvent>[]>;
  /**
   * When the data was last restored from a backup, in milliseconds since 1970; null if never. Open to everyone: the log-in
   * page tells those who have watched the restore that it is done.
   */
  restoredAt(): Promise<number | null>;
  /** The newest mails that the catcher kept. */
  caught(limit: number): Promise<Caught>;
  /** One of them; null if there is none, or the caller does not see it. */
  caughtMail(id: number): Promise<CaughtRow | null>;
  /** The numbers of the whole server, whatever the caller sees of it, for those who may read the metrics; otherwise null. */
  figures(): Promise<Figures | null>;
  /** Why nothing can be recorded now, if the journal is in another database; null if that is not so. */
  journalTrouble(): JournalTrouble | null;
  /** The parts of the read model that are being rebuilt in the background. */
  deriving(): readonly RebuildProgress[];
}

/** For the metrics. */
export interface Figures {
  readonly outcomes: ReturnType<MailReading["outcomes"]>;
  readonly waiting: ReturnType<MailReading["waiting"]>;
  readonly deliveries: ReturnType<DeliveryReading["counts"]>;
  /** The newest position of the journal. */
  readonly position: number;
}

export interface Caught {
  readonly mails: readonly CaughtHead[];
  /**
   * Whether they are only those that concern the caller: replies they wrote or in tickets assigned to them, and what is
   * addressed to them. Those who may change the settings see all.
   */
  readonly own: boolean;
}

export function systemReading(
  { view, past, operations, queries, journal, deriving, elsewhere }: RecordStore,
  seen: Visibility,
): SystemReading {
  const all = seen.may("settings.write");
  // What was caught belongs to no mailbox.
  const sees = seen.everything && (all || seen.user !== null);
  return {
    boxActions: async (limit) => (seen.may("system.read") ? past.boxActions(limit) : []),
    backupEvents: async (limit, type) => (seen.may("backups.write") ? past.backupEvents(limit, type) : []),
    restoredAt: async () => (await past.backupEvents(1, "BackupRestored"))[0]?.time ?? null,
    async caught(limit) {
      if (!sees || all) return { mails: sees ? operations.caught(limit) : [], own: !all };
      const mails: CaughtHead[] = [];
      for (const row of operations.caught(LOOKED_AT)) {
        if (await concerns({ view, past }, row, row.head, seen.user)) mails.push(row);
        if (mails.length === limit) break;
      }
      return { mails, own: true };
    },
    async caughtMail(id) {
      const row = sees ? operations.caughtMail(id) : null;
      return row && (all || (await concerns({ view, past }, row, row.raw, seen.user))) ? row : null;
    },
    async figures() {
      if (!seen.may("metrics.read")) return null;
      return {
        outcomes: queries.mailOutcomes(),
        waiting: queries.intakeQueue(),
        deliveries: queries.outboxCounts(),
        position: await journal.head(),
      };
    },
    journalTrouble: () => (seen.may("tickets.read") ? (elsewhere?.trouble() ?? null) : null),
    deriving: () => (seen.may("tickets.read") ? deriving() : []),
  };
}

/** Caught mails that are looked through for those of one person. */
const LOOKED_AT = 500;
/** Bytes of a mail in which its Message-ID is looked for: a header with some thousand recipients. */
const HEAD = 262_144;

async function concerns(
  { view, past }: Pick<RecordStore, "view" | "past">,
  { recipients }: Pick<CaughtRow, "recipients">,
  bytes: Uint8Array,
  user: UserName | null,
): Promise<boolean> {
  if (user === null) return false;
  const email = view.user(user)?.email ?? null;
  const own = email === null ? null : normalAddress(email);
  if (own !== null && recipients.some((one) => normalAddress(one) === own)) return true;
  const [header = ""] = Buffer.from(bytes.subarray(0, HEAD)).toString("latin1").split("\r\n\r\n", 1);
  const id = /^message-id:\s{0,10}(<[^<>\s]{1,998}>)/im.exec(header)?.[1];
  if (id === undefined) return false;
  const tickets = view.ticketsByMessageId(id);
  if (tickets.some((number) => view.ticket(number)?.assignee === user)) return true;
  const key = messageInMessageId(id);
  const entry = key === null ? null : await past.message(messageKey(key));
  return entry !== null && isUser(entry.actor, user);
}
