/** The evaluator against a naive one, which reads each rule again for each mail, without prepared answers, automata or shared texts. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { doers, type Share, type TicketHappened } from "../ticket/index.ts";
import { createEvaluator } from "./evaluate.ts";
import type { RuleFacts, TicketForRules } from "./facts.ts";
import { factsFor, ruleset } from "./testing.ts";

/** Each check as it is written, and what it asks of facts. */
const checks: readonly (readonly [text: string, holds: (facts: RuleFacts) => boolean])[] = [
  ['subject contains "b"', ({ mail }) => mail.subject?.toLowerCase().includes("b") ?? false],
  ['subject does not contain "a"', ({ mail }) => mail.subject?.toLowerCase().includes("a") === false],
  ['subject starts with "a"', ({ mail }) => mail.subject?.toLowerCase().startsWith("a") ?? false],
  ['subject is exactly "ab"', ({ mail }) => mail.subject === "ab"],
  ['subject matches "a*b"', ({ mail }) => /^a.*b$/s.test(mail.subject?.toLowerCase() ?? "")],
  ["subject is missing", ({ mail }) => mail.subject === null],
  ["mail is automatic", ({ mail }) => mail.automatic],
  ['category is "A"', ({ ticket }) => ticket.category?.toLowerCase() === "a"],
  ['category is not "A" or "B"', ({ ticket }) => !["a", "b"].includes(ticket.category?.toLowerCase() ?? "")],
  ["category is none", ({ ticket }) => ticket.category === null],
  ['tags include "t"', ({ ticket }) => ticket.tags.includes("t")],
  ['tags do not include "t"', ({ ticket }) => !ticket.tags.includes("t")],
  ["priority is at least high", ({ ticket }) => ["high", "urgent"].includes(ticket.priority)],
  ["state is open", ({ ticket }) => ticket.state === "open"],
  ["state is not new or hold", ({ ticket }) => ticket.state !== "new" && ticket.state !== "hold"],
  [
    'requester domain is "C.example"',
    ({ happening }) => happening?.requester.endsWith("@c.example") ?? false,
  ],
  [
    'requester does not start with "ann@"',
    ({ happening }) => happening?.requester.startsWith("ann@") === false,
  ],
  ["it was done by a rule or an agent", ({ happening }) => ["rule", "agent"].includes(happening?.by ?? "")],
  ['assignee is "jo"', ({ ticket }) => ticket.assignee?.toLowerCase() === "jo"],
  ["assignee is not none", ({ ticket }) => ticket.assignee !== null],
  ["it was not done by the API", ({ happening }) => happening?.by !== "api"],
];

/** The ways of the lifecycle that the program brings. */
const ways = [
  "new open",
  "new hold",
  "new closed",
  "open hold",
  "open closed",
  "hold open",
  "hold closed",
].concat(["closed open", "closed hold"]);
const priorities = ["low", "normal", "high", "urgent"] as const;

interface Came {
  readonly ticket: TicketForRules;
  readonly reply: string | null;
  readonly told: readonly string[];
  readonly forwarded: readonly string[];
  readonly quiet: boolean;
  readonly knows: NonNullable<RuleFacts["chosen"]>;
}

const moved = (to: string) => (came: Came) => {
  const { state } = came.ticket;
  return ways.includes(`${state} ${to}`) ? { ...came, ticket: { ...came.ticket, state: to } } : came;
};
const set = (change: (ticket: TicketForRules) => Partial<TicketForRules>) => (came: Came) => ({
  ...came,
  ticket: { ...came.ticket, ...change(came.ticket) },
});
/** Whom a share chooses, if it is somebody; what the run knows of that comes with what came of it. */
function gives(group: string, by: "round-robin" | "least-busy") {
  return (came: Came): Came => {
    const one = came.knows.find(({ share }) => share === null || share.by === by);
    return { ...came, ticket: { ...came.ticket, group, assignee: one?.person ?? came.ticket.assignee } };
  };
}
const shifted = (by: number) =>
  set(({ priority }) => ({ priority: priorities[priorities.indexOf(priority) + by] ?? priority }));
