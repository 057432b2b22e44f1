import { type MessageKey, messageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import type { DeliveryState } from "../schema.ts";
import { type Page, pageOf } from "./page.ts";

export interface OutboxMessage {
  readonly message: MessageKey;
  /** Null for a warning. */
  readonly ticket: TicketNumber | null;
}

export interface OutboxPages {
  /** Replies, notifications and warnings with a recipient in one of the states, or all of them, newest first. */
  outboxMessages(options: {
    states: readonly DeliveryState[] | null;
    limit: number;
    cursor?: string | undefined;
  }): Page<OutboxMessage>;
}

export function outboxPages({ sqlite }: Database): OutboxPages {
  type Row = { message: string; ticket: number | null; position: number };
  const all = sqlite.prepare<[{ before: number; limit: number }], Row>(
    `SELECT key AS message, ticket, position FROM message WHERE direction = 'out' AND position < @before
     UNION ALL SELECT message, ticket, position FROM notification WHERE position < @before
     UNION ALL SELECT message, ticket, position FROM delivery WHERE kind = 'warning' AND position < @before
       GROUP BY message
     ORDER BY position DESC LIMIT @limit`,
  );
  const some = sqlite.prepare<[{ before: number; limit: number; states: string }], Row>(
    `SELECT message, ticket, position FROM delivery
     WHERE state IN (SELECT value FROM json_each(@states)) AND position < @before
     GROUP BY position ORDER BY position DESC LIMIT @limit`,
  );
  return {
    outboxMessages({ states, limit, cursor }) {
      const before = /^\d{1,15}$/.test(cursor ?? "") ? Number(cursor) : Number.MAX_SAFE_INTEGER;
      const more = limit + 1;
      const rows =
        states === null
          ? all.all({ before, limit: more })
          : some.all({ before, limit: more, states: JSON.stringify(states) });
      return pageOf(
        rows,
        limit,
        (row) => String(row.position),
        (row) => ({
          message: messageKey(row.message),
          ticket: row.ticket === null ? null : ticketNumber(row.ticket),
        }),
      );
    },
  };
}
