/** A lifecycle of a ruleset in the product: commands, mail, time, and what becomes of tickets when it changes. */
import { describe, expect, test } from "vitest";
import { adminCaller } from "../../../test/support/callers.ts";
import { ticketNumber } from "../../base/ids.ts";
import { system } from "../../domain/policy/index.ts";
import { ann, bob, desk, deskForEachTest, mail, one, restart } from "../outgoing/testing.ts";

deskForEachTest();

const DAY = 86_400_000;
const two = ticketNumber(2);
const boss = adminCaller("boss");

const lifecycle = `lifecycle
  initial inbox -> working, done
    and goes to working when we reply
  active working -> "with lab", rejected, done
    and to rejected only by group "Leads"
  waiting "with lab" -> working, done
    and returns to working after 3 days
  final done -> working
    and goes to working when the requester writes within 14 days
  final rejected -> working
    and opens a new ticket when the requester writes`;

async function activate(text: string): Promise<void> {
  const saved = await desk.engine.rulesets.save(boss, `ruleset "Desk"\n\n${text}\n`, "");
  if (!saved.ok) throw new Error(saved.error.code);
  expect(await desk.engine.rulesets.activate(boss, saved.value, "", ["way-group:Leads"])).toMatchObject({
    ok: true,
  });
}

const change = (state: string, by = ann) => desk.engine.commands.change(by, one, { state });
const ticket = (number = one) => desk.record.view.ticket(number);
/** What happened to the ticket's state, and when. */
const states = async () =>
  (await desk.record.past.history(one, { limit: 100 })).events.flatMap(({ event, time }) =>
    event.type === "StateChanged" ? [[event.to, event.cause.code, time] as const] : [],
  );
const refused = { ok: false, error: { code: "ticket.state", field: "state" } };

describe("ways", () => {
  test("commands accept what the lifecycle allows, and nothing else", async () => {
    await activate(lifecycle);
    expect(await change("with lab")).toMatchObject({ ok: true });
    expect(await change("rejected")).toMatchObject({
      ...refused,
      error: { params: { from: "with lab", to: "rejected", values: "working, done" } },
    });
    expect(await change("hold")).toMatchObject(refused);
    expect(ticket()?.state).toBe("with lab");
  });

  test("a way for a group is for its members", async () => {
    const made = await desk.engine.settings.saveGroup(system("test"), "Leads", ["bob"]);
    expect(made).toMatchObject({ ok: true });
    await activate(lifecycle);
    await change("working");
    expect(await change("rejected")).toMatchObject(refused);
    expect(await change("rejected", bob)).toMatchObject({ ok: true });
    // An administrator who is not among them cannot either.
    await change("working");
    expect(await change("rejected", boss)).toMatchObject(refused);
  });

  test("a reply moves the ticket, and closes it only where that is allowed", async () => {
    await activate(`lifecycle
  initial inbox -> working
    and goes to working when we reply
  active working -> done
  final done -> working`);
    await mail({ from: { name: "", address: "cid@customer.example" }, messageId: "<c@customer.example>" });
    expect(ticket(two)?.state).toBe("inbox");
    const closed = await desk.engine.commands.reply(ann, two, { text: "Yes.", close: true });
    expect(closed).toMatchObject({
      ok: false,
      error: { reason: "ticket.no-close", params: { from: "inbox" } },
    });
    expect(await desk.engine.commands.reply(ann, two, { text: "Yes." })).toMatchObject({ ok: true });
    expect(ticket(two)?.state).toBe("working");
    const again = await desk.engine.commands.reply(ann, two, { text: "Bye.", close: true });
    expect(again).toMatchObject({ ok: true });
    expect(ticket(two)?.state).toBe("done");
  });

  test("a merge finds a final state, and undoing it the state before", async () => {
    await activate(lifecycle);
    await mail({ from: { name: "", address: "cid@customer.example" }, messageId: "<c@customer.example>" });
    expect(await desk.engine.commands.merge(ann, two, one)).toMatchObject({ ok: true });
    expect(ticket(two)).toMatchObject({ state: "done", mergedInto: 1 });
    expect(await desk.engine.commands.unmerge(ann, two)).toMatchObject({ ok: true });
    expect(ticket(two)).toMatchObject({ state: "inbox", mergedInto: null });
  });
});

