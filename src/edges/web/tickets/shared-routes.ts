import type { Ticket } from "../../../domain/ticket/index.ts";
import type { Ctx, Site, Web } from "../web.ts";
import type { Shown } from "./model.ts";
import type { MovedView } from "./view.ts";

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
  /** The list to go back to. */
  readonly backOf: (c: Ctx) => string;
}
