import { describe, expect, test } from "vitest";
import { composeMail } from "../../../test/support/compose.ts";
import { type MessageKey, messageKey, userName } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import { nobody, system } from "../../domain/policy/index.ts";
import {
  ann,
  bob,
  desk,
  deskForEachTest,
  HOUR,
  mail,
  one,
  replied,
  reply,
  restart,
  types,
  undoFor,
} from "./testing.ts";

deskForEachTest();

describe("a delayed reply", () => {
  test("waits for its time, over a restart, and is sent then", async () => {
    const key = await replied({ sendAt: desk.clock + HOUR });
    await desk.engine.composeDue();
    await restart();
    await desk.engine.start();
    await desk.engine.composeDue();
    expect(desk.record.view.reply(key)).toMatchObject({
      state: "due",
      leaveAt: desk.clock + HOUR,
      composed: null,
    });
    expect(desk.record.view.nextReply()).toBe(desk.clock + HOUR);
    desk.clock += HOUR;
    await desk.engine.composeDue();
    await expect.poll(() => desk.sent.length).toBe(1);
  });

  test("wakes up by itself", async () => {
    await restart({ now: Date.now });
    await undoFor(150);
    await desk.engine.start();
    const key = await replied();
    await desk.engine.composeDue();
    expect(await desk.record.past.composed(key)).toBeNull();
    await expect.poll(() => desk.record.past.composed(key)).not.toBeNull();
  });

  test("is refused for a time that is too far away", async () => {
    expect(await reply({ sendAt: desk.clock + 400 * 24 * HOUR })).toMatchObject({
      error: { field: "sendAt" },
    });
    expect(await reply({ sendAt: Number.NaN })).toMatchObject({ error: { field: "sendAt" } });
  });

  test("can be taken back until then; it stays visible, and the ticket it closed is reopened", async () => {
    await undoFor(10_000);
    const key = await replied({ close: true });
    expect(desk.record.view.ticket(one)?.state).toBe("closed");
    expect(await desk.engine.commands.takeBack(bob, one, key)).toMatchObject({ value: { message: key } });
    expect(await desk.engine.commands.takeBack(bob, one, key)).toMatchObject({ ok: true });
    desk.clock += 20_000;
    await desk.engine.composeDue();
    expect(desk.record.view.reply(key)).toMatchObject({ state: "taken-back", composed: null });
    expect(desk.record.view.deliveries(key).map(({ state }) => state)).toEqual(["cancelled"]);
    expect((await types()).slice(-3)).toEqual(["ReplyTakenBack", "StateChanged", "Changed"]);
    expect(desk.record.view.ticket(one)).toMatchObject({ state: "new", assignee: null });
    expect((await desk.record.past.conversation(one, 9)).at(-1)?.event).toMatchObject({ text: "Fixed." });
    expect(await desk.engine.commands.retryDelivery(ann, key)).toMatchObject({
      error: { code: "ticket.state" },
    });
  });

  test.each([
    ["hold", "bob"],
    ["open", null],
  ] as const)("that is taken back puts %s and the assignee back", async (state, assignee) => {
    const { commands } = desk.engine;
    await commands.change(bob, one, { state, assignee: assignee && userName(assignee) });
    const key = await replied({ close: true, sendAt: desk.clock + HOUR });
    expect(desk.record.view.ticket(one)).toMatchObject({ state: "closed", assignee: assignee ?? "ann" });
    expect(await commands.takeBack(ann, one, key)).toMatchObject({ ok: true });
    expect(desk.record.view.ticket(one)).toMatchObject({ state, assignee });
  });

  test("that is taken back by cancelling its delivery puts them back, too", async () => {
    const key = await replied({ close: true, sendAt: desk.clock + HOUR });
    expect(await desk.engine.commands.cancelDelivery(ann, key)).toEqual({ ok: true });
    expect(desk.record.view.ticket(one)).toMatchObject({ state: "new", assignee: null });
  });

  test("that is taken back leaves what was changed since", async () => {
    const { commands } = desk.engine;
    const key = await replied({ close: true, sendAt: desk.clock + HOUR });
    await commands.change(bob, one, { state: "hold", assignee: userName("bob") });
    expect(await commands.takeBack(ann, one, key)).toMatchObject({ ok: true });
    expect(desk.record.view.ticket(one)).toMatchObject({ state: "hold", assignee: "bob" });
  });

  test("that is taken back leaves a ticket closed that was closed before", async () => {
    await desk.engine.commands.change(bob, one, { state: "closed", assignee: userName("bob") });
    const key = await replied({ close: true, sendAt: desk.clock + HOUR });
    expect(await desk.engine.commands.takeBack(ann, one, key)).toMatchObject({ ok: true });
    expect(desk.record.view.ticket(one)).toMatchObject({ state: "closed", assignee: "bob" });
  });

  test("cannot be taken back once it is composed, or if it does not exist", async () => {
    const key = await replied();
    await desk.engine.composeDue();
    expect(await desk.engine.commands.takeBack(ann, one, key)).toMatchObject({
      error: { code: "reply.left" },
    });
    const none = messageKey("0".repeat(26));
    expect(await desk.engine.commands.takeBack(ann, one, none)).toMatchObject({
      error: { code: "thing.not-found" },
    });
    expect(await desk.engine.commands.takeBack(nobody, one, key)).toMatchObject({
      error: { code: "permission.denied" },
    });
  });

  test("that is taken back while it is being composed is not sent", async () => {
    let key: MessageKey | null = null;
    await restart({
      compose: async (draft) => {
        if (key) await desk.engine.commands.takeBack(ann, one, key);
        return composeMail(draft);
      },
    });
    key = await replied();
    await desk.engine.composeDue();
    expect(desk.record.view.reply(key)).toMatchObject({ state: "taken-back", composed: null });
    expect(desk.record.queries.nextDelivery()).toBeNull();
  });

  test("is taken back by cancelling its delivery, and sent at once by a retry", async () => {
    const [first, second] = [
      await replied({ sendAt: desk.clock + HOUR }),
      await replied({ sendAt: desk.clock + HOUR }),
    ];
    expect(await desk.engine.commands.cancelDelivery(ann, first)).toEqual({ ok: true });
    expect(await desk.engine.commands.retryDelivery(ann, second)).toEqual({ ok: true });
    await desk.engine.composeDue();
    expect(desk.record.view.reply(first)?.state).toBe("taken-back");
    expect(desk.record.view.reply(second)?.state).toBe("composed");
  });
});

