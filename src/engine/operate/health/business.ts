import type { Finding } from "../../../domain/finding.ts";
import { settingsFindings, workFindings } from "../../../domain/health/index.ts";
import type { Outgoing } from "../../../domain/settings/events.ts";
import type { Queries } from "../../../record/queries/index.ts";
import type { View } from "../../../record/view.ts";

/** Whether the helpdesk can receive mail, be administered, and reply. */
export const checkSettings = (
  folder: string,
  view: View,
  outgoingOverride: Outgoing["kind"] | null,
): readonly Finding[] =>
  settingsFindings({
    folder,
    hostname: view.hostname(),
    mailboxes: view.mailboxes(),
    people: view.users(),
    outgoing: outgoingOverride ?? view.outgoing()?.kind ?? null,
  });

/** What waits for the program or a person. @param running whether the program will see to it */
export const checkWork = (
  queries: Queries,
  { now, running }: { readonly now: number; readonly running: boolean },
): readonly Finding[] =>
  workFindings({
    now,
    running,
    intake: queries.intakeQueue(),
    heldMails: queries.heldCount(),
    deliveries: queries.outboxCounts("reply"),
  });
