/** Rulesets on stored mail (R-180 to R-184): what rules saw then, and what would have come out differently. */
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { adminCaller, agentCaller } from "../../../test/support/callers.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import type { ReadMail } from "../intake/reader.ts";
import { type PastMail, pastMail } from "./past-mail.ts";
import { type Replayed, type ReplayedMail, replayRules } from "./replay.ts";

const admin = adminCaller("ann");
const parsedIn = (raw: Uint8Array): ParsedMail => parsedMail(JSON.parse(Buffer.from(raw).toString()));
const read: ReadMail = async (raw) => ok(parsedIn(raw));
const forever = { since: 0, until: Number.POSITIVE_INFINITY };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

type Desk = Awaited<ReturnType<typeof openDesk>>;

async function openDesk() {
  const folder = dataFolder();
  let clock = Date.UTC(2026, 10, 23, 12);
  const record = recordIn(folder.path, () => clock);
  const engine = engineOver(record, { read, now: () => clock });
  const parts = { record, read, headers: (raw: Uint8Array) => parsedIn(raw).headers };
  await setUp(engine);
  const by = system("test");
  const person = { user: "bob", name: "Bob", email: "bob@desk.example", role: "agent" } as const;
  await engine.people.createUser(by, { ...person, password: "x".repeat(12) });
  await engine.start();
  open.push({
    async close() {
      await engine.stop();
      record.close();
      folder.remove();
    },
  });
  return {
    record,
    engine,
    async activate(text: string): Promise<void> {
      const saved = await engine.rulesets.save(admin, text, "");
      if (!saved.ok) throw new Error(saved.error.code);
      const accepted = ["no-group:G", "no-template:T", "unhandled"];
      const study = await engine.rulesets.check(admin, text);
      const doubts = study.ok ? study.value.findings : [];
      const keys = doubts.map(({ code, rules, params }) =>
        [code, [...rules, params.field, params.tag, params.question].filter(Boolean).join(" | ")].join(":"),
      );
      const done = await engine.rulesets.activate(admin, saved.value, "", [...accepted, ...keys]);
      if (!done.ok) throw new Error(`${done.error.reason}: ${JSON.stringify(doubts)}`);
    },
    async mail(content: Partial<ParsedMail>): Promise<string> {
      clock += 60_000;
      const received = await engine.reception.receive({
        envelope: { from: content.from?.address ?? "ann@customer.example", to: [mailbox] },
        mailbox,
        raw: Buffer.from(JSON.stringify(content)),
        peer: { ip: "192.0.2.1", helo: "x", tls: false },
      });
      if (!received.ok) throw new Error(received.error.code);
      await engine.intake.idle();
      return received.value;
    },
    async replay(text: string): Promise<Replayed & { readonly found: readonly ReplayedMail[] }> {
      const found: ReplayedMail[] = [];
      const done = await replayRules({ text, ...forever }, { ...parts, found: (one) => found.push(one) });
      if (done === null) throw new Error("it was ended");
      return { ...done, found };
    },
    async past(): Promise<readonly PastMail[]> {
      const all: PastMail[] = [];
      const to = await record.journal.head();
      for await (const { mails } of pastMail(parts, { after: 0, to, ...forever }, true)) all.push(...mails);
      return all;
    },
  };
}

const rule = (name: string, conditions: string, actions: string, event = "mail arrives") =>
  `rule "${name}"\nwhen ${event}\n${conditions === "" ? "" : `and ${conditions}\n`}then ${actions}\n`;
const ruleset = (...rules: readonly string[]) => `ruleset "Desk"\n${rules.join("")}`;

/** What happens at a desk: mails, of which some refer to earlier ones, and what people change. */
type Step =
  | {
      readonly do: "mail";
      readonly words: string;
      readonly refersTo: number | null;
      readonly header: string | null;
      readonly automatic: boolean;
    }
  | { readonly do: "change"; readonly ticket: number; readonly to: "high" | "closed" | "tagged" }
  | { readonly do: "merge"; readonly ticket: number; readonly into: number };

const small = fc.integer({ min: 1, max: 6 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("mail" as const),
      words: fc.constantFrom("invoice", "court", "refund invoice", "hello"),
      refersTo: fc.option(small),
      header: fc.option(fc.constantFrom("shop", "bank")),
      automatic: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("change" as const),
      ticket: small,
      to: fc.constantFrom("high" as const, "closed" as const, "tagged" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("merge" as const), ticket: small, into: small }) },
);

/** A mail to a closed ticket, which moves it before rules see it, and one to a merged one. */
const always: readonly Step[] = [
  { do: "mail", words: "invoice", refersTo: null, header: null, automatic: false },
  { do: "mail", words: "hello", refersTo: null, header: "shop", automatic: false },
  { do: "change", ticket: 1, to: "closed" },
  { do: "mail", words: "refund invoice", refersTo: 1, header: null, automatic: false },
  { do: "merge", ticket: 2, into: 1 },
  { do: "mail", words: "hello", refersTo: 2, header: null, automatic: false },
];

async function play({ mail, engine }: Desk, script: readonly Step[], from = 0): Promise<void> {
  let n = from;
  for (const one of script) {
    if (one.do === "mail") {
      n += 1;
      const { words, refersTo, header, automatic } = one;
      await mail({
        ...{ subject: `${words} ${n}`, text: `about ${words}, number ${n}`, messageId: `<m${n}@x.example>` },
        ...{ references: refersTo === null ? [] : [`<m${refersTo}@x.example>`] },
        ...(header === null ? {} : { headers: [["x-from", header]] }),
        ...(automatic ? { automatic: "auto-reply" } : {}),
      });
    } else if (one.do === "change") {
      const change =
        one.to === "high"
          ? { priority: "high" as const }
          : one.to === "closed"
            ? { state: "closed" }
            : { tags: ["by-hand"] };
      await engine.commands.change(agentCaller("bob"), ticketNumber(one.ticket), change);
    } else await engine.commands.merge(agentCaller("bob"), ticketNumber(one.ticket), ticketNumber(one.into));
  }
}

