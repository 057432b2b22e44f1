/**
 * Queries for decisions, within their transaction: each is one prepared statement. Queries of pages and lists
 * are in queries/.
 */
import type { Database } from "./database.ts";
import type { Journal } from "./journal.ts";
import { createMailView, type MailView } from "./view/mails.ts";
import { createOutgoingView, type OutgoingView } from "./view/outgoing.ts";
import { createPeopleView, type PeopleView } from "./view/people.ts";
import { createReplyView, type ReplyView } from "./view/replies.ts";
import { createSettingsView, type SettingsView } from "./view/settings.ts";
import { createSystemView, type SystemView } from "./view/system.ts";
import { createTicketView, type TicketView } from "./view/tickets.ts";

export type { MailRow } from "./view/mails.ts";
export type { AutomaticReplyRow, DeliveryRow, NotificationRow } from "./view/outgoing.ts";
export {
  type ShownToken,
  type ShownUser,
  shownToken,
  shownUser,
  type TokenRow,
  type UserRow,
} from "./view/people.ts";
export type { Composed, ReplyRow, WarningRow } from "./view/replies.ts";

export interface View
  extends TicketView,
    ReplyView,
    MailView,
    OutgoingView,
    PeopleView,
    SettingsView,
    SystemView {}

export function createView(db: Database, journal: Journal): View {
  return {
    ...createTicketView(db, journal),
    ...createReplyView(db, journal),
    ...createMailView(db),
    ...createOutgoingView(db, journal),
    ...createPeopleView(db),
    ...createSettingsView(db),
    ...createSystemView(db, journal),
  };
}
