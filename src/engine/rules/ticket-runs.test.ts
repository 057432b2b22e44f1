/** Rules on what happens to tickets, in the product: they run once, after it, and what they do is run on in turn. */
import { describe, expect, test } from "vitest";
import { adminCaller, byToken } from "../../../test/support/callers.ts";
import { ticketNumber } from "../../base/ids.ts";
import { ann, desk, deskForEachTest, mail, one, restart } from "../outgoing/testing.ts";
import { rulesHere } from "./thread.ts";

deskForEachTest();

const boss = adminCaller("boss");
const two = ticketNumber(2);

async function activate(text: string, acknowledged: readonly string[] = []): Promise<void> {
  const saved = await desk.engine.rulesets.save(boss, `ruleset "Desk"\n\n${text}\n`, "");
  if (!saved.ok) throw new Error(saved.error.code);
  expect(await desk.engine.rulesets.activate(boss, saved.value, "", acknowledged)).toMatchObject({
    ok: true,
  });
}
const change = async (wanted: Parameters<typeof desk.engine.commands.change>[2], number = one) =>
  expect(await desk.engine.commands.change(ann, number, wanted)).toMatchObject({ ok: true });
const eventsOf = (number = one) => desk.record.journal.ofTicket(number, 0, 1000);
const runs = async (number = one) =>
  (await eventsOf(number)).flatMap(({ event }) => (event.type === "TicketRulesRan" ? [event] : []));
const fired = async (number = one) =>
  (await runs(number)).map((run) => [run.by, run.depth, ...run.fired.map(({ rule }) => rule)]);
const due = () => desk.engine.composeDue();

const closed = `rule "Closed"
  when a ticket is closed
  and it was not done by a rule
  then add tag "done"
       set priority to low`;

describe("R-153: rules run after the event", () => {
  test("once, also if the program stops in between, and what they saw is recorded", async () => {
    await activate(closed);
    await change({ state: "closed" });
    expect(await runs()).toEqual([]);
    await restart();
    await Promise.all([due(), due()]);
    await restart();
    await due();
    const { state, tags, priority } = desk.record.view.ticket(one) ?? {};
    expect({ state, tags, priority }).toEqual({ state: "closed", tags: ["done"], priority: "low" });
    const [run, ...others] = await runs();
    expect(others).toEqual([]);
    const position = (await eventsOf()).find(({ event }) => event.type === "StateChanged")?.position;
    expect(run).toMatchObject({
      ...{ of: position, by: "agent", depth: 0, ruleset: 1, requester: "ann@customer.example" },
      ...{
        happened: { on: "state", to: "closed" },
        ticket: { state: "closed", tags: [], priority: "normal" },
      },
    });
    expect(desk.record.view.ruleWork(10)).toEqual([]);
  });

  test("what no rule waits for is not run on, nor what happened before", async () => {
    await change({ state: "closed" });
    await activate(closed);
    await change({ state: "open" });
    await change({ category: "A" });
    await due();
    expect(await runs()).toEqual([]);
    await change({ state: "closed" });
    await activate('rule "other"\n  when mail arrives\n  then add tag "x"', []);
    await change({ state: "open" });
    await change({ state: "closed" });
    await due();
    // The rule is gone by the time of the run, which says so.
    expect(await fired()).toEqual([["agent", 0]]);
  });

  test("a rebuilt read model has the same work left, and rules are not run again", async () => {
    await activate(closed);
    await change({ state: "closed" });
    await due();
    await change({ state: "open" });
    await change({ state: "hold" });
    await change({ state: "closed" });
    const before = desk.record.view.ruleWork(10);
    expect(before).toHaveLength(1);
    const head = await desk.record.journal.head();
    desk.record.rebuild();
    expect(desk.record.view.ruleWork(10)).toEqual(before);
    expect(await desk.record.journal.head()).toBe(head);
  });

  test("tickets that are opened by mail, by an agent and through the API", async () => {
    await activate(`rule "Opened"
  when a ticket is opened
  and requester domain is "customer.example"
  then set category to "Known"
rule "By mail"
  when new mail arrives
  then add tag "mail"`);
    await mail({ messageId: "<2@customer.example>", from: { name: "", address: "cid@customer.example" } });
    const requester = { name: "Dee", address: "dee@customer.example" };
    const wanted = { mailbox: "support@desk.example", subject: "Call", requester, text: "x", send: false };
    for (const caller of [ann, byToken("bob", "agent", "write")])
      expect(await desk.engine.commands.openTicket(caller, wanted)).toMatchObject({ ok: true });
    await due();
    const found = await Promise.all([2, 3, 4].map((n) => fired(ticketNumber(n))));
    expect(found).toEqual([[["requester", 0, "Opened"]], [["agent", 0, "Opened"]], [["api", 0, "Opened"]]]);
    expect(desk.record.view.ticket(two)).toMatchObject({ category: "Known", tags: ["mail"] });
  });
});

