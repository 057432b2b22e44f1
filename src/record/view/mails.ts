/** What decisions ask of mails that came in, within their transaction. */
import { type MailId, mailId, type TicketNumber } from "../../base/ids.ts";
import type { MailOutcome } from "../../domain/intake/index.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { mail } from "../schema.ts";

export type MailRow = typeof mail.$inferSelect;

export interface MailView {
  /** When the newest mail held as one too many from exactly that address arrived; null if there is none. */
  floodHeldAt(address: string): number | null;
  mail(id: MailId): MailRow | null;
  /** Mails with one of these fingerprints that were not filed as a copy of another one: the oldest of them. */
  copies(prints: CopyPrints): readonly MailRow[];
  /** The same in short, for comparing: each with its outcome and ticket. */
  copiesState(prints: CopyPrints): string;
  /** When a mail arrived, its mailbox, and the mails that were filed as copies of it: the oldest of them. */
  arrival(mail: MailId): Arrival | null;
  /** Mails with this requester and content that arrived since then, the newest first, in milliseconds since 1970: no more than the limit. */
  sameContent(content: string, since: number, limit: number): readonly MailRow[];
  /** The mails for all mailboxes that a mail was for, in their order. @param first the mail for the first of them */
  forMailboxes(first: MailId): readonly MailRow[];
  /** The mail that was fetched from this place. */
  mailFrom(source: string): MailId | null;
  /** A mail with these bytes from a place whose name begins with `prefix`, but not with `except`. */
  mailFromLike(prefix: string, except: string, sha256: Buffer): MailId | null;
  /** Whom the mails addressed that are held for a ticket, oldest first. */
  heldFor(
    ticket: TicketNumber,
    limit: number,
  ): readonly { readonly mail: MailId; readonly addressed: readonly string[] }[];
  /** What was filed as sent by one of us, or waits again since, for a mailbox and to that address: the oldest of them. */
  filedSent(sought: SoughtSent): readonly FoundSent[];
  /** The outcome of a mail; null if it does not exist. */
  outcomeOf(mail: MailId): MailOutcome | null;
  /** Mails after a position that wait for intake, in order of arrival. */
  queuedMails(after: number, limit: number): readonly MailRow[];
}

/** A mail's fingerprints, as in `Fingerprint`; null for none. */
export interface CopyPrints {
  readonly fingerprint: string | null;
  readonly identity: string | null;
}

/** Sent mail that is looked for. */
export interface SoughtSent {
  readonly mailbox: string;
  /** One of the people whom it was sent to, lower case. */
  readonly to: string;
  /** Its Message-ID is one of these, */
  readonly ids: readonly string[];
  /** or it replies to this one. */
  readonly repliesTo: string | null;
}

export interface FoundSent {
  readonly mail: MailId;
  /** Whether its Message-ID is one of those, or it replies to the one. */
  readonly is: "referred" | "reply";
  readonly waits: boolean;
}

export interface Arrival {
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly mailbox: string;
  readonly copies: readonly MailId[];
}

/** The most copies of a mail that are looked at. */
const MOST_COPIES = 50;
/** The most sent mails with one of some Message-IDs, or that reply to one, that are looked at. */
const MOST_SENT = 20;

interface SentRow {
  readonly id: string;
  readonly outcome: MailOutcome;
  readonly mailbox: string;
  readonly addressed: string | null;
}

