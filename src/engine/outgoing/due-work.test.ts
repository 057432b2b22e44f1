import { beforeEach, describe, expect, test } from "vitest";
import { captureLog } from "../../../test/support/engine.ts";
import { messageKey, userName } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Event, EventType } from "../../domain/events.ts";
import { system } from "../../domain/policy/index.ts";
import { desk, deskForEachTest, mail, one, replied, restart } from "./testing.ts";

deskForEachTest();

/** Erases the payloads of all events of a type, as a law may demand, beside the program that runs on them. */
function erase(type: EventType): void {
  const erased = desk.record.database.sqlite
    .prepare<[string]>("UPDATE event SET payload = NULL, salt = NULL WHERE type = ?")
    .run(type);
  expect(erased.changes).toBeGreaterThan(0);
}

describe("due work whose event was erased by law", () => {
  const log = captureLog();
  const saidOf = (what: string) => log.lines.filter((line) => line.includes(what));
  beforeEach(() => {
    log.lines.length = 0;
  });

  test("an auto-reply is given up once, and the next ticket's is sent", async () => {
    const saved = await desk.engine.settings.saveMailbox(system("test"), {
      ...{ address: "support@desk.example", acknowledge: true },
    });
    expect(saved.ok).toBe(true);
    await mail({ messageId: "<first@customer.example>", subject: "First" });
    expect(desk.record.view.automaticRepliesDue(10)).toHaveLength(1);
    erase("AutoReplyDue");
    await restart({ log });
    for (let i = 0; i < 3; i++) {
      await desk.engine.composeDue();
      desk.clock += 60_000;
    }
    expect(saidOf("an automatic reply")).toEqual([expect.stringMatching(/^warn .*was erased/)]);
    await mail({ messageId: "<second@customer.example>", subject: "Second" });
    await desk.engine.composeDue();
    expect(desk.record.view.automaticRepliesDue(10)).toMatchObject([{ ticket: 2 }]);
    expect(desk.record.view.ticket(one)?.messages).toBe(1);
    const third = desk.record.queries.tickets({}, { now: desk.clock, limit: 10 }).items[0];
    expect(third).toMatchObject({ number: 3, messages: 2 });
  });

  const kinds: readonly (readonly [what: string, type: EventType, begin: () => Promise<unknown>])[] = [
    ["a reply", "ReplyWritten", () => replied()],
    [
      "a notification",
      "NotificationDue",
      () =>
        add({
          ...{ type: "NotificationDue", message: messageKey("told"), about: one, user: userName("ann") },
          ...{ to: { name: "Ann", address: "ann@desk.example" }, because: { kind: "assigned", by: null } },
        }),
    ],
  ];
  test.each(kinds)("%s is given up once", async (what, type, begin) => {
    await begin();
    erase(type);
    await restart({ log });
    for (let i = 0; i < 3; i++) {
      await desk.engine.composeDue();
      desk.clock += 60_000;
    }
    expect(saidOf(what)).toEqual([expect.stringMatching(/^warn .*was erased/)]);
    expect(saidOf("error")).toEqual([]);
  });
});

async function add(event: Event): Promise<void> {
  await desk.record.commit(systemActor("test"), () => ({
    events: [{ ticket: null, event }],
    dependsOn: [],
    value: undefined,
  }));
}
