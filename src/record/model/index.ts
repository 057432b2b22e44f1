import { automaticReplies } from "./automatic-replies.ts";
import { backups } from "./backups.ts";
import { box } from "./box.ts";
import { contacts } from "./contacts.ts";
import { deliveries } from "./deliveries.ts";
import { mails } from "./mails.ts";
import { notifications } from "./notifications.ts";
import { people } from "./people.ts";
import { plusTests } from "./plus-tests.ts";
import type { Projection } from "./projection.ts";
import { ruleShares } from "./rule-shares.ts";
import { ruleRuns } from "./rule-work.ts";
import { search } from "./search.ts";
import { settings } from "./settings.ts";
import { targets } from "./targets.ts";
import { tickets } from "./tickets.ts";
import { views } from "./views.ts";
import { warnings } from "./warnings.ts";

/**
 * The read model: the journal's contents as tables for queries. Each noun has its projection, with its own version and
 * position; all run in the transaction that appends.
 */

export const projections: readonly Projection[] = [
  mails,
  tickets,
  targets,
  ruleRuns,
  ruleShares,
  deliveries,
  automaticReplies,
  notifications,
  warnings,
  plusTests,
  search,
  people,
  settings,
  box,
  backups,
  views,
  contacts,
];
