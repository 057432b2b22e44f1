/**
 * What the edges see of the record: queries by noun, each limited to what the caller may see. What is outside their
 * scope does not exist for them.
 */
import type { Caller } from "../../domain/policy/index.ts";
import type { RecordStore } from "../record.ts";
import { type ContactReading, contactReading } from "./contacts.ts";
import { type DeliveryReading, deliveryReading } from "./deliveries.ts";
import { type JournalReading, journalReading } from "./journal.ts";
import { type MailReading, mailReading } from "./mails.ts";
import { type MessageReading, messageReading } from "./messages.ts";
import { type PeopleReading, peopleReading } from "./people.ts";
import { visibilityFor } from "./scope.ts";
import { type SearchReading, searchReading } from "./search.ts";
import { type SettingsReading, settingsReading } from "./settings.ts";
import { type SystemReading, systemReading } from "./system.ts";
import { type TicketReading, ticketReading } from "./tickets.ts";
import { type ViewReading, viewReading } from "./views.ts";
import { type WebhookReading, webhookReading } from "./webhooks.ts";

export type { Draft } from "../drafts.ts";
export type { ChainedEvent } from "../journal.ts";
export { cursorAfter } from "../queries/list-ways.ts";
export type { CandidateGroup, FloodGroup } from "../queries/mails.ts";
export type { DeliveryState } from "../schema.ts";
export type { PlusTest } from "../view/settings.ts";
export type { DeliveryRow, MailRow, ReplyRow, ShownUser } from "../view.ts";
export type { JournalReading } from "./journal.ts";
export type { PeopleReading } from "./people.ts";
export type { Hit } from "./search.ts";
export type { Ruleset, SettingsReading } from "./settings.ts";
export type { Continued, LinkedTicket, News, TicketTouched } from "./tickets.ts";
export type { WebhookCall, WebhookState } from "./webhooks.ts";

/** The queries for a caller. */
export interface Read {
  readonly tickets: TicketReading;
  readonly messages: MessageReading;
  readonly search: SearchReading;
  readonly mails: MailReading;
  readonly deliveries: DeliveryReading;
  readonly people: PeopleReading;
  readonly settings: SettingsReading;
  readonly journal: JournalReading;
  readonly system: SystemReading;
  readonly webhooks: WebhookReading;
  readonly views: ViewReading;
  readonly contacts: ContactReading;
}

export interface Reading {
  /** The queries for a caller; cheap enough to create for each request. */
  for(caller: Caller): Read;
}

export const createReading = (record: RecordStore): Reading => ({
  for(caller) {
    const seen = visibilityFor(record.view, caller);
    return {
      tickets: ticketReading(record, seen, caller),
      messages: messageReading(record, seen),
      search: searchReading(record, seen),
      mails: mailReading(record, seen),
      deliveries: deliveryReading(record, seen),
      people: peopleReading(record, seen),
      settings: settingsReading(record, seen),
      journal: journalReading(record, seen),
      system: systemReading(record, seen),
      webhooks: webhookReading(record, seen),
      views: viewReading(record, seen),
      contacts: contactReading(record, seen),
    };
  },
});
