import type { Finding } from "../../../domain/finding.ts";
import { settingsFindings, webhookFindings, workFindings } from "../../../domain/health/index.ts";
import type { Outgoing } from "../../../domain/settings/events.ts";
import { isTrusted } from "../../../domain/webhooks/index.ts";
import type { Operations } from "../../../record/operations.ts";
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

/** Whether endpoints of other systems can be called. @param now milliseconds since 1970 */
export function checkWebhooks(
  view: View,
  { webhooks }: Pick<Operations, "webhooks">,
  now: number,
): readonly Finding[] {
  const enabled = view.webhooks().filter(({ webhook }) => webhook.enabled);
  const facts = enabled.map(({ webhook: { name } }) => {
    const lane = webhooks.lane(name);
    return { name, paused: lane !== null && !isTrusted(lane), failingSince: lane?.failingSince ?? null };
  });
  return webhookFindings(facts, now);
}
