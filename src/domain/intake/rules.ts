/** The ruleset in a decision about a mail: what its rules see, and what they change in the outcome (I-110 to I-121). */
import type { UserName } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import { defaultLifecycle, initialState, program, type State } from "../lifecycle/index.ts";
import { type Address, type Checks, normalAddress, type ParsedMail, verifiedBy } from "../mail/index.ts";
import { compiledRuleset, type MailForRules, type RuleFacts, type Run } from "../ruleset/index.ts";
import {
  type Change,
  type Chosen,
  change,
  notificationDue,
  type RuleAction,
  type RuledTicket,
  type RuleFailure,
  type RulesRan,
  sameShare,
  type TicketEvent,
} from "../ticket/index.ts";
import type { Facts, MailFacts, RuleAnswers, RulesetFacts, TicketFacts } from "./facts.ts";
import { heldEvent } from "./held-event.ts";
import { knownFrom } from "./known.ts";
import { type Outcome, outcomeOf, type Rule } from "./outcome.ts";
import { recipientsOf } from "./places.ts";
import { forwardsIn, ruledForwards } from "./rule-forward.ts";
import { ruledMove, stateAfterMail } from "./rule-moves.ts";
import { type RepliedTicket, ruledReply } from "./rule-reply.ts";
import { ruledNotifications, sameTold, type Told, toldBy } from "./rule-told.ts";

/** The tag of a ticket on which a rule failed (I-114): people find these tickets by it. */
export const failureTag = "rule-failed";

/** The outcome of a mail after the rules of the ruleset ran on it; the same where they do not run (I-110). */
export function withRules(facts: Facts, outcome: Outcome): Outcome {
  const ruled = ruledBy(facts, outcome);
  if (ruled === null) return outcome;
  const compiled = compiledRuleset(facts.ruleset.text);
  if (compiled === null) return ran(facts, outcome, ruled, null);
  if (compiled.ruleset.rules.length === 0) return outcome;
  const seen = rulesSee(facts, ruled);
  const { answers } = facts.ruleset;
  const known =
    answers && isAnswered(answers, versionsOf(facts.ruleset), seen.mail) ? answers.answers : undefined;
  if (known === null) return ran(facts, outcome, ruled, null, "slow");
  return ran(facts, outcome, ruled, compiled.evaluator.run(seen, undefined, known));
}

/** The versions whose rules run. */
export const versionsOf = ({
  version,
  includes = [],
}: Pick<RulesetFacts, "version" | "includes">): readonly number[] => [version, ...includes];

/** Whether answers are about this mail, with this author, under these versions. */
export const isAnswered = (
  answers: RuleAnswers,
  versions: readonly number[],
  { sender, senderName }: Pick<MailForRules, "sender" | "senderName">,
): boolean =>
  answers.versions.join() === versions.join() &&
  answers.sender === sender &&
  answers.senderName === senderName;

/** What rules name that is looked up for them: whom they assign and notify, and the template of their reply. Null for none. */
export function namedByRules(outcome: Outcome): {
  readonly told: readonly Told[];
  readonly forwards: readonly string[];
  readonly template: string | null;
  readonly group: string | null;
  readonly person: string | null;
} {
  const event = outcome.events.map((one) => one.event).find((one) => one.type === "RulesRan");
  return namedIn(event ?? { fired: [] });
}

/** The same of a run. */
export function namedIn({
  fired,
  chosen = [],
}: Pick<RulesRan, "fired" | "chosen">): ReturnType<typeof namedByRules> {
  let [group, person, template]: (string | null)[] = [null, null, null];
  const told: Told[] = [];
  const forwards = forwardsIn(fired.flatMap(({ actions }) => actions));
  for (const { actions } of fired)
    for (const action of actions) {
      const one = toldBy(action);
      if (one !== null && !told.some((other) => sameTold(one, other))) told.push(one);
      if (action.do === "assign-group") {
        group = action.group;
        person = chosenAmong(chosen, action) ?? person;
      }
      if (action.do === "assign-person") person = action.person;
      if (action.do === "reply") template = action.template;
    }
  return { group: group ?? null, person: person ?? null, template: template ?? null, told, forwards };
}

/** Whom a rule's action chooses; null for nobody. */
const chosenAmong = (chosen: readonly Chosen[], action: RuleAction): UserName | null =>
  (action.do === "assign-group" &&
    action.share &&
    chosen.find(
      ({ group, share }) => group === action.group && action.share && sameShare(share, action.share),
    )?.person) ||
  null;

