import { type Finding, findingsOf } from "../../../domain/finding.ts";
import type { Outgoing } from "../../../domain/settings/events.ts";
import type { Queries } from "../../../record/queries/index.ts";
import type { View } from "../../../record/view.ts";

/** Milliseconds that a mail may wait in the queue before that is a problem. */
const WAIT = 5 * 60_000;

/** Whether the helpdesk can receive mail, be administered, and reply. */
export function* checkSettings(
  folder: string,
  view: View,
  outgoingOverride: Outgoing["kind"] | null,
): Generator<Finding> {
  const setUp = findingsOf("setup");
  const hostname = view.hostname();
  yield hostname === null
    ? setUp.problem("set-up.missing", "recreate-folder", { folder })
    : setUp.ok("set-up.ok", { hostname });

  const mailboxes = findingsOf("mailboxes");
  const open = view.mailboxes().filter((mailbox) => mailbox.enabled);
  yield open.length === 0
    ? mailboxes.problem("mailboxes.none", "add-mailbox")
    : mailboxes.ok("mailboxes.ok", { n: open.length });

  const people = findingsOf("administrators");
  const admins = view.users().filter((user) => user.role === "admin" && !user.disabled);
  yield admins.length === 0
    ? people.problem("administrators.none", "create-administrator", { folder })
    : people.ok("administrators.ok", { names: admins.map((user) => user.name).join(", ") });

  const outgoing = findingsOf("outgoing mail");
  const kind = outgoingOverride ?? view.outgoing()?.kind ?? null;
  if (kind === null) yield outgoing.warning("outgoing.none", "set-server");
  else if (kind === "catch") yield outgoing.warning("outgoing.caught", "set-server-to-send");
  else yield outgoing.ok(kind === "direct" ? "outgoing.direct" : "outgoing.server");
}

/** What waits for the program or a person. */
export function* checkWork(
  queries: Queries,
  { now, held }: { now: number; held: boolean },
): Generator<Finding> {
  const intake = findingsOf("intake");
  const { depth, oldest } = queries.intakeQueue();
  const age = now - (oldest ?? now);
  if (depth === 0) yield intake.ok("intake.none");
  else if (!held) yield intake.warning("intake.waits", "start-to-process", { n: depth });
  else if (age > WAIT) yield intake.problem("intake.stuck", "see-log-safe", { n: depth, for: age });
  else yield intake.ok("intake.working", { n: depth });

  const mail = findingsOf("held mail");
  const waiting = queries.heldCount();
  yield waiting === 0
    ? mail.ok("held-mail.none")
    : mail.warning("held-mail.waits", "decide-mail", { n: waiting });

  const outbox = findingsOf("deliveries");
  const of = (state: string) =>
    queries.outboxCounts("reply").find((row) => row.state === state)?.deliveries ?? 0;
  const [failed, deferred] = [of("failed") + of("bounced"), of("deferred")];
  if (failed > 0) yield outbox.warning("deliveries.failed", "see-outgoing", { n: failed });
  else if (deferred > 0) yield outbox.ok("deliveries.deferred", { n: deferred });
  else yield outbox.ok("deliveries.ok");
}
