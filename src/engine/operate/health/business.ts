import { count, duration, type Finding, findingsOf } from "../../../domain/finding.ts";
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
    ? setUp.problem(
        "it is not set up",
        `delete ${folder} and create it with "mailmanager setup --data ${folder} ..."`,
      )
    : setUp.ok(`this is ${hostname}`);

  const mailboxes = findingsOf("mailboxes");
  const open = view.mailboxes().filter((mailbox) => mailbox.enabled);
  yield open.length === 0
    ? mailboxes.problem(
        "no mailbox is enabled: all mail is refused",
        "enable or add one under Settings, Mailboxes",
      )
    : mailboxes.ok(`${count(open.length, "mailbox", "mailboxes")} enabled`);

  const people = findingsOf("administrators");
  const admins = view.users().filter((user) => user.role === "admin" && !user.disabled);
  yield admins.length === 0
    ? people.problem(
        "no administrator can log in",
        `mailmanager user create --data ${folder} --user NAME --role admin`,
      )
    : people.ok(`${admins.map((user) => user.name).join(", ")}`);

  const wayOut = findingsOf("way out");
  const kind = outgoingOverride ?? view.outgoing()?.kind ?? null;
  if (kind === null) {
    yield wayOut.warning(
      "none is set: replies are queued",
      "set a mail server under Settings, Outgoing mail, or use --outgoing",
    );
  } else if (kind === "catch") {
    yield wayOut.warning(
      "replies are caught here (page /caught) and not sent",
      "set a mail server under Settings, Outgoing mail, or use --outgoing, to send replies",
    );
  } else {
    yield wayOut.ok(
      kind === "direct" ? "mail is delivered directly to the recipients' servers" : "a mail server is set",
    );
  }
}

/** What waits for the program or a person. */
export function* checkWork(
  queries: Queries,
  { now, held }: { now: number; held: boolean },
): Generator<Finding> {
  const intake = findingsOf("intake");
  const { depth, oldest } = queries.intakeQueue();
  const age = now - (oldest ?? now);
  if (depth === 0) yield intake.ok("the intake queue is empty");
  else if (!held) {
    yield intake.warning(
      `${count(depth, "mail waits", "mails wait")} to be processed`,
      "start the program, which processes them",
    );
  } else if (age > WAIT) {
    yield intake.problem(
      `${count(depth, "mail waits", "mails wait")} to be processed, the oldest for ${duration(age)}`,
      "see the log for the reason; accepted mail is safe",
    );
  } else yield intake.ok(`${count(depth, "mail")} being processed`);

  const mail = findingsOf("held mail");
  const waiting = queries.heldCount();
  yield waiting === 0
    ? mail.ok("none")
    : mail.warning(
        `${count(waiting, "mail waits", "mails wait")} for a decision`,
        "decide about them on the page /mails/held",
      );

  const outbox = findingsOf("deliveries");
  const of = (state: string) =>
    queries.outboxCounts("reply").find((row) => row.state === state)?.deliveries ?? 0;
  const [failed, deferred] = [of("failed") + of("bounced"), of("deferred")];
  if (failed > 0) {
    yield outbox.warning(
      `${count(failed, "reply", "replies")} could not be delivered`,
      "see why on the page /outgoing, then retry or cancel them",
    );
  } else if (deferred > 0) {
    yield outbox.ok(`${count(deferred, "reply is", "replies are")} deferred by other servers and retried`);
  } else yield outbox.ok("none failed");
}