describe("a reply that is sent only if nobody replies first", () => {
  const later = () => ({ sendAt: desk.clock + HOUR, unlessAnswered: true, text: "Any news?" });

  test("is sent if nobody did; automatic mail does not count", async () => {
    const key = await replied(later());
    await mail({ references: ["<q@customer.example>"], automatic: "auto-reply" });
    desk.clock += HOUR;
    await desk.engine.composeDue();
    expect(desk.record.view.reply(key)?.state).toBe("composed");
  });

  test.each([
    ["the requester wrote", () => mail({ references: ["<q@customer.example>"] }), "requester-wrote"],
    [
      "another reply left",
      async () => {
        await replied({ text: "Here is news" }, bob);
        await desk.engine.composeDue();
      },
      "replied",
    ],
  ] as const)("stays, with its text, when %s", async (_, happens, because) => {
    const key = await replied(later());
    desk.clock += 1000;
    await happens();
    desk.clock += HOUR;
    await desk.engine.composeDue();
    expect(desk.record.view.reply(key)).toMatchObject({ state: "withheld", composed: null });
    expect((await desk.record.journal.ofTicket(one, 0, 100)).at(-1)?.event).toEqual({
      ...{ type: "ReplyWithheld", message: key, because },
    });
    const told = await desk.record.past.conversation(one, 9);
    expect(told.map(({ event }) => "text" in event && event.text)).toContain("Any news?");
    expect(desk.record.view.deliveries(key).map(({ state }) => state)).toEqual(["cancelled"]);
    // Someone wants it to be sent all the same.
    expect(await desk.engine.commands.retryDelivery(ann, key)).toEqual({ ok: true });
    await desk.engine.composeDue();
    expect(desk.record.view.reply(key)?.state).toBe("composed");
  });
});

describe("a restored backup", () => {
  const restored = () =>
    desk.record.commit(systemActor("backups"), () => ({
      events: [
        {
          ticket: null,
          event: {
            type: "BackupRestored",
            ...{ file: "a.backup", createdAt: desk.clock, hostname: "desk.example", version: "1", held: 1 },
          },
        },
      ],
      dependsOn: [],
      value: null,
    }));

  test("holds replies that may have been sent since, and no others", async () => {
    const [now, later] = [await replied({ text: "Now" }), await replied({ sendAt: desk.clock + HOUR })];
    await restored();
    await desk.engine.composeDue();
    expect([now, later].map((key) => desk.record.view.reply(key)?.state)).toEqual(["held", "due"]);
    expect([now, later].map((key) => desk.record.view.deliveries(key)[0]?.state)).toEqual([
      "held",
      "waiting",
    ]);
    expect(await desk.engine.commands.decideHeldDeliveries(system("test"), "retry")).toEqual({
      ok: true,
      value: 1,
    });
    await desk.engine.composeDue();
    expect(desk.record.view.reply(now)?.state).toBe("composed");
  });

  test("ends for any number of replies whose end was erased: they stay held, or are cancelled", async () => {
    const key = await replied();
    for (let i = 0; i < 101; i += 1) await replied();
    await desk.engine.commands.cancelDelivery(ann, key);
    const recorded = await desk.record.journal.read(0, 1000);
    const erased = recorded.find(({ event }) => event.type === "ReplyTakenBack")?.position;
    desk.record.database.sqlite
      .prepare("UPDATE event SET payload = NULL, salt = NULL WHERE position = ?")
      .run(erased);
    desk.record.rebuild();
    expect(desk.record.view.reply(key)?.state).toBe("taken-back");
    await replied();
    await restored();
    const held = () => desk.record.queries.heldDeliveries(1000).length;
    expect(held()).toBe(103);
    const decide = (what: "retry" | "cancel") =>
      desk.engine.commands.decideHeldDeliveries(system("test"), what);
    expect(await decide("retry")).toEqual({ ok: true, value: 1 });
    expect(held()).toBe(102);
    expect(await decide("cancel")).toEqual({ ok: true, value: 102 });
    expect(held()).toBe(0);
    expect(await decide("cancel")).toEqual({ ok: true, value: 0 });
  });

  test("takes held replies back if they are not wanted", async () => {
    const key = await replied();
    await restored();
    expect(await desk.engine.commands.decideHeldDeliveries(system("test"), "cancel")).toEqual({
      ok: true,
      value: 1,
    });
    expect(desk.record.view.reply(key)?.state).toBe("taken-back");
    expect(desk.record.queries.heldDeliveries(10)).toEqual([]);
  });
});