/** Of what was chosen, what the rules that fired asked for, in their order. */
export function chosenIn(fired: RulesRan["fired"], chosen: readonly Chosen[] = []): Pick<RulesRan, "chosen"> {
  const shared = fired.flatMap(({ actions }) => actions.filter((one) => one.do === "assign-group"));
  const asked = chosen.filter(({ group, share }) =>
    shared.some((one) => one.group === group && one.share && sameShare(one.share, share)),
  );
  return asked.length > 0 ? { chosen: asked } : {};
}

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;
type Opened = Extract<TicketEvent, { type: "TicketOpened" }>;

/** A mail that became part of a ticket, as far as rules are about it. */
interface Ruled {
  readonly message: Received;
  /** Of its outcome's events, the position of that one. */
  readonly at: number;
  readonly ticket: NonNullable<NewEvent["ticket"]>;
  readonly opened: Opened | null;
  readonly before: RuledTicket & { readonly state: State };
  readonly joined: TicketFacts | null;
}

/** What rules run on; null if they do not (I-110). */
function ruledBy(facts: Facts, { events, rules }: Outcome): Ruled | null {
  const at = events.findIndex(({ event }) => event.type === "MessageReceived");
  const found = events[at];
  if (found?.event.type !== "MessageReceived" || found.ticket === null) return null;
  const { event: message, ticket } = found;
  if (message.sent === true || message.automatic === "bounce" || rules.includes("I-16")) return null;
  const opened = events.map(({ event }) => event).find((event) => event.type === "TicketOpened") ?? null;
  if (opened !== null) {
    const { group } = opened;
    const state = initialState(facts.lifecycle);
    const before = { category: null, priority: "normal", group, assignee: null, tags: [], state } as const;
    return { message, at, ticket, opened, before, joined: null };
  }
  const joined = knownFrom(facts).ticket(ticket);
  if (joined === null) throw new Error(`nothing was gathered of ticket ${ticket}, which a mail is added to`);
  const { category, priority, group, assignee, tags, target } = joined;
  const state = stateAfterMail(events, ticket, joined.state);
  return {
    message,
    at,
    ticket,
    opened,
    before: { category, priority, group, assignee, tags, state, ...(target === null ? {} : { target }) },
    joined,
  };
}

const rulesSee = (facts: Facts, { message, opened, before }: Ruled): RuleFacts => ({
  isReply: opened === null,
  mail: mailForRules(facts, message.from, facts.byAgent),
  ticket: { ...before, target: before.target ?? null },
  ...(facts.ruleset.chosen ? { chosen: facts.ruleset.chosen } : {}),
});

/**
 * What rules see of a mail.
 * @param agent whether its author is an enabled agent, and verified
 */
export function mailForRules(
  { mail, read, checks }: Pick<Facts, "mail" | "read" | "checks">,
  from: Address,
  agent: boolean,
): MailForRules {
  if (!read.ok) throw new Error("rules run on mail that could be read");
  return readForRules({ mail, read: read.mail, checks }, from, agent);
}

/** What rules see of the text of a mail. */
export type ReadForRules = Pick<
  ParsedMail,
  "subject" | "reply" | "to" | "cc" | "headers" | "attachments" | "automatic"
>;

/** The same for a mail of which no more than that is known. */
export function readForRules(
  {
    mail,
    read,
    checks,
  }: {
    readonly mail: Pick<MailFacts, "recipients" | "mailbox" | "size">;
    readonly read: ReadForRules;
    readonly checks: Checks | null;
  },
  from: Address,
  agent: boolean,
): MailForRules {
  const headers = new Map<string, string[]>();
  for (const [name, value] of read.headers) {
    const values = headers.get(name);
    if (values) values.push(value);
    else headers.set(name, [value]);
  }
  const addressed = [...recipientsOf(mail, read)].map(normalAddress).filter((one) => one !== "");
  return {
    subject: filled(read.subject),
    body: filled(read.reply),
    sender: filled(normalAddress(from.address)),
    senderName: filled(from.name),
    headers,
    recipients: [...new Set(addressed)],
    attachmentNames: read.attachments.map(({ name }) => name),
    attachmentTypes: read.attachments.map(({ type }) => type),
    mailbox: mail.mailbox,
    size: mail.size,
    spamScore: checks?.spam?.score ?? null,
    automatic: read.automatic !== false,
    authenticated: verifiedBy(checks?.authentication ?? null, from).length > 0,
    agent,
  };
}