const actions: readonly (readonly [text: string, does: (came: Came) => Came])[] = [
  ['set category to "A"', set(() => ({ category: "A" }))],
  ['set category to "b"', set(() => ({ category: "b" }))],
  ["clear category", set(() => ({ category: null }))],
  ["raise priority", shifted(1)],
  ["lower priority", shifted(-1)],
  ['add tag "t"', set(({ tags }) => ({ tags: tags.includes("t") ? tags : [...tags, "t"] }))],
  ['remove tag "t"', set(({ tags }) => ({ tags: tags.filter((tag) => tag !== "t") }))],
  ['assign to group "G", round robin', gives("G", "round-robin")],
  ['assign to group "G", least busy', gives("G", "least-busy")],
  ['assign to person "jo"', set(() => ({ assignee: "jo" }))],
  ["set state to open", moved("open")],
  ["set state to hold", moved("hold")],
  ["set state to closed", moved("closed")],
  ['reply with template "A"', (came) => ({ ...came, reply: "A" })],
  ['answer with template "B"', (came) => ({ ...came, reply: "B" })],
  ['notify group "G"', (came) => ({ ...came, told: [...came.told, "G"] })],
  ["notify assignee", (came) => ({ ...came, told: [...came.told, "assignee"] })],
  ['forward to "x@y.example"', (came) => ({ ...came, forwarded: [...came.forwarded, "x@y.example"] })],
  ["send no auto-reply", (came) => ({ ...came, quiet: true })],
];

type Condition = readonly [shape: "is" | "not" | "or" | "not and", first: number, second: number];
const place = (list: readonly unknown[]) => fc.nat(list.length - 1);
const condition: fc.Arbitrary<Condition> = fc.tuple(
  fc.constantFrom("is" as const, "not" as const, "or" as const, "not and" as const),
  ...[place(checks), place(checks)],
) as fc.Arbitrary<Condition>;
/** Whether something can stand in a rule about a mail, or about a ticket. */
const isOf = (kind: "mail" | "ticket", text: string): boolean =>
  kind === "mail" ? !/^(?:requester|it was)/.test(text) : !/^(?:mail is|forward|send no)/.test(text);

const mailHappens = (isReply: boolean | null) => (facts: RuleFacts) =>
  facts.happening === undefined && (isReply === null || facts.isReply === isReply);
const moves = (isSo: (from: string, to: string) => boolean) => (facts: RuleFacts) => {
  const happened = facts.happening?.happened;
  return happened?.on === "state" && isSo(happened.from, happened.to);
};
/** Each event as it is written, and whether it is what happened. */
const events: Readonly<Record<string, (facts: RuleFacts) => boolean>> = {
  "mail arrives": mailHappens(null),
  "new mail arrives": mailHappens(false),
  "a reply arrives": mailHappens(true),
  "the state changes": moves(() => true),
  "the state changes from new or open to hold": moves(
    (from, to) => (from === "new" || from === "open") && to === "hold",
  ),
  "a ticket is closed": moves((from, to) => from !== "closed" && to === "closed"),
  "the tags change": ({ happening }) =>
    happening?.happened.on === "fields" && happening.happened.fields.includes("tags"),
  "a note is added": ({ happening }) => happening?.happened.on === "note",
  "2 hours before the next answer is due": ({ happening }) => {
    const happened = happening?.happened;
    if (happened?.on !== "clock" || happened.clock !== "next" || happened.side !== "before") return false;
    return happened.length?.n === 2 && happened.length.unit === "hour";
  },
};

const ruleOf = (kind: "mail" | "ticket", names: readonly string[]) =>
  fc.record({
    event: fc.constantFrom(...names),
    conditions: fc.array(
      condition.filter(([, a, b]) => isOf(kind, checkAt(a)[0]) && isOf(kind, checkAt(b)[0])),
      { maxLength: 3 },
    ),
    actions: fc.array(
      place(actions).filter((n) => isOf(kind, actionAt(n)[0])),
      { minLength: 1, maxLength: 3 },
    ),
    stop: fc.boolean(),
  });
const mailRule = ruleOf("mail", Object.keys(events).slice(0, 3));
const rule = fc.oneof(mailRule, ruleOf("ticket", Object.keys(events).slice(3)));
type OneRule = typeof mailRule extends fc.Arbitrary<infer R> ? R : never;

const checkAt = (n: number) => checks[n] ?? (["", () => false] as const);
const actionAt = (n: number) => actions[n] ?? (["", (came: Came) => came] as const);

