/** Versions of the ruleset, mail that follows them, and what explains it. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { adminCaller, agentCaller } from "../../../test/support/callers.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, model, recordIn } from "../../../test/support/record.ts";
import { messageKey, ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import { system } from "../../domain/policy/index.ts";
import { type Study, studyRuleset } from "../../domain/ruleset/analysis/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import { openReplay } from "../../record/replay.ts";
import type { Engine } from "../engine.ts";
import type { ReadMail } from "../intake/reader.ts";
import { type Replayed, replayDecisions } from "../intake/replay.ts";
import { type RulesThread, rulesHere } from "./thread.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record, { read });
  await setUp(engine);
  await engine.settings.saveGroup(system("test"), "Accounts", []);
  await engine.start();
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

const admin = adminCaller("ann");
const read: ReadMail = async (raw) => {
  const subject = Buffer.from(raw).toString();
  return ok(parsedMail({ subject, messageId: `<${subject.replaceAll(" ", ".")}@x.example>` }));
};

const rules = (group: string) => `ruleset "Desk"

rule "Invoices go to Accounts"
  when mail arrives
  and subject contains "invoice"
  then assign to group "${group}"
       set category to "Billing"

rule "Complaints are urgent"
  when mail arrives
  and subject contains "complaint"
  then set priority to urgent
`;

async function send(subject: string): Promise<string> {
  const received = await engine.reception.receive({
    envelope: { from: "ann@customer.example", to: [mailbox] },
    mailbox,
    raw: Buffer.from(subject),
    peer: { ip: "127.0.0.1", helo: "x", tls: false },
  });
  if (!received.ok) throw new Error(received.error.code);
  await engine.intake.idle();
  return received.value;
}

async function activated(text: string): Promise<number> {
  const saved = await engine.rulesets.save(admin, text, "why");
  if (!saved.ok) throw new Error(saved.error.code);
  expect(await engine.rulesets.activate(admin, saved.value, "", [])).toEqual(ok(undefined));
  return saved.value;
}

const ticket = (number: number) => record.view.ticket(ticketNumber(number));

test("R-72: before one is activated, mail follows the one that the program brings", async () => {
  expect((await engine.rulesets.save(admin, rules("Accounts"), "")).ok).toBe(true);
  await send("invoice 1");
  expect(ticket(1)).toMatchObject({ group: null, category: null, version: 2 });
});

test("mail follows the version that was activated last, also an earlier one", async () => {
  const first = await activated(rules("Accounts"));
  await send("invoice 1");
  expect(ticket(1)).toMatchObject({ group: "Accounts", category: "Billing", tags: [] });
  await activated('ruleset "Desk"\nrule "all"\nwhen mail arrives\nthen add tag "all"\n');
  await send("invoice 2");
  expect(ticket(2)).toMatchObject({ group: null, category: null, tags: ["all"] });
  expect(await engine.rulesets.activate(admin, first, "back", [])).toEqual(ok(undefined));
  await send("invoice 3");
  expect(ticket(3)).toMatchObject({ category: "Billing" });
  expect(await engine.rulesets.activate(admin, 0, "none", [])).toEqual(ok(undefined));
  await send("invoice 4");
  expect(ticket(4)).toMatchObject({ category: null });
  expect(record.view.rulesets("Default", 99, 99)).toMatchObject([
    { version: 2, author: "user:ann" },
    { version: 1, author: "user:ann", reason: "why", activatedBy: "user:ann" },
  ]);
});

test("R-70, R-71: a version with errors, failing tests or warnings is not activated", async () => {
  const refused = async (text: string, acknowledged: readonly string[] = []) => {
    const saved = await engine.rulesets.save(admin, text, "");
    if (!saved.ok) throw new Error(saved.error.code);
    const done = await engine.rulesets.activate(admin, saved.value, "", acknowledged);
    return done.ok ? null : done.error.reason;
  };
  expect(await refused("rule")).toBe("ruleset.errors");
  const failing = 'test "t"\n  given subject "invoice"\n  expect nothing\n';
  expect(await refused(`${rules("Accounts")}${failing}`)).toBe("ruleset.tests");
  expect(await refused(rules("Legal"))).toBe("ruleset.warnings");
  expect(await refused(rules("Legal"), ["no-group:Legal"])).toBeNull();
  const none = await engine.rulesets.activate(admin, 99, "", []);
  expect(none.ok ? null : none.error.reason).toBe("ruleset.unknown");
  await send("invoice 1");
  expect(ticket(1)).toMatchObject({ group: null, category: "Billing", tags: ["rule-failed"] });
});

test("agents read why, and change no rules", async () => {
  const agent = agentCaller("bob");
  const denied = await engine.rulesets.save(agent, rules("Accounts"), "");
  expect(denied.ok ? null : denied.error.code).toBe("permission.denied");
  await activated(rules("Accounts"));
  const message = messageKey(await send("Invoice 7"));
  expect(await engine.explain.message(agent, ticketNumber(1), message)).toMatchObject(
    ok({
      ran: { ruleset: 1, isReply: false },
      rules: [
        {
          ...{ rule: "Invoices go to Accounts", is: "fired" },
          actions: [{ do: "assign-group", group: "Accounts" }, { do: "set-category" }],
        },
        {
          ...{ rule: "Complaints are urgent", is: "not-met", condition: 'subject contains "complaint"' },
          saw: [{ fact: "subject", values: ["Invoice 7"], of: 1 }],
        },
      ],
    }),
  );
  const other = await engine.explain.message(agent, ticketNumber(2), message);
  expect(other.ok ? null : other.error.code).toBe("thing.not-found");
});

test("what rules decided is decided alike again, under the version of its time", async () => {
  await activated(rules("Accounts"));
  await send("invoice 1");
  await activated('ruleset "Desk"\nrule "file"\nwhen new mail arrives\nthen file without ticket\n');
  await send("invoice 2");
  expect(await again()).toMatchObject({ decisions: 2, differences: [], failed: [], gone: [] });
});

/** What happened, decided again. */
async function again(): Promise<Replayed> {
  await engine.stop();
  record.close();
  const replay = openReplay({ file: `${folder.path}/mailmanager.db`, model });
  const done = await replayDecisions({ replay, read, since: 0, until: Number.MAX_SAFE_INTEGER });
  replay.close();
  record = recordIn(folder.path);
  return done;
}