/** An empty text counts as missing. */
const filled = (text: string): string | null => (text.trim() === "" ? null : text);

/** @param run null if no rule ran, because of `failure` */
function ran(
  facts: Facts,
  outcome: Outcome,
  ruled: Ruled,
  run: Run | null,
  failure: "unreadable" | "slow" = "unreadable",
): Outcome {
  const { message, before, opened } = ruled;
  const failed: RuleFailure[] = [];
  const changes = run === null ? {} : changesOf(facts, before, run, failed);
  for (const entry of run?.trace ?? [])
    if (entry.is === "failed") failed.push({ code: "error", rule: entry.rule, error: entry.error });
  if (run === null) failed.push({ code: failure });
  const becomes = run !== null && (opened === null || run.place.is === "ticket") ? run : null;
  const moved = becomes === null ? [] : ruledMove(before.state, becomes, facts.lifecycle, failed);
  let changed = changeEvents(before, changes);
  if (changed === null) {
    failed.push({ code: "refused" });
    changed = [];
  }
  const reply = becomes && ruledReply(facts, message, repliedTicket(facts, ruled, becomes), becomes, failed);
  const forwards = becomes && ruledForwards(facts, message, repliedTicket(facts, ruled, becomes), becomes);
  const mailbox = opened?.mailbox ?? ruled.joined?.mailbox ?? facts.mail.mailbox;
  const about = { number: ruled.ticket, mailbox };
  const assigned = assignedIn(changed);
  const assignedTold = assigned === null ? [] : notified(facts, ruled, assigned);
  const others = [...outcome.events, ...assignedTold];
  const ruledTold =
    becomes === null
      ? []
      : ruledNotifications(
          { told: facts.ruleset.told ?? [], first: facts.ids.told, own: facts.own },
          {
            message: message.message,
            // A forged author must not keep that person from hearing of the mail.
            wrote: ({ email }) =>
              facts.byAgent && normalAddress(email ?? "") === normalAddress(message.from.address),
          },
          about,
          becomes,
          others,
          failed,
        );
  if (failed.length > 0 && !before.tags.includes(failureTag)) {
    const tags = [...(changed.length > 0 && changes.tags ? changes.tags : before.tags), failureTag];
    const rest = changed.length > 0 ? changes : {};
    changed = changeEvents(before, { ...rest, tags }) ?? changed;
  }
  const fired = firedIn(run);
  const event: RulesRan = {
    ...{ type: "RulesRan", mail: message.mail, ruleset: facts.ruleset.version, fired },
    ...(facts.ruleset.includes ? { includes: facts.ruleset.includes } : {}),
    // A mail that opens no ticket takes nobody's turn.
    ...(becomes === null ? {} : chosenIn(fired, facts.ruleset.chosen)),
    ...(failed.length > 0 ? { failed } : {}),
    ...(reply?.noReply ? { noReply: reply.noReply } : {}),
    ...(forwards && forwards.not.length > 0 ? { notForwarded: forwards.not } : {}),
    ...{ ticket: before, isReply: opened === null, agent: facts.byAgent },
  };
  if (run !== null && becomes === null) return withoutTicket(facts, outcome, ruled, run, event);
  const quiet = run?.autoReply === false || (reply?.events.length ?? 0) > 0;
  const events = outcome.events.filter((one) => !(quiet && one.event.type === "AutoReplyDue"));
  const mine = [event, ...changed].map((one) => ({ ticket: ruled.ticket, event: one }));
  const rest = events.slice(ruled.at + 1);
  // The mail moves the ticket first.
  const after =
    rest.findLastIndex((one) => one.ticket === ruled.ticket && one.event.type === "StateChanged") + 1;
  const all = [
    ...[...events.slice(0, ruled.at + 1), ...mine, ...rest.slice(0, after)],
    ...[
      ...moved.map((event) => ({ ticket: ruled.ticket, event })),
      ...(reply?.events ?? []),
      ...(forwards?.events ?? []),
      ...rest.slice(after),
    ],
  ];
  const told = [...assignedTold, ...ruledTold];
  const rules: Rule[] = ["I-110"];
  if (changed.length > 0) rules.push("I-111");
  if (moved.length > 0) rules.push("I-117");
  if (quiet) rules.push("I-113");
  if (reply !== null && reply.events.length > 0) rules.push("I-118");
  if (forwards && forwards.events.length > 0) rules.push("I-121");
  if (failed.length > 0) rules.push("I-114");
  if (assignedTold.length > 0) rules.push("I-115");
  if (ruledTold.length > 0) rules.push("I-119");
  return { ...outcome, rules: [...outcome.rules, ...rules], events: [...all, ...told] };
}

