import type { TicketNumber } from "../../base/ids.ts";

/** A ticket that the same requester created, or that changed, within the window. */
export interface RecentTicket {
  readonly number: TicketNumber;
  readonly subject: string;
  readonly createdAt: number;
}
