/**
 * The read model: what the journal says, as tables that can be asked. Each noun has its projection; together they are
 * run in the transaction that appends, and again over everything when the model is rebuilt.
 */
import type { Database } from "../database.ts";
import { projectAutomaticAnswers } from "./automatic-answers.ts";
import { projectBackups } from "./backups.ts";
import { projectBox } from "./box.ts";
import { projectDeliveries } from "./deliveries.ts";
import { projectMails } from "./mails.ts";
import { projectNotifications } from "./notifications.ts";
import { projectPeople } from "./people.ts";
import type { Projection } from "./projection.ts";
import { projectSearch } from "./search.ts";
import { projectSettings } from "./settings.ts";
import { projectTickets } from "./tickets.ts";

/** Rises when projections change what they make of the same events; the model is then rebuilt at the next start. */
export const MODEL_VERSION = 1;

/** @param parts whether what is searched is derived, too */
export function createProjection(db: Database, parts = { search: true }): Projection {
  const nouns: readonly Projection[] = [
    projectMails(db),
    projectTickets(db),
    projectDeliveries(db),
    projectAutomaticAnswers(db),
    projectNotifications(db),
    ...(parts.search ? [projectSearch(db)] : []),
    projectPeople(db),
    projectSettings(db),
    projectBox(db),
    projectBackups(db),
  ];
  return (events) => {
    for (const project of nouns) project(events);
  };
}