/** The ticket as the reply names it. */
const repliedTicket = (
  { ids }: Facts,
  { ticket: number, opened, joined }: Ruled,
  { ticket: after }: Run,
): RepliedTicket => ({
  ...{ number, token: joined?.token ?? ids.token, subject: joined?.subject ?? opened?.subject ?? "", after },
  joined: joined !== null,
});

/** The rules that fired, with their actions. */
export function firedIn(run: Run | null): RulesRan["fired"] {
  const fired = new Map<string, RulesRan["fired"][number]["actions"][number][]>();
  for (const entry of run?.trace ?? []) if (entry.is === "fired") fired.set(entry.rule, []);
  for (const { rule, action } of run?.actions ?? []) fired.get(rule)?.push(action);
  return [...fired].map(([rule, actions]) => ({ rule, actions }));
}

/** What the run comes to for the ticket; who or what does not exist is left as it was, and noted. */
export function changesOf(
  { ruleset: { groups, people } }: { readonly ruleset: Pick<RulesetFacts, "groups" | "people"> },
  before: RuledTicket,
  run: Run,
  failed: RuleFailure[],
): Change {
  const { category, priority, group, assignee, tags, target } = run.ticket;
  const by = (action: "assign-group" | "assign-person") =>
    run.actions.findLast((one) => one.action.do === action)?.rule ?? "";
  let known: { group: string | null; assignee: UserName | null } = { group, assignee: null };
  if (group !== null && group !== before.group && !groups.includes(group)) {
    failed.push({ code: "no-group", rule: by("assign-group"), name: group });
    known = { ...known, group: before.group };
  }
  if (assignee !== null) {
    const person = people.find(({ wanted }) => wanted === assignee)?.person;
    if (assignee === before.assignee) known = { ...known, assignee: before.assignee };
    else if (person && !person.disabled) known = { ...known, assignee: person.name };
    else {
      failed.push({ code: "no-person", rule: by("assign-person"), name: assignee });
      known = { ...known, assignee: before.assignee };
    }
  }
  return { category, priority, ...known, tags, target };
}

/** The events that change the ticket, only where something changes; null if the result is not valid for a ticket. */
export function changeEvents(before: RuledTicket, wanted: Change): readonly TicketEvent[] | null {
  const changed = change({ ...before, ...unchanged, target: before.target ?? null }, wanted, {
    ...{ assignee: true, group: true, target: true },
    ...{ lifecycle: defaultLifecycle, by: program, now: 0 },
  });
  return changed.ok ? changed.value : null;
}

/** What rules do not change. */
const unchanged = {
  ...{ subject: "", dueAt: null, heldUntil: null },
  state: initialState(defaultLifecycle),
} as const;

const assignedIn = (events: readonly TicketEvent[]): UserName | null =>
  events.flatMap((event) => (event.type === "Changed" ? (event.changes.assignee ?? []) : [])).at(0) ?? null;

/** The notification to whom rules assigned the ticket (I-115). */
function notified(facts: Facts, { ticket, opened, joined }: Ruled, user: UserName): readonly NewEvent[] {
  const found = facts.ruleset.people.find(({ person }) => person?.name === user);
  const mailbox = opened?.mailbox ?? joined?.mailbox;
  if (!found?.person || mailbox === undefined) return [];
  const about = { number: ticket, mailbox };
  const because = { kind: "assigned", by: null } as const;
  return notificationDue(found.person, about, because, facts.ids.assigned, facts.own, found.given);
}

/** A rule holds the mail, or files it (I-112). */
function withoutTicket(
  facts: Facts,
  outcome: Outcome,
  { message }: Ruled,
  run: Run,
  event: RulesRan,
): Outcome {
  const { place, actions } = run;
  const last = actions.findLast(({ action }) => action.do === "hold" || action.do === "file");
  const cause = { code: "rule", rule: last?.rule ?? "", because: place.reason } as const;
  const { id } = facts.mail;
  const { from, subject } = message;
  const settled: NewEvent =
    place.is === "held"
      ? heldEvent(id, { reason: "rule", cause }, from, subject, null)
      : { ticket: null, event: { type: "MailFiled", mail: id, as: "filed", cause, from, subject } };
  const waits = { on: "mail", mail: id, is: "queued" } as const;
  return outcomeOf([...outcome.rules, "I-110", "I-112"], [settled, { ticket: null, event }], [waits]);
}