const patterns = (group: string) => rules(group).replace('contains "invoice"', 'matches "*invoice*"');

test("R-37: mail is looked at before its decision, again if the ruleset changes meanwhile", async () => {
  await engine.stop();
  const asked: string[] = [];
  let first = true;
  const thread: RulesThread = {
    ...rulesHere,
    async answer(text, mail) {
      asked.push(text.includes("Accounts") ? "Accounts" : "none");
      if (first) {
        first = false;
        await activated(
          'ruleset "Desk"\nrule "all"\nwhen mail arrives\nand subject matches "*1"\nthen add tag "one"\n',
        );
      }
      return rulesHere.answer(text, mail);
    },
  };
  engine = engineOver(record, { read, rules: thread });
  await activated(patterns("Accounts"));
  await engine.start();
  await send("invoice 1");
  expect(asked).toEqual(["Accounts", "none"]);
  expect(ticket(1)).toMatchObject({ category: null, tags: ["one"] });
  await activated(rules("Accounts"));
  await send("invoice 2");
  expect(ticket(2)).toMatchObject({ category: "Billing" });
  expect(asked).toHaveLength(2);
});

test("I-114: a mail on which rules take too long gets its ticket without them, and does so again", async () => {
  await engine.stop();
  engine = engineOver(record, { read, rules: { ...rulesHere, answer: async () => null } });
  await engine.start();
  await activated(patterns("Accounts"));
  const message = messageKey(await send("invoice 1"));
  expect(ticket(1)).toMatchObject({ category: null, tags: ["rule-failed"] });
  const explained = await engine.explain.message(admin, ticketNumber(1), message);
  expect(explained).toMatchObject(ok({ ran: { failed: [{ code: "slow" }], fired: [] } }));
  expect(await again()).toMatchObject({ decisions: 1, differences: [], failed: [], gone: [] });
});

const conflict = rules("Accounts").replace("set priority to urgent", 'set category to "Legal"');

