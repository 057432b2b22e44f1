/** Targets of a ruleset in the product: what is due, what is told of it and when, and what becomes of that when they change. */
import { describe, expect, test } from "vitest";
import { adminCaller } from "../../../test/support/callers.ts";
import { ticketNumber } from "../../base/ids.ts";
import { ann, desk, deskForEachTest, mail, one, restart } from "../outgoing/testing.ts";

deskForEachTest();

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const boss = adminCaller("boss");
const two = ticketNumber(2);

const target = (promise = "first answer within 4 hours, next answer within 2 hours") =>
  `target "Standard" ${promise}`;
const always = 'rule "all"\n  when new mail arrives\n  then set target to "Standard"';

async function activate(text: string, acknowledged: readonly string[] = []): Promise<void> {
  const saved = await desk.engine.rulesets.save(boss, `ruleset "Desk"\n\n${text}\n`, "");
  if (!saved.ok) throw new Error(saved.error.code);
  expect(await desk.engine.rulesets.activate(boss, saved.value, "", acknowledged)).toMatchObject({
    ok: true,
  });
}
/** A mail that opens a ticket. */
const opens = () =>
  mail({ from: { name: "", address: "cid@customer.example" }, messageId: "<c@customer.example>" });
const times = (number = two) => desk.record.view.ticketTimes(number);
/** What was told of a ticket: when it was so, and when it was recorded, both in hours since a moment. */
const told = async (since: number, number = two) =>
  (await desk.record.past.history(number, { limit: 100 })).events.flatMap(({ event, time }) =>
    event.type === "TargetWarned" || event.type === "TargetMissed"
      ? [[event.type.slice(6), event.clock, (event.at - since) / HOUR, (time - since) / HOUR]]
      : [],
  );
const overdue = () => {
  const { queries } = desk.record;
  const { items } = queries.tickets({ overdue: true }, { now: desk.clock, limit: 5 });
  const { overdue: counted } = queries.counts({}, desk.clock);
  return [items.map(({ number }) => number), counted];
};

describe("what is told", () => {
  test("T-30: a warning and a miss, each once, also after downtime and a restart, with the exact moment", async () => {
    await activate(`${target()}\n${always}`);
    await opens();
    const since = desk.clock;
    expect(times()).toMatchObject({ dueAt: since + 4 * HOUR, soonAt: since + 3 * HOUR });
    desk.clock = since + 3 * HOUR - 1;
    await desk.engine.composeDue();
    expect(await told(since)).toEqual([]);
    desk.clock = since + 3.5 * HOUR;
    await Promise.all([desk.engine.composeDue(), desk.engine.composeDue()]);
    expect(await told(since)).toEqual([["Warned", "first", 3, 3.5]]);
    expect(overdue()).toEqual([[], 0]);
    // The program is down for two days.
    desk.clock = since + 2 * DAY;
    await restart();
    expect(overdue()).toEqual([[2], 1]);
    await Promise.all([desk.engine.composeDue(), desk.engine.composeDue()]);
    await restart();
    await desk.engine.composeDue();
    expect(await told(since)).toEqual([
      ["Warned", "first", 3, 3.5],
      ["Missed", "first", 4, 48],
    ]);
    expect(desk.record.view.nextToTell()).toBeNull();
  });

  test("T-31: what was missed is told even if it has been done meanwhile, without a warning", async () => {
    await activate(`${target()}\n${always}`);
    await opens();
    const since = desk.clock;
    desk.clock = since + 5 * HOUR;
    expect(await desk.engine.commands.reply(ann, two, { text: "Here." })).toMatchObject({ ok: true });
    await desk.engine.composeDue();
    expect(await told(since)).toEqual([["Missed", "first", 4, 5]]);
  });

  test("a timer fires while the program runs", async () => {
    await activate(`${target("first answer within 1 minute, warn 1 minute before")}\n${always}`);
    await desk.engine.start({ outbox: false });
    await opens();
    const since = desk.clock;
    await expect.poll(() => told(since)).toEqual([["Warned", "first", 0, 0]]);
    desk.clock += 120_000;
    // Something happens: what is due is looked for.
    await mail({ messageId: "<d@customer.example>" });
    await expect.poll(async () => (await told(since)).length).toBe(2);
  });
});

