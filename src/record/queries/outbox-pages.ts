import { type MessageKey, messageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import type { DeliveryState } from "../schema.ts";
import { type Page, pageOf } from "./page.ts";
import { deliveryWithin, ticketWithin, type Within } from "./within.ts";

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
    within?: Within;
  }): Page<OutboxMessage>;
}

export function outboxPages({ sqlite }: Database): OutboxPages {
  type Row = { message: string; ticket: number | null; position: number };
  type Asked = { before: number; limit: number };
  const all = sqlite.prepare<[Asked], Row>(
    `SELECT key AS message, ticket, position FROM message WHERE direction = 'out' AND position < @before
     UNION ALL SELECT message, ticket, position FROM notification WHERE position < @before
     UNION ALL SELECT message, ticket, position FROM delivery WHERE kind = 'warning' AND position < @before
       GROUP BY message
     ORDER BY position DESC LIMIT @limit`,
  );
  // A warning belongs to no ticket, and so to no mailbox.
  const allWithin = sqlite.prepare<[Asked & { within: string }], Row>(
    `SELECT key AS message, ticket, position FROM message
     WHERE direction = 'out' AND position < @before AND ${ticketWithin("ticket", "@within")}
     UNION ALL SELECT message, ticket, position FROM notification
     WHERE position < @before AND ${ticketWithin("ticket", "@within")}
     ORDER BY position DESC LIMIT @limit`,
  );
  const inStates = (more: string) =>
    `SELECT message, ticket, position FROM delivery
     WHERE state IN (SELECT value FROM json_each(@states)) AND position < @before ${more}
     GROUP BY position ORDER BY position DESC LIMIT @limit`;
  const some = sqlite.prepare<[Asked & { states: string }], Row>(inStates(""));
  const someWithin = sqlite.prepare<[Asked & { states: string; within: string }], Row>(
    inStates(`AND ${deliveryWithin("@within")}`),
  );
  const rowsOf = (asked: Asked, states: string | null, within: string | null): readonly Row[] => {
    if (states === null) return within === null ? all.all(asked) : allWithin.all({ ...asked, within });
    return within === null ? some.all({ ...asked, states }) : someWithin.all({ ...asked, states, within });
  };
  return {
    outboxMessages({ states, limit, cursor, within = null }) {
      const before = /^\d{1,15}$/.test(cursor ?? "") ? Number(cursor) : Number.MAX_SAFE_INTEGER;
      const rows = rowsOf(
        { before, limit: limit + 1 },
        states && JSON.stringify(states),
        within && JSON.stringify(within),
      );
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
