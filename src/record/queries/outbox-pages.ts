import { type MessageKey, messageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import type { DeliveryState } from "../schema.ts";
import { mergedPage, type Page, type Part } from "./page.ts";
import { deliveryWithin, ticketWithin, type Within } from "./within.ts";

export interface OutboxMessage {
  readonly message: MessageKey;
  /** Null for a warning. */
  readonly ticket: TicketNumber | null;
}

export interface OutboxPages {
  /**
   * Replies, notifications and warnings with a recipient in one of the states, or all of them, newest first. For those who
   * see only some mailboxes, a page may have fewer than `limit` of them, even none, and still have a next one.
   */
  outboxMessages(options: {
    states: readonly DeliveryState[] | null;
    limit: number;
    cursor?: string | undefined;
    within?: Within;
  }): Page<OutboxMessage>;
}

/** The most messages of a kind that are checked one by one for a page. */
const CHECKED = 2000;

interface Row {
  readonly message: string;
  readonly ticket: number | null;
  readonly position: number;
  readonly fits: number;
}

export function outboxPages({ sqlite }: Database): OutboxPages {
  type Asked = { before: number; rows: number; within: string | null };
  const fits = (condition: string) => `CASE WHEN ${condition} THEN 1 ELSE 0 END AS fits`;
  const isSeen = `(@within IS NULL OR ${ticketWithin("ticket", "@within")})`;
  const newest = "position < @before ORDER BY position DESC LIMIT @rows + 0";
  // What was sent with another mail program is not in the outbox.
  const isOurs = "NOT EXISTS (SELECT 1 FROM mail WHERE mail.id = message.key)";
  const replies = sqlite.prepare<[Asked], Row>(
    `SELECT key AS message, ticket, position, ${fits(`${isOurs} AND ${isSeen}`)}
     FROM message WHERE direction = 'out' AND ${newest}`,
  );
  const notifications = sqlite.prepare<[Asked], Row>(
    `SELECT message, ticket, position, ${fits(isSeen)} FROM notification WHERE ${newest}`,
  );
  // A warning belongs to no ticket, and so to no mailbox.
  const warnings = sqlite.prepare<[Asked], Row>(
    `SELECT message, NULL AS ticket, position, ${fits("@within IS NULL")}
     FROM delivery WHERE kind = 'warning' AND ${newest}`,
  );
  const inState = sqlite.prepare<[Asked & { state: DeliveryState }], Row>(
    `SELECT message, ticket, position, ${fits(`(@within IS NULL OR ${deliveryWithin("@within")})`)}
     FROM delivery WHERE state = (SELECT @state) AND ${newest}`,
  );
  return {
    outboxMessages({ states, limit, cursor, within = null }) {
      const before = /^\d{1,15}$/.test(cursor ?? "") ? Number(cursor) : Number.MAX_SAFE_INTEGER;
      const rows = Math.max(limit + 1, CHECKED);
      const asked: Asked = { before, rows, within: within && JSON.stringify(within) };
      const read =
        states === null
          ? [replies, notifications, warnings].map((kind) => kind.all(asked))
          : states.map((state) => inState.all({ ...asked, state }));
      const { places, next } = mergedPage(oncePerMessage(read, rows), limit, newestFirst);
      return {
        items: places.map(({ message, ticket }) => ({
          message: messageKey(message),
          ticket: ticket === null ? null : ticketNumber(ticket),
        })),
        next: next && String(next.position),
      };
    },
  };
}

const newestFirst = (a: Row, b: Row): number => b.position - a.position;

/** A message has several rows if it has several recipients, whose states may differ. */
function oncePerMessage(read: readonly (readonly Row[])[], rows: number): readonly Part<Row>[] {
  const seen = new Set<number>();
  const isFirst = ({ position }: Row) => !seen.has(position) && seen.add(position).has(position);
  return read.map((all) => ({
    found: all.filter((row) => row.fits === 1 && isFirst(row)),
    end: (all.length === rows && all.at(-1)) || null,
  }));
}