describe("what is due", () => {
  test("T-13, T-22: a ticket that waits is not due, unless it was before", async () => {
    await activate(`${target()}\n${always}`);
    await opens();
    const since = desk.clock;
    desk.clock += HOUR;
    await desk.engine.commands.change(ann, two, { state: "hold" });
    expect(times()?.dueAt).toBeNull();
    desk.clock += 10 * HOUR;
    expect(overdue()).toEqual([[], 0]);
    await desk.engine.commands.change(ann, two, { state: "open" });
    expect(times()?.dueAt).toBe(since + 14 * HOUR);
    desk.clock = since + 15 * HOUR;
    expect(overdue()).toEqual([[2], 1]);
    await desk.engine.commands.change(ann, two, { state: "hold" });
    expect(overdue()).toEqual([[2], 1]);
    await desk.engine.commands.change(ann, two, { state: "closed" });
    expect(overdue()).toEqual([[], 0]);
    await desk.engine.commands.change(ann, two, { state: "open" });
    expect(overdue()).toEqual([[2], 1]);
  });

  test("T-22: what people set counts as well, without a target", async () => {
    await desk.engine.commands.change(ann, one, { dueAt: desk.clock + HOUR });
    expect(times(one)).toMatchObject({ dueAt: desk.clock + HOUR, soonAt: null });
    desk.clock += HOUR + 1;
    expect(overdue()).toEqual([[1], 1]);
    await desk.engine.commands.change(ann, one, { dueAt: null });
    expect(overdue()).toEqual([[], 0]);
  });

  test("T-15: another ruleset counts at once, and for all of the time", async () => {
    await activate(`${target()}\n${always}`);
    await opens();
    const since = desk.clock;
    desk.clock += 2 * HOUR;
    await activate(`${target("first answer within 1 hour")}\n${always}`);
    expect(times()?.dueAt).toBe(since + HOUR);
    await desk.engine.composeDue();
    expect(await told(since)).toEqual([["Missed", "first", 1, 2]]);
    await activate(`${target('first answer within 40 hours in "Office"')}\n${always}
calendar "Office" daily 00:00-12:00, UTC`);
    expect(times()?.dueAt).toBeGreaterThan(since + 3 * DAY);
    expect(overdue()).toEqual([[], 0]);
    // A target that is not declared any more promises nothing (T-5).
    await activate('rule "r"\n  when mail arrives\n  then raise priority', ["dropped-target:Standard"]);
    expect(times()).toMatchObject({ dueAt: null, soonAt: null });
    expect(desk.record.view.ticket(two)?.target).toBe("Standard");
    const before = [times(), desk.record.view.declared()];
    await restart();
    expect([times(), desk.record.view.declared()]).toEqual(before);
  });

  test("a target has to be declared to be set", async () => {
    await activate(target());
    expect(await desk.engine.commands.change(ann, one, { target: "Standard" })).toMatchObject({ ok: true });
    expect(times(one)?.dueAt).not.toBeNull();
    expect(await desk.engine.commands.change(ann, one, { target: "Other" })).toMatchObject({
      ...{ ok: false, error: { field: "target", params: { name: "Other" } } },
    });
  });
});

test("R-148: that open tickets have a target which a new version drops has to be accepted", async () => {
  await activate(`${target()}\n${always}`);
  await opens();
  const next = 'ruleset "Desk"\n\ntarget "Other" first answer within 4 hours\n';
  const checked = await desk.engine.rulesets.check(boss, next);
  expect(checked).toMatchObject({ value: { warnings: [{ code: "dropped-target", name: "Standard" }] } });
  const saved = await desk.engine.rulesets.save(boss, next, "");
  const version = saved.ok ? saved.value : 0;
  expect(await desk.engine.rulesets.activate(boss, version, "", [])).toMatchObject({
    error: { reason: "ruleset.warnings" },
  });
  const accepted = await desk.engine.rulesets.activate(boss, version, "", ["dropped-target:Standard"]);
  expect(accepted).toMatchObject({ ok: true });
  await desk.engine.commands.change(ann, two, { state: "closed" });
  expect(desk.record.view.usedTargets()).toEqual([]);
});
