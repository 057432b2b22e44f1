/** About the program itself: the appliance, backups, caught mail. */
import { messageKey, type UserName } from "../../base/ids.ts";
import { isUser } from "../../domain/actor.ts";
import type { BackupEvent } from "../../domain/backup/index.ts";
import type { BoxActed } from "../../domain/box/index.ts";
import type { Recorded } from "../../domain/events.ts";
import { normalAddress } from "../../domain/mail/address.ts";
import { messageInMessageId } from "../../domain/ticket/index.ts";
import type { CaughtHead, CaughtRow } from "../operations.ts";
import type { RebuildProgress } from "../projections.ts";
import type { RecordStore } from "../record.ts";
import type { Visibility } from "./scope.ts";

/** A person, and the address that notifications to them go to. */
export interface Person {
  readonly user: UserName;
  readonly email: string | null;
}

export interface SystemReading {
  /** Actions on the appliance, newest first. */
  boxActions(limit: number): Promise<readonly Recorded<BoxActed>[]>;
  /** Events about backups, newest first. @param type only of this type */
  backupEvents(limit: number, type?: BackupEvent["type"]): Promise<readonly Recorded<BackupEvent>[]>;
  /**
   * The newest mails that the catcher kept.
   * @param whose only those that concern this person: replies they wrote or in tickets assigned to them, and what is
   *   addressed to them; null for all
   */
  caught(limit: number, whose: Person | null): Promise<readonly CaughtHead[]>;
  caughtMail(id: number, whose: Person | null): Promise<CaughtRow | null>;
  /** The parts of the read model that are being rebuilt in the background. */
  deriving(): readonly RebuildProgress[];
}

export const systemReading = (
  { view, past, operations, deriving }: RecordStore,
  seen: Visibility,
): SystemReading => ({
  boxActions: (limit) => past.boxActions(limit),
  backupEvents: (limit, type) => past.backupEvents(limit, type),
  async caught(limit, whose) {
    if (!seen.everything) return [];
    if (whose === null) return operations.caught(limit);
    const found: CaughtHead[] = [];
    for (const row of operations.caught(LOOKED_AT)) {
      if (await concerns({ view, past }, row, row.head, whose)) found.push(row);
      if (found.length === limit) break;
    }
    return found;
  },
  async caughtMail(id, whose) {
    const row = seen.everything ? operations.caughtMail(id) : null;
    return row && (whose === null || (await concerns({ view, past }, row, row.raw, whose))) ? row : null;
  },
  deriving: () => deriving(),
});

/** Caught mails that are looked through for those of one person. */
const LOOKED_AT = 500;
/** Bytes of a mail in which its Message-ID is looked for. */
const HEAD = 8192;

async function concerns(
  { view, past }: Pick<RecordStore, "view" | "past">,
  { recipients }: Pick<CaughtRow, "recipients">,
  bytes: Uint8Array,
  { user, email }: Person,
): Promise<boolean> {
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