const varied = ruleset(
  rule(
    "hold",
    'subject contains "court" and priority is at most normal',
    'hold because "legal"',
    "new mail arrives",
  ),
  rule("file", 'header "x-from" is "bank"', "file without ticket", "new mail arrives"),
  rule("sort", 'subject contains "invoice"', 'set category to "A"\nassign to group "G"\nadd tag "t"'),
  rule("more", 'category is "A" and body contains "refund"', 'raise priority\nreply with template "T"\nstop'),
  rule("rest", "", 'notify person "bob"\nforward to "x@supplier.example"\nset state to closed'),
);

test("R-180: rules see of stored mail what they saw then, also where there were none", async () => {
  const never = ruleset(rule("never", 'subject is "nobody writes this"', "stop"));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16 }), async (script) => {
      const seen: (readonly Omit<PastMail, "mail" | "position" | "version">[])[] = [];
      for (const text of [ruleset(), never]) {
        const desk = await openDesk();
        await desk.activate(text);
        await play(desk, [...always, ...script]);
        seen.push((await desk.past()).map(({ mail: _, position: __, version: ___, ...one }) => one));
      }
      expect(seen[0]).toEqual(seen[1]);
      expect(seen[0]?.filter(({ facts }) => facts.isReply && facts.ticket.state === "open")).not.toEqual([]);
    }),
    { numRuns: 3, seed: 7 },
  );
});

test("R-181: the versions that mail followed give no difference on that mail", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 20 }), async (script) => {
      const desk = await openDesk();
      await desk.activate(varied);
      await play(desk, script);
      const same = await desk.replay(varied);
      expect([same.different, same.gone, same.failed, same.kinds]).toEqual([0, 0, 0, []]);
    }),
    { numRuns: 2, seed: 3 },
  );
});

test("R-182: what a draft would have done is what it does", async () => {
  const script: readonly Step[] = ["invoice", "court", "refund invoice", "hello"].flatMap((words) =>
    [null, "bank"].map(
      (header) => ({ do: "mail", words, refersTo: null, header, automatic: false }) as const,
    ),
  );
  const desk = await openDesk();
  await play(desk, script);
  const told = await desk.replay(varied);
  await desk.activate(varied);
  await play(desk, script, 100);
  const came = (await desk.past()).filter(({ version }) => version === 1);
  expect(told.found.map(({ after }) => after)).toEqual(came.map(({ fired }) => fired.map((one) => one.rule)));
  expect(told.found.map(({ changes }) => changes[0])).toEqual([
    ...[
      { field: "category", before: null, after: "A" },
      { field: "place", before: null, after: "file without ticket" },
    ],
    ...[
      { field: "place", before: null, after: 'hold because "legal"' },
      { field: "place", before: null, after: "file without ticket" },
    ],
    ...[
      { field: "category", before: null, after: "A" },
      { field: "place", before: null, after: "file without ticket" },
    ],
    ...[
      { field: "state", before: null, after: "closed" },
      { field: "place", before: null, after: "file without ticket" },
    ],
  ]);
});

describe("R-183: kinds of change are counted", () => {
  test("those of tickets, tags, replies and other mail", async () => {
    const desk = await openDesk();
    await desk.activate(ruleset(rule("one", 'subject contains "a"', 'set category to "A"\nadd tag "t"')));
    for (const subject of ["a", "ab", "b"]) await desk.mail({ subject, text: subject });
    const draft = ruleset(
      rule(
        "two",
        'subject contains "b"',
        'set category to "B"\nreply with template "T"\nnotify person "bob"',
      ),
      rule("quiet", 'subject is "a"', "send no auto-reply"),
    );
    const { mails, different, kinds, found } = await desk.replay(draft);
    expect([mails, different]).toEqual([3, 3]);
    expect(new Set(kinds)).toEqual(
      new Set([
        { field: "tag", before: "t", after: null, mails: 2 },
        { field: "reply", before: null, after: "T", mails: 2 },
        { field: "sent", before: null, after: 'notify person "bob"', mails: 2 },
        { field: "category", before: "A", after: null, mails: 1 },
        { field: "category", before: "A", after: "B", mails: 1 },
        { field: "category", before: null, after: "B", mails: 1 },
        { field: "auto-reply", before: null, after: "send no auto-reply", mails: 1 },
      ]),
    );
    expect(found.map(({ ticket, subject, before, after }) => [ticket, subject, before, after])).toEqual([
      [1, "a", ["one"], ["quiet"]],
      [2, "ab", ["one"], ["two"]],
      [3, "b", [], ["two"]],
    ]);
  });

  test("a mail from a program gets no reply, so that none is missing", async () => {
    const desk = await openDesk();
    await desk.mail({ subject: "a", automatic: "auto-reply" });
    expect((await desk.replay(ruleset(rule("one", "", 'reply with template "T"')))).different).toBe(0);
  });
});

test("R-184: mail that cannot be decided about again is counted", async () => {
  const desk = await openDesk();
  await desk.activate(ruleset(rule("hold", "", "hold", "new mail arrives")));
  const mail = await desk.mail({ subject: "a" });
  desk.record.database.sqlite.exec("DELETE FROM blob");
  expect(mail).not.toBe("");
  expect(await desk.replay(ruleset())).toMatchObject({ mails: 0, gone: 1, different: 0 });
});