export function createMailView({ drizzle, sqlite }: Database): MailView {
  const floodHeldAt = sqlite
    .prepare<[string], number>(
      // Of the newest alone: those with one content may be any number.
      `SELECT received_at FROM (
         SELECT received_at, position, cause FROM mail
         WHERE outcome = 'held' AND reason = 'flood' AND from_address = (SELECT ?)
         ORDER BY position DESC LIMIT ${MOST_COPIES}
       ) WHERE json_extract(cause, '$.code') <> 'flood-repeated' ORDER BY position DESC LIMIT 1`,
    )
    .pluck();
  const mailById = reader<typeof mail, [string]>(drizzle, mail, "WHERE id = ?");
  const byFingerprint = reader<typeof mail, [string]>(
    drizzle,
    mail,
    `WHERE fingerprint = (SELECT ?) ORDER BY position LIMIT ${MOST_COPIES}`,
  );
  const byIdentity = reader<typeof mail, [string]>(
    drizzle,
    mail,
    `WHERE identity = (SELECT ?) ORDER BY position LIMIT ${MOST_COPIES}`,
  );
  const copies = ({ fingerprint, identity }: CopyPrints): readonly MailRow[] => {
    const same = fingerprint === null ? [] : byFingerprint.all(fingerprint);
    const others = identity === null ? [] : byIdentity.all(identity);
    const seen = new Set(same.map(({ id }) => id));
    return [...same, ...others.filter(({ id }) => !seen.has(id))];
  };
  const arrival = sqlite.prepare<[string], Omit<Arrival, "copies"> & { copies: string }>(
    `SELECT received_at AS receivedAt, mailbox, (SELECT json_group_array(id) FROM
       (SELECT copy.id FROM mail AS copy WHERE copy.copy_of = mail.id ORDER BY copy.position LIMIT ${MOST_COPIES}))
       AS copies FROM mail WHERE id = ?`,
  );
  const sameContent = reader<typeof mail, [string, number, number]>(
    drizzle,
    mail,
    "WHERE content = (SELECT ?) AND received_at > ? + 0 ORDER BY received_at DESC, position DESC LIMIT ? + 0",
  );
  const forMailboxes = reader<typeof mail, [string, string]>(
    drizzle,
    mail,
    "WHERE id = (SELECT ?) OR first = (SELECT ?) ORDER BY position",
  );
  const bySource = sqlite.prepare<[string], string>("SELECT mail FROM mail_source WHERE source = ?").pluck();
  const byBytes = sqlite
    .prepare<[{ sha256: Buffer; prefix: string; except: string }], string>(
      `SELECT mail FROM mail_source WHERE sha256 = @sha256 AND substr(source, 1, length(@prefix)) = @prefix
         AND substr(source, 1, length(@except)) <> @except ORDER BY source LIMIT 1`,
    )
    .pluck();
  const heldFor = sqlite.prepare<[number, number], { id: string; addressed: string }>(
    `SELECT id, addressed FROM mail WHERE outcome = 'held' AND candidate = ? AND candidate IS NOT NULL
       AND addressed IS NOT NULL ORDER BY position LIMIT ? + 0`,
  );
  const sentRow = "SELECT id, outcome, mailbox, addressed FROM mail";
  const sentAs = sqlite.prepare<[string], SentRow>(
    `${sentRow} WHERE sent_id = (SELECT ?) ORDER BY position LIMIT ${MOST_SENT}`,
  );
  const sentInReply = sqlite.prepare<[string], SentRow>(
    `${sentRow} WHERE sent_reply = (SELECT ?) ORDER BY position LIMIT ${MOST_SENT}`,
  );
  const outcomeOf = sqlite
    .prepare<[string], MailOutcome>("SELECT outcome FROM mail WHERE id = (SELECT ?)")
    .pluck();
  const queued = reader<typeof mail, [number, number]>(
    drizzle,
    mail,
    "WHERE outcome = 'queued' AND position > ? ORDER BY position LIMIT ? + 0",
  );

  return {
    floodHeldAt: (address) => floodHeldAt.get(address) ?? null,
    mail: (id) => mailById.get(id) ?? null,
    copies,
    copiesState: (prints) =>
      copies(prints)
        .map(({ id, outcome, ticket }) => `${id} ${outcome} ${ticket ?? ""}`)
        .join("\n"),
    arrival(mail) {
      const row = arrival.get(mail);
      if (row === undefined) return null;
      // Most mails have none.
      return { ...row, copies: row.copies === "[]" ? [] : JSON.parse(row.copies) };
    },
    sameContent: (content, since, limit) => sameContent.all(content, since, limit),
    forMailboxes: (first) => forMailboxes.all(first, first),
    mailFrom(source) {
      const id = bySource.get(source);
      return id === undefined ? null : mailId(id);
    },
    mailFromLike(prefix, except, sha256) {
      const id = byBytes.get({ prefix, except, sha256 });
      return id === undefined ? null : mailId(id);
    },
    heldFor: (ticket, limit) =>
      heldFor
        .all(ticket, limit)
        .map(({ id, addressed }) => ({ mail: mailId(id), addressed: JSON.parse(addressed) })),
    filedSent({ mailbox, to, ids, repliesTo }) {
      const found = new Map<string, FoundSent>();
      const add = (rows: readonly SentRow[], is: FoundSent["is"]) => {
        for (const row of rows) {
          const addressed: readonly string[] = row.addressed === null ? [] : JSON.parse(row.addressed);
          if (row.mailbox !== mailbox || !addressed.includes(to) || found.has(row.id)) continue;
          if (found.size < MOST_SENT)
            found.set(row.id, { mail: mailId(row.id), is, waits: row.outcome === "queued" });
        }
      };
      for (const id of ids) add(sentAs.all(id), "referred");
      if (repliesTo !== null) add(sentInReply.all(repliesTo), "reply");
      return [...found.values()];
    },
    outcomeOf: (mail) => outcomeOf.get(mail) ?? null,
    queuedMails: (after, limit) => queued.all(after, limit),
  };
}
