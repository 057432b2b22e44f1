import type { MessageKey } from "../../../base/ids.ts";
import type { Ticket } from "../../../domain/ticket/index.ts";
import type { Ctx, Site, Web } from "../web.ts";
import type { Shown } from "./model.ts";
import type { MovedView } from "./view.ts";

/** The ticket's page at an entry of its conversation, or at the top if there is none. */
export const atMessage = (
  { number }: Pick<Ticket, "number">,
  message: MessageKey | null | undefined,
): string => (message ? `/tickets/${number}#m-${message}` : `/tickets/${number}`);

/** What the routes of a ticket share. */
export interface TicketRoutes {
  readonly site: Site;
  readonly web: Web;
  readonly find: (c: Ctx) => Ticket | null;
  /** The ticket's page, with what differs and a problem at the top. */
  readonly show: (
    c: Ctx,
    ticket: Ticket,
    shown: Shown,
    status: number,
    problem?: string | null,
  ) => Promise<Response>;
  /** What others did since the form was made, if it matters to this form. @param mails whether received mail counts */
  readonly moved: (c: Ctx, ticket: Ticket, mails: boolean) => Promise<{ readonly moved: MovedView } | null>;
  /** Where to go on once a ticket is closed: the next one of the list that the reader came from, or else that list. */
  readonly onwards: (c: Ctx, ticket: Ticket) => string;
}
