/** Tickets that are on hold until a time. */
import { describe, expect, test } from "vitest";
import { ann, desk, deskForEachTest, mail, one, restart } from "../outgoing/testing.ts";

deskForEachTest();

const DAY = 86_400_000;
const ticket = () => desk.record.view.ticket(one);
const hold = (heldUntil: number | null) => desk.engine.commands.change(ann, one, { heldUntil });
const done = { ok: true };

describe("a ticket on hold until a time", () => {
  test("comes back by itself then, also after a restart, and only once", async () => {
    expect(await hold(desk.clock + DAY)).toMatchObject(done);
    const until = desk.clock + DAY;
    expect(ticket()).toMatchObject({ state: "hold", heldUntil: until });
    desk.clock += DAY - 1;
    await desk.engine.composeDue();
    expect(ticket()?.state).toBe("hold");
    await restart();
    desk.clock += 1;
    await desk.engine.composeDue();
    expect(ticket()).toMatchObject({ state: "open", heldUntil: null });
    const { version } = ticket() ?? {};
    await desk.engine.composeDue();
    expect(ticket()?.version).toBe(version);
  });

  test("comes back at once when they write, and then stays", async () => {
    await hold(desk.clock + DAY);
    await mail({ inReplyTo: "<q@customer.example>", messageId: "<r@customer.example>" });
    expect(ticket()).toMatchObject({ state: "open", heldUntil: null });
    await desk.engine.commands.change(ann, one, { state: "hold" });
    desk.clock += 2 * DAY;
    await desk.engine.composeDue();
    expect(ticket()?.state).toBe("hold");
  });

  test("another time replaces the first one, keeps since when it is there, and is undone to it", async () => {
    const [first, second] = [desk.clock + DAY, desk.clock + 2 * DAY];
    await hold(first);
    const since = ticket()?.stateSince;
    desk.clock += 1000;
    expect(await hold(second)).toMatchObject(done);
    expect(ticket()).toMatchObject({ heldUntil: second, stateSince: since });
    const undone = await desk.engine.commands.undo(ann, one, ticket()?.version ?? 0);
    expect(undone).toMatchObject(done);
    expect(ticket()).toMatchObject({ state: "hold", heldUntil: first });
    expect(await hold(null)).toMatchObject(done);
    expect(ticket()).toMatchObject({ state: "hold", heldUntil: null });
  });

  test("a time that is over, or too far away, is refused, and so is one in a state that does not wait", async () => {
    for (const until of [desk.clock, desk.clock + 6 * 366 * DAY, Number.NaN])
      expect(await hold(until)).toMatchObject({ ok: false, error: { field: "heldUntil" } });
    const open = await desk.engine.commands.change(ann, one, { state: "open", heldUntil: desk.clock + DAY });
    expect(open).toMatchObject({ ok: false, error: { field: "heldUntil", reason: "ticket.no-hold" } });
    expect(ticket()).toMatchObject({ state: "new", heldUntil: null });
  });
});

describe("a reply that holds its ticket", () => {
  const holdUntil = () => desk.clock + 3 * DAY;
  test("brings it back if nobody has answered by then", async () => {
    const reply = { text: "Did it help?", holdUntil: holdUntil() };
    expect(await desk.engine.commands.reply(ann, one, reply)).toMatchObject(done);
    expect(ticket()).toMatchObject({ state: "hold", heldUntil: reply.holdUntil });
    // What else we write leaves it there, until the same time.
    await desk.engine.commands.reply(ann, one, { text: "One more thing." });
    expect(ticket()).toMatchObject({ state: "hold", heldUntil: reply.holdUntil });
    desk.clock = reply.holdUntil;
    await desk.engine.composeDue();
    expect(ticket()).toMatchObject({ state: "open", heldUntil: null });
  });

  test("taken back, the ticket is as before", async () => {
    const before = desk.clock + DAY;
    await hold(before);
    const sendAt = desk.clock + 60_000;
    const sent = await desk.engine.commands.reply(ann, one, {
      text: "Later",
      sendAt,
      holdUntil: holdUntil(),
    });
    if (!sent.ok || !sent.value.message) throw new Error("not written");
    expect(ticket()).toMatchObject({ heldUntil: holdUntil() });
    expect(await desk.engine.commands.takeBack(ann, one, sent.value.message)).toMatchObject(done);
    expect(ticket()).toMatchObject({ state: "hold", heldUntil: before });
  });

  test("cannot close it as well", async () => {
    const reply = { text: "Bye", close: true, holdUntil: holdUntil() };
    const refused = { ok: false, error: { reason: "reply.close-and-hold" } };
    expect(await desk.engine.commands.reply(ann, one, reply)).toMatchObject(refused);
  });
});
