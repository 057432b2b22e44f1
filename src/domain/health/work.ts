import { type Finding, findingsOf } from "../finding.ts";
import type { Outgoing } from "../settings/events.ts";

/** Milliseconds that a mail may wait in the queue before that is a problem. */
const WAIT = 5 * 60_000;

/** The settings without which nothing works. */
export interface SettingFacts {
  /** The data folder, named in what to do. */
  readonly folder: string;
  /** Null before the setup. */
  readonly hostname: string | null;
  readonly mailboxes: readonly { readonly enabled: boolean }[];
  readonly people: readonly { readonly name: string; readonly role: string; readonly disabled: boolean }[];
  /** How mail leaves; null if it waits. */
  readonly outgoing: Outgoing["kind"] | null;
}

/** Whether the helpdesk can receive mail, be administered, and reply. */
export function settingsFindings(facts: SettingFacts): readonly Finding[] {
  const { folder, hostname } = facts;
  const setUp = findingsOf("setup");
  const mailboxes = findingsOf("mailboxes");
  const administrators = findingsOf("administrators");
  const open = facts.mailboxes.filter(({ enabled }) => enabled);
  const admins = facts.people.filter(({ role, disabled }) => role === "admin" && !disabled);
  return [
    hostname === null
      ? setUp.problem("set-up.missing", "recreate-folder", { folder })
      : setUp.ok("set-up.ok", { hostname }),
    open.length === 0
      ? mailboxes.problem("mailboxes.none", "add-mailbox")
      : mailboxes.ok("mailboxes.ok", { n: open.length }),
    admins.length === 0
      ? administrators.problem("administrators.none", "create-administrator", { folder })
      : administrators.ok("administrators.ok", { names: admins.map(({ name }) => name).join(", ") }),
    outgoingFinding(facts.outgoing),
  ];
}

function outgoingFinding(kind: Outgoing["kind"] | null): Finding {
  const { ok, warning } = findingsOf("outgoing mail");
  if (kind === null) return warning("outgoing.none", "set-server");
  if (kind === "catch") return warning("outgoing.caught", "set-server-to-send");
  return ok(kind === "direct" ? "outgoing.direct" : "outgoing.server");
}

/** The state of an endpoint of another system. */
export interface WebhookFacts {
  readonly name: string;
  /** Whether so many calls failed that one is tried from time to time. */
  readonly paused: boolean;
  /** Since when they fail, in milliseconds since 1970; null if they do not. */
  readonly failingSince: number | null;
}

/** Whether the endpoints that are enabled can be called; nothing without any. */
export function webhookFindings(webhooks: readonly WebhookFacts[], now: number): readonly Finding[] {
  const { ok, warning } = findingsOf("webhooks");
  const failing = webhooks.filter(({ paused }) => paused);
  if (failing.length === 0) return webhooks.length === 0 ? [] : [ok("webhooks.ok", { n: webhooks.length })];
  return failing.map(({ name, failingSince }) =>
    warning("webhooks.failing", "see-webhook", { webhook: name, for: now - (failingSince ?? now) }),
  );
}

/** What waits for the program or a person. */
export interface WorkFacts {
  readonly now: number;
  /** Whether the program is running, and so will see to it. */
  readonly running: boolean;
  /** Received mails that are not decided yet, and when the oldest came; null if there are none. */
  readonly intake: { readonly depth: number; readonly oldest: number | null };
  /** Mails that wait for a person's decision. */
  readonly heldMails: number;
  /** Deliveries of replies, by state. */
  readonly deliveries: readonly { readonly state: string; readonly deliveries: number }[];
}

/** Whether mail is being processed, none is held, and replies arrive. */
export function workFindings(facts: WorkFacts): readonly Finding[] {
  const held = findingsOf("held mail");
  return [
    intakeFinding(facts),
    facts.heldMails === 0
      ? held.ok("held-mail.none")
      : held.warning("held-mail.waits", "decide-mail", { n: facts.heldMails }),
    deliveriesFinding(facts),
  ];
}

function intakeFinding({ now, running, intake: { depth, oldest } }: WorkFacts): Finding {
  const { ok, warning, problem } = findingsOf("intake");
  const age = now - (oldest ?? now);
  if (depth === 0) return ok("intake.none");
  if (!running) return warning("intake.waits", "start-to-process", { n: depth });
  if (age > WAIT) return problem("intake.stuck", "see-log-safe", { n: depth, for: age });
  return ok("intake.working", { n: depth });
}

function deliveriesFinding({ deliveries }: WorkFacts): Finding {
  const { ok, warning } = findingsOf("deliveries");
  const of = (state: string) => deliveries.find((row) => row.state === state)?.deliveries ?? 0;
  const [failed, deferred] = [of("failed") + of("bounced"), of("deferred")];
  if (failed > 0) return warning("deliveries.failed", "see-outgoing", { n: failed });
  if (deferred > 0) return ok("deliveries.deferred", { n: deferred });
  return ok("deliveries.ok");
}
