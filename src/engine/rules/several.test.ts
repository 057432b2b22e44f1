/** Several rulesets: which one mail follows, what is activated together, and what is repeated as it was (R-190 to R-199). */
import { afterEach, beforeEach, expect, test } from "vitest";
import { adminCaller, agentCaller } from "../../../test/support/callers.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, model, recordIn } from "../../../test/support/record.ts";
import { messageKey, ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import { system } from "../../domain/policy/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import { openReplay } from "../../record/replay.ts";
import type { Engine } from "../engine.ts";
import type { ReadMail } from "../intake/reader.ts";
import { replayDecisions } from "../intake/replay.ts";
import { type ReplayedMail, replayRules } from "./replay.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine;
const sales = "sales@desk.example";

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record, { read });
  await setUp(engine);
  const given = record.view.mailbox(mailbox);
  if (!given) throw new Error("no mailbox");
  expect(await engine.settings.saveMailbox(system("test"), { ...given, address: sales })).toMatchObject({
    ok: true,
  });
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

const rule = (name: string, actions: string, when = "mail arrives") =>
  `rule "${name}"\n  when ${when}\n  then ${actions}\n`;
const common = (tag: string) => `ruleset "Common"\n${rule("tagged", `add tag "${tag}"`)}`;
const forSales = `ruleset "Sales" for mailbox "${sales}"
include "Common"
${rule("sold", 'set category to "Sales"')}${rule("done", 'add tag "sold"', "a ticket is closed")}`;
const forAll = `ruleset "Desk"\n${rule("all", 'set category to "Desk"')}`;

async function send(subject: string, to = sales): Promise<void> {
  const received = await engine.reception.receive({
    envelope: { from: "ann@customer.example", to: [to] },
    ...{ mailbox: to, raw: Buffer.from(subject), peer: { ip: "127.0.0.1", helo: "x", tls: false } },
  });
  expect(received.ok).toBe(true);
  await engine.intake.idle();
}

async function save(name: string, text: string): Promise<number> {
  const saved = await engine.rulesets.save(admin, text, "", null, name);
  if (!saved.ok) throw new Error(saved.error.code);
  return saved.value;
}
async function activate(name: string, text: string): Promise<number> {
  const version = await save(name, text);
  expect(await engine.rulesets.activate(admin, version, "", [])).toEqual(ok(undefined));
  return version;
}
async function refused(
  name: string,
  text: string,
  acknowledged: readonly string[] = [],
): Promise<string | null> {
  const done = await engine.rulesets.activate(admin, await save(name, text), "", acknowledged);
  return done.ok ? null : (done.error.reason ?? done.error.code);
}

const ticket = (number: number) => record.view.ticket(ticketNumber(number));
const versions = () => record.view.activeRulesets().map((one) => [one.name, one.version, one.includes]);

async function everything() {
  await activate("Default", forAll);
  await activate("Common", common("first"));
  await activate("Sales", forSales);
}

test("R-190, R-192: a mailbox's mail follows its own ruleset with what that includes, all other mail the default one", async () => {
  await everything();
  await send("to all", mailbox);
  await send("to sales");
  expect(ticket(1)).toMatchObject({ category: "Desk", tags: [] });
  expect(ticket(2)).toMatchObject({ category: "Sales", tags: ["first"] });
  // What happens later follows the ruleset of the ticket's mailbox.
  for (const number of [1, 2]) {
    const closed = await engine.commands.change(admin, ticketNumber(number), { state: "closed" });
    expect(closed).toMatchObject({ ok: true });
  }
  await engine.composeDue();
  expect(ticket(2)?.tags).toEqual(["first", "sold"]);
  expect(ticket(1)?.tags).toEqual([]);
});

test("R-195: who activates an included ruleset activates those that include it, or none", async () => {
  await everything();
  expect(versions()).toEqual([
    ["Default", 1, []],
    ["Common", 2, [1]],
    ["Sales", 3, [1, 2]],
  ]);
  await activate("Common", common("second"));
  expect(versions()).toEqual([
    ["Default", 1, []],
    ["Common", 4, [1]],
    ["Sales", 3, [1, 4]],
  ]);
  const { events } = await record.journal.page(0, 100, 1e6);
  const activations = events.flatMap(({ event }) => (event.type === "RulesetActivated" ? [event] : []));
  expect(activations.at(-1)).toMatchObject({ name: "Sales", version: 3, with: "Common", includes: [1, 4] });
  await send("to sales");
  expect(ticket(1)?.tags).toEqual(["second"]);
  // Its rule has the name of one in a ruleset that includes it.
  expect(await refused("Common", `ruleset "Common"\n${rule("sold", 'add tag "x"')}`)).toBe(
    "ruleset.with-errors",
  );
  const contrary = `ruleset "Common"\n${rule("tagged", 'set category to "Other"')}`;
  expect(await refused("Common", contrary)).toBe("ruleset.with-warnings");
  const checks = engine.rulesets.checkingWith(admin, 6);
  expect(checks).toMatchObject(ok([{ name: "Sales", version: 3 }]));
  const key = "Sales: conflict:sold | tagged | category";
  expect(await engine.rulesets.activate(admin, 6, "", [key])).toEqual(ok(undefined));
  // It was accepted: it is not asked for again.
  expect(await refused("Common", `${contrary}${rule("more", 'add tag "more"')}`)).toBeNull();
});