test("R-70, R-71: what analysis proves wrong refuses a version, and what it doubts is acknowledged", async () => {
  const tried = async (text: string, acknowledged: readonly string[] = []) => {
    const saved = await engine.rulesets.save(admin, text, "");
    if (!saved.ok) throw new Error(saved.error.code);
    const done = await engine.rulesets.activate(admin, saved.value, "", acknowledged);
    return done.ok ? null : done.error.reason;
  };
  expect(await tried(conflict)).toBe("ruleset.warnings");
  const key = "conflict:Complaints are urgent | Invoices go to Accounts | category";
  expect(await tried(conflict, [key])).toBeNull();
  expect(await tried(rules("Accounts").replace("then", 'and subject is "x"\n  then'))).toBe("ruleset.errors");
});

test("A-4: a check that is stopped leaves the analysis undecided, which is to be acknowledged; one that fails refuses", async () => {
  await engine.stop();
  let fails = true;
  const study: RulesThread["study"] = (text, { signal }) =>
    new Promise((resolve) => {
      if (fails) resolve(null);
      const first = (known: Study) => signal.addEventListener("abort", () => resolve(known));
      studyRuleset(text, { first, progress() {} });
    });
  engine = engineOver(record, { read, rules: { ...rulesHere, study } });
  const saved = await engine.rulesets.save(admin, rules("Accounts"), "");
  if (!saved.ok) throw new Error(saved.error.code);
  const activate = (acknowledged: readonly string[]) =>
    engine.rulesets.activate(admin, saved.value, "", acknowledged);
  expect(await activate([])).toMatchObject({ error: { reason: "ruleset.not-checked" } });
  fails = false;
  const begun = engine.rulesets.checking(admin, rules("Accounts"));
  if (!begun.ok) throw new Error(begun.error.code);
  expect(begun.value).toMatchObject({ checked: null });
  expect(engine.rulesets.cancelCheck(admin, begun.value.id)).toEqual(ok(undefined));
  expect(await activate([])).toMatchObject({ error: { reason: "ruleset.warnings" } });
  expect(engine.rulesets.checkOf(admin, begun.value.id)).toMatchObject(
    ok({ checked: { findings: [{ code: "undecided", params: { question: "all" } }] } }),
  );
  expect(await activate(["undecided:all"])).toEqual(ok(undefined));
});

test("I-117: rules move a ticket, which is decided alike again and explained", async () => {
  await activated(
    'ruleset "Desk"\nrule "done"\nwhen new mail arrives\nand subject contains "newsletter"\nthen set state to closed\n' +
      'rule "asks"\nwhen mail arrives\nand state is hold\nthen add tag "x"\n',
  );
  const message = messageKey(await send("newsletter 1"));
  expect(ticket(1)).toMatchObject({ state: "closed" });
  const found = await engine.explain.message(admin, ticketNumber(1), message);
  expect(found).toMatchObject(
    ok({
      ran: { ticket: { state: "new" } },
      rules: [
        { is: "fired", actions: [{ do: "set-state", state: "closed" }] },
        { is: "not-met", condition: "state is hold", saw: [{ fact: "state", values: ["closed"], of: 1 }] },
      ],
    }),
  );
  expect(await again()).toMatchObject({ decisions: 1, differences: [] });
});

test("I-118, I-119: replies and notifications of rules are decided alike again", async () => {
  for (const name of ["bob", "eve"]) {
    const made = await engine.people.createUser(admin, {
      ...{ user: name, name, email: `${name}@desk.example`, role: "agent", password: "long enough words" },
    });
    expect(made.ok).toBe(true);
  }
  await engine.settings.saveGroup(admin, "Accounts", ["bob", "eve"]);
  await engine.settings.saveTemplate(admin, { name: "Thanks", text: "#{{ticket.number}}, {{sender.name}}" });
  await activated(`ruleset "Desk"
rule "tells"
  when mail arrives
  and subject contains "invoice"
  then notify person "eve"
       notify group "Accounts"
       reply with template "Thanks"
       set state to hold
`);
  await send("invoice 1");
  await send("other 2");
  const { events } = await record.journal.pageOfTicket(ticketNumber(1), 0, 50, 1_000_000);
  expect(events.map(({ event }) => event.type)).toEqual(
    expect.arrayContaining(["RulesRan", "StateChanged", "ReplyWritten"]),
  );
  expect(record.view.notifiedUsers(ticketNumber(1))).toEqual(["bob", "eve"]);
  expect(record.view.notifiedUsers(ticketNumber(2))).toEqual([]);
  expect(await again()).toMatchObject({ decisions: 2, differences: [] });
});