function textOf(rules: readonly OneRule[]): string {
  const one = ([shape, a, b]: Condition) => {
    const [first, second] = [checkAt(a)[0], checkAt(b)[0]];
    if (shape === "is") return first;
    if (shape === "not") return `not ${first}`;
    return shape === "or" ? `${first} or ${second}` : `not (${first} and ${second})`;
  };
  return rules
    .map(({ event, conditions, actions: does, stop }, n) =>
      [
        ...[`rule "r${n}"`, `when ${event}`, ...conditions.map((condition) => `and ${one(condition)}`)],
        `then ${[...does.map((place) => actionAt(place)[0]), ...(stop ? ["stop"] : [])].join("\n")}`,
      ].join("\n"),
    )
    .join("\n");
}

function naive(
  rules: readonly OneRule[],
  facts: RuleFacts,
): Omit<Came, "knows"> & { readonly fired: readonly string[] } {
  let came: Came = {
    ...{ ticket: facts.ticket, reply: null, told: [], forwarded: [], quiet: false },
    knows: facts.chosen ?? [],
  };
  const fired: string[] = [];
  for (const [n, { event, conditions, actions: does, stop }] of rules.entries()) {
    if (!events[event]?.(facts)) continue;
    const now = { ...facts, ticket: came.ticket };
    const holds = ([shape, a, b]: Condition) => {
      const [first, second] = [checkAt(a)[1](now), checkAt(b)[1](now)];
      if (shape === "is") return first;
      if (shape === "not") return !first;
      return shape === "or" ? first || second : !(first && second);
    };
    if (!conditions.every(holds)) continue;
    fired.push(`r${n}`);
    for (const place of does) came = actionAt(place)[1](came);
    if (stop) break;
  }
  const { knows: _, ...rest } = came;
  return { ...rest, fired };
}

const happened: fc.Arbitrary<TicketHappened> = fc.oneof(
  fc.record({
    on: fc.constant("state" as const),
    from: fc.constantFrom("new", "open", "closed"),
    to: fc.constantFrom("hold", "closed"),
  }),
  fc.constantFrom<TicketHappened[]>(
    ...([{ on: "note" }, { on: "opened" }, { on: "fields", fields: ["category", "tags"] }] as const),
    { on: "clock", clock: "next", side: "before", length: { n: 2, unit: "hour" } },
    { on: "clock", clock: "first", side: "before", length: { n: 2, unit: "hour" } },
  ),
);
const happening = fc.record({
  happened,
  by: fc.constantFrom(...doers),
  requester: fc.constantFrom("ann@c.example", "bo@c.example", "ann@d.example"),
});
const shares: readonly (Share | null)[] = [
  null,
  { owner: false, by: "round-robin", most: null },
  { owner: false, by: "least-busy", most: null },
];
const mails = fc.record({
  isReply: fc.boolean(),
  mail: fc.record({
    subject: fc.constantFrom(null, "", "a", "AB", "ab", "ba", "axxb"),
    automatic: fc.boolean(),
  }),
  ticket: fc.record({
    category: fc.constantFrom(null, "A", "b"),
    priority: fc.constantFrom(...priorities),
    tags: fc.constantFrom<readonly string[]>([], ["t"], ["u", "t"]),
    state: fc.constantFrom("new", "open", "hold", "closed"),
    assignee: fc.constantFrom(null, "jo", "mia"),
  }),
  chosen: fc.array(
    fc.record({
      group: fc.constant("G"),
      share: fc.constantFrom(...shares),
      person: fc.constantFrom(null, "jo", "kim"),
    }),
    { maxLength: 2 },
  ),
  happens: fc.option(happening),
});

test("a run comes to what reading the rules one by one comes to (R-12 to R-16, R-55, R-58, R-111, R-120, R-150, R-151)", () => {
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 6 }),
      fc.array(mails, { maxLength: 8 }),
      (rules, all) => {
        const evaluator = createEvaluator(ruleset(`${textOf(rules)}\n`));
        for (const { happens, ...described } of all) {
          const facts = factsFor({ ...described, ...(happens ? { happening: happens } : {}) });
          const run = evaluator.run(facts);
          const expected = naive(rules, facts);
          const done = run.actions.map(({ action }) => action);
          expect({
            ticket: run.ticket,
            reply: run.reply?.template ?? null,
            told: done.flatMap((one) =>
              one.do === "notify-group" ? [one.group] : one.do === "notify-assignee" ? ["assignee"] : [],
            ),
            forwarded: done.flatMap((one) => (one.do === "forward" ? [one.to] : [])),
            quiet: !run.autoReply,
            fired: run.trace.flatMap(({ rule: name, is }) => (is === "fired" ? [name] : [])),
          }).toEqual(expected);
        }
      },
    ),
    { seed: 12, numRuns: 1_500 },
  );
});
