/** What decisions ask of mails that came in, within their transaction. */
import { type MailId, mailId, type TicketNumber } from "../../base/ids.ts";
import type { MailOutcome } from "../../domain/intake/index.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { mail } from "../schema.ts";

export type MailRow = typeof mail.$inferSelect;

export interface MailView {
  /** When the newest mail held as a flood from exactly that address arrived; null if there is none. */
  floodHeldAt(address: string): number | null;
  mail(id: MailId): MailRow | null;
  /** The mail that was fetched from this place. */
  mailFrom(source: string): MailId | null;
  /** A mail with these bytes from a place whose name begins with `prefix`, but not with `except`. */
  mailFromLike(prefix: string, except: string, sha256: Buffer): MailId | null;
  /** Whom the mails addressed that are held for a ticket, oldest first. */
  heldFor(
    ticket: TicketNumber,
    limit: number,
  ): readonly { readonly mail: MailId; readonly addressed: readonly string[] }[];
  /** The outcome of a mail; null if it does not exist. */
  outcomeOf(mail: MailId): MailOutcome | null;
  /** Mails after a position that wait for intake, in order of arrival. */
  queuedMails(after: number, limit: number): readonly MailRow[];
}

export function createMailView({ drizzle, sqlite }: Database): MailView {
  const floodHeldAt = sqlite
    .prepare<[string], number>(
      `SELECT received_at FROM mail WHERE outcome = 'held' AND reason = 'flood' AND from_address = (SELECT ?)
       ORDER BY position DESC LIMIT 1`,
    )
    .pluck();
  const mailById = reader<typeof mail, [string]>(drizzle, mail, "WHERE id = ?");
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
    outcomeOf: (mail) => outcomeOf.get(mail) ?? null,
    queuedMails: (after, limit) => queued.all(after, limit),
  };
}