test("R-191, R-195: the others have their targets from the default ruleset, which keeps them", async () => {
  const target = 'target "Standard" resolved within 2 days\n';
  await activate("Default", `ruleset "Desk"\n${target}${rule("all", 'set target to "Standard"')}`);
  await activate(
    "Sales",
    forSales.replace('include "Common"\n', "").replace('set category to "Sales"', 'set target to "Standard"'),
  );
  await send("to sales");
  expect(ticket(1)?.target).toBe("Standard");
  expect(await refused("Default", forAll, ["dropped-target:Standard"])).toBe("ruleset.with-errors");
  // What is declared alike leaves the others as they are.
  await activate("Default", `ruleset "Desk"\n${target}${rule("all", 'add tag "all"')}`);
  expect(versions()).toEqual([
    ["Sales", 2, [1]],
    ["Default", 4, []],
  ]);
  // One that declares something else takes them with it.
  await activate("Default", `ruleset "Desk"\n${target.replace("2", "3")}${rule("all", 'add tag "all"')}`);
  expect(versions()).toEqual([
    ["Default", 5, []],
    ["Sales", 2, [5]],
  ]);
  expect(record.view.declared().targets).toMatchObject([
    { name: "Standard", limits: { resolved: { n: 3 } } },
  ]);
});

test("R-196, R-198: a mailbox follows one ruleset, and the default one once that is not active any more", async () => {
  await everything();
  const other = forSales.replace('"Sales"', '"Shop"').replaceAll('rule "', 'rule "shop ');
  expect(await refused("Shop", other)).toBe("ruleset.mailbox-taken");
  const reason = async (name: string) => {
    const done = await engine.rulesets.deactivate(admin, name, "moved");
    return done.ok ? null : done.error.reason;
  };
  expect(await reason("Common")).toBe("ruleset.included");
  expect(await reason("Default")).toBe("ruleset.default-stays");
  expect(await reason("Sales")).toBeNull();
  expect(await reason("Common")).toBeNull();
  expect(await reason("Common")).toBe("ruleset.not-active");
  await send("to sales");
  expect(ticket(1)).toMatchObject({ category: "Desk", tags: [] });
  await engine.commands.change(admin, ticketNumber(1), { state: "closed" });
  expect(record.view.ruleWork(10)).toEqual([]);
  await activate("Common", common("again"));
  await activate("Shop", other);
  await send("to the shop");
  expect(ticket(2)?.tags).toEqual(["again"]);
});

test("R-197: what several rulesets did is decided alike again, and explained by the rules of that time", async () => {
  await everything();
  await send("to sales");
  await activate("Common", `ruleset "Common"\n${rule("filed", "file without ticket", "new mail arrives")}`);
  await send("to sales again");
  const { events } = await record.journal.pageOfTicket(ticketNumber(1), 0, 50, 1_000_000);
  const received = events.flatMap(({ event }) => (event.type === "MessageReceived" ? [event.message] : []));
  const ran = events.flatMap(({ event }) => (event.type === "RulesRan" ? [event] : []));
  expect(ran).toMatchObject([{ ruleset: 3, includes: [1, 2] }]);
  const explained = await engine.explain.message(
    agentCaller("bob"),
    ticketNumber(1),
    messageKey(received[0] ?? ""),
  );
  expect(explained).toMatchObject(
    ok({
      rules: [
        { rule: "tagged", ruleset: "Common", is: "fired" },
        { rule: "sold", is: "fired" },
      ],
    }),
  );
  await engine.stop();
  record.close();
  const replay = openReplay({ file: `${folder.path}/mailmanager.db`, model });
  const done = await replayDecisions({ replay, read, since: 0, until: Number.MAX_SAFE_INTEGER });
  replay.close();
  record = recordIn(folder.path);
  expect(done).toMatchObject({ decisions: 2, differences: [], failed: [], gone: [] });
});

test("R-180: a draft is tried on the mail that would follow it, with those that include it", async () => {
  await send("before, to sales");
  await everything();
  await send("to all", mailbox);
  await send("to sales");
  const tried = async (text: string) => {
    const found: ReplayedMail[] = [];
    const all = { since: 0, until: Number.POSITIVE_INFINITY };
    const parts = { record, read, headers: async () => [], found: (one: ReplayedMail) => found.push(one) };
    const done = await replayRules({ text, ...all }, parts);
    return [done?.mails, found.map(({ subject, changes }) => [subject, changes.map(({ field }) => field)])];
  };
  const begun = async (name: string, text: string) => {
    const job = engine.replays.begin(admin, { text, ruleset: name, version: null, since: 0, until: 1e15 });
    if (!job.ok) throw new Error(job.error.code);
    return tried(job.value.text);
  };
  const news = ["before, to sales", ["category", "tag"]];
  // What is active gives what it gave; of the time before, what it would have given.
  expect(await begun("Default", forAll)).toEqual([1, []]);
  expect(await begun("Sales", forSales)).toEqual([2, [news]]);
  expect(await begun("Common", common("first"))).toEqual([2, [news]]);
  expect(await begun("Common", common("second"))).toEqual([2, [news, ["to sales", ["tag", "tag"]]]]);
  expect(await begun("Default", forAll.replace('category to "Desk"', 'category to "All"'))).toEqual([
    1,
    [["to all", ["category"]]],
  ]);
});
