import type { InferInsertModel, InferSelectModel } from "drizzle-orm";
import type { TicketNumber } from "../../base/ids.ts";
import type { Ticket } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { ticket } from "../schema.ts";

export type TicketRow = Required<InferInsertModel<typeof ticket>>;

/** The domain's ticket from its row. */
function ticketOf(row: InferSelectModel<typeof ticket>): Ticket {
  const { team, requesterName, requesterAddress, ...same } = row;
  return { ...same, group: team, requester: { name: requesterName, address: requesterAddress } };
}

export function ticketRow(value: Ticket): TicketRow {
  const { group, requester, ...same } = value;
  return { ...same, team: group, requesterName: requester.name, requesterAddress: requester.address };
}

/** Finds a ticket by number; null if there is none. */
export function ticketLoader(db: Database): (number: TicketNumber) => Ticket | null {
  const byNumber = reader<typeof ticket, [number]>(db.drizzle, ticket, "WHERE number = ?");
  return (number) => {
    const row = byNumber.get(number);
    return row ? ticketOf(row) : null;
  };
}