describe("mail", () => {
  test("reopens in time; later it opens a ticket that names the earlier one, and both show it", async () => {
    await activate(lifecycle);
    await change("done");
    desk.clock += 14 * DAY - 1;
    await mail({ inReplyTo: "<q@customer.example>", messageId: "<r@customer.example>" });
    expect(ticket()).toMatchObject({ state: "working", messages: 2 });
    await change("done");
    desk.clock += 14 * DAY;
    await mail({ inReplyTo: "<q@customer.example>", messageId: "<s@customer.example>" });
    expect(ticket()).toMatchObject({ state: "done", messages: 2 });
    expect(ticket(two)).toMatchObject({ state: "inbox", continues: 1, messages: 1 });
    expect(desk.record.view.continuing(one)).toEqual([2]);
    // What follows that mail belongs to the new ticket.
    await mail({ inReplyTo: "<s@customer.example>", messageId: "<t@customer.example>" });
    expect(ticket(two)).toMatchObject({ messages: 2 });
  });
});

describe("time", () => {
  test("a ticket returns by itself once its time is over, exactly once, also after a restart", async () => {
    await activate(lifecycle);
    await change("with lab");
    const since = desk.clock;
    desk.clock = since + 3 * DAY - 1;
    await desk.engine.composeDue();
    expect(ticket()?.state).toBe("with lab");
    // The program is down for two days more.
    desk.clock = since + 5 * DAY;
    await restart();
    await Promise.all([desk.engine.composeDue(), desk.engine.composeDue()]);
    await desk.engine.composeDue();
    expect(ticket()).toMatchObject({ state: "working", stateSince: since + 5 * DAY });
    expect((await states()).filter(([, code]) => code === "time")).toEqual([
      ["working", "time", since + 5 * DAY],
    ]);
  });

  test("a timer fires while the program runs", async () => {
    await activate(lifecycle.replace("3 days", "1 minute"));
    await change("with lab");
    await desk.engine.start({ outbox: false });
    desk.clock += 60_000;
    // Something happens: what is due is looked for.
    await mail({ from: { name: "", address: "cid@customer.example" }, messageId: "<c@customer.example>" });
    await expect.poll(() => ticket()?.state).toBe("working");
  });

  test("the lifecycle in effect decides, also for tickets that were in the state before", async () => {
    await activate(lifecycle);
    await change("with lab");
    desk.clock += 2 * DAY;
    await activate(lifecycle.replace("3 days", "1 day"));
    await desk.engine.composeDue();
    expect(ticket()?.state).toBe("working");
  });
});

describe("another lifecycle", () => {
  test("a ticket in a state that is gone is found, counts, and can leave it", async () => {
    await activate(lifecycle);
    await change("with lab");
    await activate('rule "r"\n  when mail arrives\n  then raise priority');
    expect(ticket()?.state).toBe("with lab");
    const { queries, view } = desk.record;
    const page = queries.tickets({ state: "with lab" }, { now: desk.clock, limit: 5 });
    expect(page.items.map(({ number }) => number)).toEqual([1]);
    expect(queries.counts({}, desk.clock).byState.get("with lab")).toBe(1);
    expect(queries.unfinished({})).toBe(1);
    expect(view.lifecycle().dropped.map(({ name }) => name)).toEqual([
      ...["inbox", "working", "with lab", "done", "rejected"],
    ]);
    // It was waiting: the requester's mail wakes it.
    await mail({ inReplyTo: "<q@customer.example>", messageId: "<r@customer.example>" });
    expect(ticket()?.state).toBe("open");
    await activate(lifecycle);
    expect(await change("done")).toMatchObject({ ok: true });
  });

  test("a final state that is gone stays final, and a rebuilt read model knows all of it", async () => {
    await activate(lifecycle);
    await desk.engine.commands.change(ann, one, { state: "done", dueAt: desk.clock - 1 });
    await activate('rule "r"\n  when mail arrives\n  then raise priority');
    expect(desk.record.queries.counts({}, desk.clock)).toMatchObject({ overdue: 0 });
    expect(desk.record.queries.unfinished({})).toBe(0);
    const before = [ticket(), desk.record.view.lifecycle()];
    await restart();
    expect([ticket(), desk.record.view.lifecycle()]).toEqual(before);
  });
});
