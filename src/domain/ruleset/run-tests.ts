/** Runs the tests of a ruleset. */
import { never } from "../../base/result.ts";
import { initialState, type Lifecycle, type State } from "../lifecycle/index.ts";
import type { TicketHappened } from "../ticket/index.ts";
import { createEvaluator, type Run } from "./evaluate.ts";
import {
  type HappeningForRules,
  type MailForRules,
  noMail,
  type RuleFacts,
  type TicketForRules,
} from "./facts.ts";
import { waitOf } from "./read-event.ts";
import { lifecycleIn } from "./states.ts";
import type { Expected, Given, Ruleset, Test, TestEvent } from "./tree.ts";

export interface TestResult {
  readonly name: string;
  /** What did not come; none if the test passed. */
  readonly failures: readonly Expected[];
  /** For each of them, what came instead; null where that is not one value. */
  readonly came: readonly (Expected | null)[];
  /** The rules that fired, in order. */
  readonly fired: readonly string[];
}

/** Runs each test of a ruleset, in order. */
export function runTests(ruleset: Ruleset): readonly TestResult[] {
  const evaluator = createEvaluator(ruleset);
  return ruleset.tests.map((test) => {
    const facts = factsOf(test, lifecycleIn(ruleset));
    const run = evaluator.run(facts);
    const fired = run.trace.filter(({ is }) => is === "fired").map(({ rule }) => rule);
    const sent = { ...run, reply: sentIn(run, facts) };
    const failures = test.expected.filter((one) => !comes(one, sent, fired));
    return { name: test.name, failures, came: failures.map((one) => insteadOf(one, sent)), fired };
  });
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function factsOf({ given, event }: Test, lifecycle: Lifecycle): RuleFacts {
  const headers = new Map<string, string[]>();
  const mail: Writable<MailForRules> = {
    ...{ subject: null, body: null, sender: null, senderName: null, headers },
    ...{ recipients: [], attachmentNames: [], attachmentTypes: [], mailbox: "", size: 1000, spamScore: null },
    ...{ automatic: false, authenticated: false, agent: false },
  };
  const ticket: Writable<TicketForRules> = {
    ...{ category: null, priority: "normal", group: null, assignee: null, tags: [], target: null },
    state: initialState(lifecycle),
  };
  for (const one of given) describe(one, mail, ticket, headers);
  const chosen = given.flatMap((one) => (one.set === "chosen" ? [one] : []));
  if (event === null) return { isReply: given.some(({ set }) => set === "reply"), mail, ticket, chosen };
  const happened = happenedFor(event, ticket.state, lifecycle);
  // A ticket is in the state that it comes into, unless something else is said.
  const comesInto = happened.on === "state" ? happened.to : happened.on === "stay" ? happened.state : null;
  if (comesInto !== null && !given.some(({ set }) => set === "state")) ticket.state = comesInto;
  const { subject, mailbox } = mail;
  return {
    ...{ isReply: false, mail: { ...noMail, subject, mailbox }, ticket, chosen },
    happening: { happened, by: event.by, requester: requesterIn(given) },
  };
}

const requesterIn = (given: readonly Given[]): HappeningForRules["requester"] =>
  given.flatMap((one) => (one.set === "requester" ? [one.address.toLowerCase()] : [])).at(-1) ?? "";

/**
 * What happens where something is waited for: of several states the first ones; of states that are not named, the ticket's own
 * and the first others.
 */
function happenedFor({ event, also = [] }: TestEvent, now: State, lifecycle: Lifecycle): TicketHappened {
  const wait = waitOf(event, lifecycle);
  if (wait.on === "field") return { on: "fields", fields: [wait.field, ...also] };
  if (wait.on !== "state") return wait;
  const all = lifecycle.states.map(({ name }) => name);
  const [first = now] = wait.to ?? [];
  const to = (wait.to?.includes(now) ?? true) ? now : first;
  const from = (wait.from ?? all).find((state) => state !== to && !wait.notFrom?.includes(state));
  return { on: "state", from: from ?? to, to };
}

function describe(
  given: Given,
  mail: Writable<MailForRules>,
  ticket: Writable<TicketForRules>,
  headers: Map<string, string[]>,
): void {
  switch (given.set) {
    case "reply":
    case "ticket":
    case "requester":
    case "chosen":
      return;
    case "sender":
      mail.sender = given.address.toLowerCase();
      mail.senderName = given.name;
      return;
    case "recipients":
      mail.recipients = given.addresses.map((one) => one.toLowerCase());
      mail.mailbox = mail.recipients[0] ?? mail.mailbox;
      return;
    case "mailbox":
    case "subject":
    case "body":
      mail[given.set] = given.value;
      return;
    case "category":
    case "group":
    case "assignee":
    case "target":
      ticket[given.set] = given.value;
      return;
    case "priority":
      ticket.priority = given.value;
      return;
    case "state":
      ticket.state = given.value;
      return;
    case "tag":
      ticket.tags = [...ticket.tags, given.value];
      return;
    case "header":
      headers.set(given.header, [...(headers.get(given.header) ?? []), given.value]);
      return;
    case "attachment":
      mail.attachmentNames = [...mail.attachmentNames, given.name];
      mail.attachmentTypes = [...mail.attachmentTypes, given.type ?? "application/octet-stream"];
      return;
    case "size":
      mail.size = given.value;
      return;
    case "spam score":
      mail.spamScore = given.value;
      return;
    case "automatic":
    case "authenticated":
    case "agent":
      mail[given.set] = true;
      return;
    default:
      never(given);
  }
}

function isTold({ who, name }: Extract<Expected, { is: "notified" }>, { actions }: Run): boolean {
  const told = actions.map(({ action }) => action);
  switch (who) {
    case "person":
      return told.some((one) => one.do === "notify-person" && one.person === name);
    case "group":
      return told.some((one) => one.do === "notify-group" && one.group === name);
    case "assignee":
      return told.some((one) => one.do === "notify-assignee");
    case "nobody":
      return !told.some((one) => one.do.startsWith("notify-"));
  }
}

/** The notes that are added: none to a mail that comes into no ticket. */
const notesIn = ({ place, actions }: Pick<Run, "place" | "actions">): readonly string[] =>
  place.is === "ticket" ? actions.flatMap(({ action }) => (action.do === "note" ? [action.text] : [])) : [];

/** What is called: nothing for a mail that comes into no ticket. */
const callsIn = ({ place, actions }: Pick<Run, "place" | "actions">): readonly string[] =>
  place.is === "ticket"
    ? actions.flatMap(({ action }) => (action.do === "call" ? [action.webhook] : []))
    : [];

/** The reply that is sent: none to a program, nor where a rule says so. */
const sentIn = ({ reply, autoReply }: Run, { mail }: RuleFacts): Run["reply"] =>
  autoReply && !mail.automatic ? reply : null;

/** What came instead of something that was expected. */
function insteadOf(expected: Expected, { ticket, reply, place, actions }: Run): Expected | null {
  switch (expected.is) {
    case "category":
    case "group":
    case "assignee":
    case "target":
      return { is: expected.is, value: ticket[expected.is] };
    case "priority":
      return { is: "priority", value: ticket.priority };
    case "state":
      return { is: "state", value: ticket.state };
    case "replies":
    case "template":
      return reply ? { is: "template", value: reply.template } : { is: "replies", value: 0 };
    case "forwarded": {
      const to = actions.flatMap(({ action }) => (action.do === "forward" ? [action.to] : [])).at(-1);
      return { is: "forwarded", to: to ?? null };
    }
    case "note":
      return { is: "note", text: notesIn({ place, actions }).at(-1) ?? null };
    case "call":
      return { is: "call", webhook: callsIn({ place, actions }).at(-1) ?? null };
    case "held":
    case "filed":
      return place.is === "ticket" ? null : { is: place.is };
    default:
      return null;
  }
}

function comes(expected: Expected, run: Run, fired: readonly string[]): boolean {
  switch (expected.is) {
    case "category":
    case "group":
    case "assignee":
    case "priority":
    case "target":
    case "state":
      return run.ticket[expected.is] === expected.value;
    case "tag":
      return run.ticket.tags.includes(expected.value) !== expected.not;
    case "replies":
      return (run.reply === null ? 0 : 1) === expected.value;
    case "forwarded": {
      const to = run.actions.flatMap(({ action }) => (action.do === "forward" ? [action.to] : []));
      return expected.to === null ? to.length === 0 : to.includes(expected.to);
    }
    case "notified":
      return isTold(expected, run);
    case "template":
      return run.reply?.template === expected.value;
    case "note": {
      const notes = notesIn(run);
      return expected.text === null ? notes.length === 0 : notes.includes(expected.text);
    }
    case "call": {
      const called = callsIn(run);
      return expected.webhook === null ? called.length === 0 : called.includes(expected.webhook);
    }
    case "held":
    case "filed":
      return run.place.is === expected.is;
    case "no-auto-reply":
      return !run.autoReply;
    case "nothing":
      return run.actions.length === 0;
    case "rule":
      return fired.includes(expected.value) !== expected.not;
    default:
      return never(expected);
  }
}
