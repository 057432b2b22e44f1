/**
 * Queries for decisions, within their transaction: each is one prepared statement over the read model. Nothing here reads the
 * journal, which is past/. Queries of pages and lists are in queries/.
 */
import type { Database } from "./database.ts";
import { type ContactView, createContactView } from "./view/contacts.ts";
import { createMailView, type MailView } from "./view/mails.ts";
import { createOutgoingView, type OutgoingView } from "./view/outgoing.ts";
import { createPeopleView, type PeopleView } from "./view/people.ts";
import { createReplyView, type ReplyView } from "./view/replies.ts";
import { createRuleShareView, type RuleShareView } from "./view/rule-shares.ts";
import { createRuleWorkView, type RuleWorkView } from "./view/rule-work.ts";
import { createSettingsView, type SettingsView } from "./view/settings.ts";
import { createSystemView, type SystemView } from "./view/system.ts";
import { createTargetView, type TargetView } from "./view/targets.ts";
import { createTicketView, type TicketView } from "./view/tickets.ts";
import { createSavedViewView, type SavedViewView } from "./view/views.ts";

export type { ActiveRuleset } from "./model/settings.ts";
export type { MailRow } from "./view/mails.ts";
export type { AgentReplyRow, AutomaticReplyRow, DeliveryRow, NotificationRow } from "./view/outgoing.ts";
export {
  type ShownToken,
  type ShownUser,
  shownToken,
  shownUser,
  type TokenRow,
  type UserRow,
} from "./view/people.ts";
export type { ReplyRow, WarningRow } from "./view/replies.ts";
export type { RuleWorkRow } from "./view/rule-work.ts";
export type { WebhookRow } from "./view/settings.ts";

export interface View
  extends TicketView,
    TargetView,
    RuleWorkView,
    RuleShareView,
    ReplyView,
    MailView,
    OutgoingView,
    PeopleView,
    SettingsView,
    SystemView,
    SavedViewView,
    ContactView {}

export function createView(db: Database): View {
  return {
    ...createTicketView(db),
    ...createTargetView(db),
    ...createRuleWorkView(db),
    ...createRuleShareView(db),
    ...createReplyView(db),
    ...createMailView(db),
    ...createOutgoingView(db),
    ...createPeopleView(db),
    ...createSettingsView(db),
    ...createSystemView(db),
    ...createSavedViewView(db),
    ...createContactView(db),
  };
}