test("R-150: an answer is sent once it leaves, and not if it is taken back", async () => {
  await desk.engine.settings.setReplyPolicy(boss, { undoDelay: 60_000 });
  await activate(`rule "Answered"
  when an answer is sent
  then add tag "answered"`);
  const write = async () => {
    const done = await desk.engine.commands.reply(ann, one, { text: "Here." });
    if (!done.ok || !done.value.message) throw new Error("not written");
    return done.value.message;
  };
  expect(await desk.engine.commands.takeBack(ann, one, await write())).toMatchObject({ ok: true });
  desk.clock += 61_000;
  await due();
  expect(await fired()).toEqual([]);
  await write();
  await due();
  expect(await fired()).toEqual([]);
  desk.clock += 61_000;
  await due();
  await due();
  expect(await fired()).toEqual([["agent", 0, "Answered"]]);
  expect(desk.record.view.ticket(one)?.tags).toEqual(["answered"]);
});

describe("R-156: what a run does is run on after it", () => {
  test("in the same way, one deeper", async () => {
    await activate(`rule "Escalate"
  when the category changes
  and category is "Outage"
  then set priority to urgent
rule "Urgent"
  when the priority changes
  and priority is urgent
  and it was done by a rule
  then set state to open`);
    await change({ category: "Outage" });
    await due();
    expect(await fired()).toEqual([
      ["agent", 0, "Escalate"],
      ["rule", 1, "Urgent"],
    ]);
    expect(desk.record.view.ticket(one)).toMatchObject({ priority: "urgent", state: "open" });
  });

  test("ten times at most: then the ticket is marked, and it ends", async () => {
    await activate(
      `rule "There"
  when the state changes to hold
  then set state to open
rule "Back"
  when the state changes to open
  then set state to hold`,
      ["endless:There | Back", "endless:Back | There"],
    );
    await change({ state: "hold" });
    await due();
    const all = await runs();
    expect(all.map(({ depth }) => depth)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(all.map((run) => run.fired.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    expect(all.at(-1)?.failed).toEqual([{ code: "chain" }]);
    expect(desk.record.view.ticket(one)?.tags).toEqual(["rule-failed"]);
    expect(desk.record.view.ruleWork(10)).toEqual([]);
    // What people do begins another chain.
    await change({ state: "open" });
    await due();
    expect((await runs()).length).toBe(22);
  });

  test("what rules do with a mail is one deep", async () => {
    await activate(`rule "mail"
  when new mail arrives
  then set category to "A"
       set state to open
rule "changed"
  when the category changes
  then add tag "a"
rule "moved"
  when the state changes
  then add tag "b"`);
    await mail({ messageId: "<2@customer.example>", from: { name: "", address: "cid@customer.example" } });
    await due();
    expect(await fired(two)).toEqual([
      ["rule", 1, "changed"],
      ["rule", 1, "moved"],
    ]);
  });
});

describe("R-154: what fails leaves the rest", () => {
  test("a group that does not exist", async () => {
    await activate(
      `rule "r"
  when a note is added
  then assign to group "Nobody"
       set priority to high`,
      ["no-group:Nobody"],
    );
    expect(await desk.engine.commands.note(ann, one, "look")).toMatchObject({ ok: true });
    await due();
    expect(await runs()).toMatchObject([{ failed: [{ code: "no-group", rule: "r", name: "Nobody" }] }]);
    expect(desk.record.view.ticket(one)).toMatchObject({
      group: null,
      priority: "high",
      tags: ["rule-failed"],
    });
  });
});

describe("R-155: replies and notifications", () => {
  const replies = `rule "r"
  when a ticket is closed
  then reply with template "Bye"
       notify person "ann"
       notify person "bob"`;
  const written = async (number = one) =>
    (await eventsOf(number)).flatMap(({ event }) =>
      event.type === "ReplyWritten" && event.automatic === "rule" ? [event] : [],
    );
  const prepare = async () => {
    for (const user of ["ann", "bob"])
      await desk.engine.people.changeUser(boss, user as never, { email: `${user}@home.example` });
    await desk.engine.settings.saveTemplate(boss, { name: "Bye", text: "#{{ticket.number}} is closed" });
    await activate(replies);
  };

  test("go to the requester, and to those who did not do it", async () => {
    await prepare();
    await change({ state: "closed" });
    await due();
    const [reply, ...others] = await written();
    expect(others).toEqual([]);
    expect(reply).toMatchObject({ text: "#1 is closed", to: [{ address: "ann@customer.example" }] });
    expect(desk.record.view.notifiedUsers(one)).toEqual(["bob"]);
  });

  test("none to mail that was old when it came", async () => {
    await prepare();
    const date = desk.clock - 9 * 24 * 3_600_000;
    const raw = {
      text: "old",
      messageId: "<o@c.example>",
      date,
      from: { name: "", address: "cid@customer.example" },
    };
    desk.engine.intake.start();
    const received = await desk.engine.reception.receive({
      ...{
        envelope: { from: "cid@customer.example", to: ["support@desk.example"] },
        mailbox: "support@desk.example",
      },
      ...{ raw: Buffer.from(JSON.stringify(raw)), source: "import:box" },
      peer: { ip: "127.0.0.1", helo: "x", tls: false },
    });
    expect(received.ok).toBe(true);
    await desk.engine.intake.idle();
    await change({ state: "closed" }, two);
    await due();
    expect([await written(two), (await runs(two)).map(({ noReply }) => noReply)]).toEqual([[], ["old"]]);
  });

  test("none to a program, and three a day", async () => {
    await prepare();
    await mail({
      ...{ messageId: "<p@machine.example>", from: { name: "", address: "robot@machine.example" } },
      ...{ automatic: "auto-reply", mayAutoReply: false },
    });
    await change({ state: "closed" }, two);
    await due();
    expect([await written(two), (await runs(two)).map(({ noReply }) => noReply)]).toEqual([
      [],
      ["recipient"],
    ]);
    for (let n = 0; n < 4; n += 1) {
      await change({ state: "closed" });
      await change({ state: "open" });
      await due();
    }
    expect((await written()).length).toBe(3);
    expect((await runs()).at(-1)?.noReply).toBe("limit");
  });
});

test("R-157: a run is explained, with what kept a rule from firing", async () => {
  await activate(`${closed}
rule "Big"
  when a ticket is closed
  and requester domain is "other.example"
  then add tag "big"
rule "Mail"
  when mail arrives
  then add tag "mail"`);
  await change({ state: "closed" });
  await due();
  const position = (await eventsOf()).find(({ event }) => event.type === "TicketRulesRan")?.position ?? 0;
  expect(await desk.engine.explain.event(ann, one, position)).toMatchObject({
    ok: true,
    value: {
      rules: [
        { rule: "Closed", is: "fired" },
        { rule: "Big", is: "not-met", saw: [{ fact: "requester domain", values: ["customer.example"] }] },
      ],
    },
  });
  expect(await desk.engine.explain.event(ann, two, position)).toMatchObject({ ok: false });
  expect(await desk.engine.explain.event(ann, one, position - 1)).toMatchObject({ ok: false });
});

test("R-138: rules add notes, to mail and to what happens; other rules see them as done by a rule", async () => {
  await activate(`rule "Mail"
  when new mail arrives
  then add note "Look at the customer's file."
       add note "Then call them."
rule "Closed"
  when a ticket is closed
  then add note "Done."
rule "Noted"
  when a note is added
  and it was done by a rule
  then add tag "noted"`);
  await mail({ messageId: "<n@customer.example>", from: { name: "", address: "new@customer.example" } });
  await due();
  const notes = async (number: typeof one) =>
    (await eventsOf(number)).flatMap(({ event }) => (event.type === "NoteAdded" ? [event.text] : []));
  expect(await notes(two)).toEqual(["Look at the customer's file.", "Then call them."]);
  expect(desk.record.view.ticket(two)?.tags).toEqual(["noted"]);
  await change({ state: "closed" });
  await due();
  await due();
  expect(await notes(one)).toEqual(["Done."]);
  expect(await fired()).toEqual([
    ["agent", 0, "Closed"],
    ["rule", 1, "Noted"],
  ]);
});

describe("R-162: moments", () => {
  const HOUR = 3_600_000;
  const timed = `target "Standard" first answer within 4 hours
rule "all"
  when new mail arrives
  then set target to "Standard"
rule "Nobody waits unseen"
  when 1 hour before the first answer is due
  then raise priority
rule "Too late"
  when the first answer is due
  then set priority to urgent
rule "Still waiting"
  when a ticket is in state hold for 2 hours
  then set state to open`;
  const opens = () =>
    mail({ messageId: "<2@customer.example>", from: { name: "", address: "cid@customer.example" } });

  test("come once, with their exact time, also after downtime and a restart", async () => {
    await activate(timed, ["conflict:Too late | Nobody waits unseen | priority"]);
    await opens();
    const since = desk.clock;
    desk.clock = since + 3 * HOUR - 1;
    await due();
    expect(await fired(two)).toEqual([]);
    desk.clock = since + 3 * HOUR;
    await Promise.all([due(), due()]);
    expect(await fired(two)).toEqual([["program", 0, "Nobody waits unseen"]]);
    desk.clock = since + 48 * HOUR;
    await restart();
    await Promise.all([due(), due()]);
    await restart();
    await due();
    expect(await fired(two)).toEqual([
      ["program", 0, "Nobody waits unseen"],
      ["program", 0, "Too late"],
    ]);
    const reached = (await eventsOf(two)).flatMap(({ event }) =>
      event.type === "TimeReached" ? [(event.at - since) / HOUR] : [],
    );
    expect(reached).toEqual([3, 4]);
    desk.record.rebuild();
    await due();
    expect((await runs(two)).length).toBe(2);
  });

  test("time in a state, of tickets that were in it before too, as long as it was not over", async () => {
    await opens();
    await change({ state: "hold" }, two);
    const since = desk.clock;
    desk.clock = since + HOUR;
    await activate(timed);
    desk.clock = since + 2 * HOUR;
    await due();
    expect(await fired(two)).toEqual([["program", 0, "Still waiting"]]);
    expect(desk.record.view.ticket(two)?.state).toBe("open");
    await change({ state: "hold" }, one);
    desk.clock += HOUR;
    await change({ state: "open" }, one);
    desk.clock += 9 * HOUR;
    await due();
    expect(await fired(one)).toEqual([]);
  });

  test("R-156: a circle through time ends as well, and begins again with what people do", async () => {
    await activate(`rule "Wake"
  when a ticket is in state hold for 1 hour
  then set state to open
rule "Sleep"
  when the state changes to open
  then set state to hold`);
    await change({ state: "hold" });
    for (let hour = 0; hour < 20; hour += 1) {
      desk.clock += HOUR;
      await due();
    }
    const all = await runs();
    expect(all.map(({ depth }) => depth)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(all.at(-1)?.failed).toEqual([{ code: "chain" }]);
    expect(desk.record.view.ticket(one)).toMatchObject({ state: "hold", tags: ["rule-failed"] });
    await change({ state: "open" });
    await change({ state: "hold" });
    desk.clock += HOUR;
    await due();
    expect((await runs()).length).toBeGreaterThan(12);
  });

  test("nothing is caught up on", async () => {
    await change({ state: "hold" });
    desk.clock += 3 * HOUR;
    await activate(timed);
    desk.clock += 30 * HOUR;
    await due();
    expect(await runs()).toEqual([]);
  });
});

describe("patterns are compared elsewhere", () => {
  const rules = `rule "Orders"
  when a ticket is closed
  and subject matches "Bro*n"
  and requester matches "ann@*"
  then add tag "order"`;

  test("with the same outcome", async () => {
    const asked: unknown[] = [];
    await restart({
      rules: {
        ...rulesHere,
        async answer(text, mail) {
          asked.push(mail.subject);
          return rulesHere.answer(text, mail);
        },
      },
    });
    await activate(rules);
    await change({ state: "closed" });
    await due();
    expect([asked, await fired()]).toEqual([["Broken"], [["agent", 0, "Orders"]]]);
  });

  test("R-154: where that takes too long, no rule runs, and the ticket is marked", async () => {
    await restart({ rules: { ...rulesHere, answer: async () => null } });
    await activate(rules);
    await change({ state: "closed" });
    await due();
    expect(await runs()).toMatchObject([{ fired: [], failed: [{ code: "slow" }] }]);
    expect(desk.record.view.ticket(one)).toMatchObject({ state: "closed", tags: ["rule-failed"] });
  });
});
