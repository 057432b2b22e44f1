import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adminCaller } from "../../../test/support/callers.ts";
import { captureLog, engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { fault } from "../../base/fault.ts";
import { messageKey, type TicketNumber } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { OpenRecord } from "../../record/record.ts";
import type { Engine } from "../engine.ts";
import { createWebhookCalls, type WebhookCalls } from "./calls.ts";
import type { EndpointAnswer, EndpointCall } from "./endpoint.ts";

const admin = adminCaller("ann");
const HOUR = 3_600_000;
const answer = (status: number | null, more: Partial<EndpointAnswer> = {}): EndpointAnswer => ({
  ...{ status, answer: "", retryAfter: null, fault: status === null ? fault("server.closed") : null },
  ...more,
});

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine;
let calls: WebhookCalls;
let clock: number;
/** What was called, and what it answers: a queue, then 200. */
let made: EndpointCall[];
let answers: EndpointAnswer[];
let described: () => Promise<object | null>;
let log: ReturnType<typeof captureLog>;

beforeEach(async () => {
  folder = dataFolder();
  clock = Date.UTC(2026, 10, 23, 18, 40);
  [made, answers] = [[], []];
  described = async () => ({ ticket: {} });
  record = recordIn(folder.path, () => clock);
  engine = engineOver(record, { now: () => clock });
  await setUp(engine);
  calls = newCalls();
});
afterEach(async () => {
  await calls.stop();
  record.close();
  folder.remove();
});

function newCalls(): WebhookCalls {
  log = captureLog();
  return createWebhookCalls({
    ...{ record, log, now: () => clock, randomBytes: () => Buffer.from([127, 255, 0, 0]) },
    describe: () => described(),
    callEndpoint: async (call) => {
      made.push(call);
      return answers.shift() ?? answer(200);
    },
  });
}

async function must<T>(done: Promise<{ ok: true; value: T } | { ok: false; error: unknown }>): Promise<T> {
  const result = await done;
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const endpoint = (name: string, more: object = {}) =>
  must(
    engine.webhooks.save(admin, {
      ...{ name, url: `https://${name.toLowerCase()}.example/`, events: ["ticket.opened", "note.added"] },
      ...more,
    }),
  );

async function ticket(subject = "Lamp"): Promise<TicketNumber> {
  const requester = { name: "Ann", address: "ann@customer.example" };
  const wanted = { mailbox, subject, requester, text: "Hello", send: false };
  return (await must(engine.commands.openTicket(admin, wanted))).ticket;
}

const queue = () => record.operations.webhooks;
const types = () => made.map(({ body }) => `${JSON.parse(body).type} ${JSON.parse(body).data.number}`);
const states = (name = "Shop") =>
  queue()
    .deliveries(name, 1e9, 500)
    .map(({ state }) => state)
    .reverse();

/** Lets time pass, and waits until all that is due was done. */
async function pass(milliseconds: number): Promise<void> {
  clock += milliseconds;
  calls.wake();
  await settled();
}

const settled = () => calls.idle();

describe("calls", () => {
  test("are made in the order of the journal, of what the endpoint wants alone, and recorded", async () => {
    calls.start();
    await ticket("Before");
    await endpoint("Shop");
    const number = await ticket();
    await must(engine.commands.change(admin, number, { priority: "high" }));
    await must(engine.commands.note(admin, number, "Note"));
    await settled();
    expect(types()).toEqual(["ticket.opened 2", "note.added 2", "note.added 2"]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(3);
    const [first] = made;
    expect(first).toMatchObject({ url: "https://shop.example/", allowPrivate: false });
    expect(JSON.parse(first?.body ?? "")).toEqual({
      ...{ type: "ticket.opened", timestamp: new Date(clock).toISOString() },
      data: { position: expect.any(Number), number: 2, ticket: {} },
    });
    expect(states()).toEqual(["delivered", "delivered", "delivered"]);
    const [last] = queue().deliveries("Shop", 1e9, 1);
    expect(queue().attempts(last?.number ?? 0)).toEqual([
      {
        number: expect.any(Number),
        delivery: last?.number,
        at: clock,
        took: 0,
        status: 200,
        answer: "",
        fault: null,
      },
    ]);
  });

  test("nothing is read and nothing written without endpoints", async () => {
    const reads = record.journal.page;
    let pages = 0;
    Object.assign(record.journal, {
      page: (...given: Parameters<typeof reads>) => {
        pages += 1;
        return reads(...given);
      },
    });
    calls.start();
    await ticket();
    await settled();
    const rows = record.database.sqlite.prepare("SELECT count(*) FROM webhook_lane").pluck().get();
    expect([pages, rows, made]).toEqual([0, 0, []]);
  });

  test("an endpoint that is off misses what happens, and what waits is not called", async () => {
    calls.start();
    await endpoint("Shop");
    answers = [answer(500)];
    await ticket("One");
    await settled();
    await endpoint("Shop", { enabled: false });
    await ticket("Two");
    await pass(HOUR);
    expect(types()).toEqual(["ticket.opened 1"]);
    await endpoint("Shop", { enabled: true });
    await ticket("Three");
    await settled();
    expect(types()).toEqual([
      "ticket.opened 1",
      "ticket.opened 1",
      "note.added 1",
      "ticket.opened 3",
      "note.added 3",
    ]);
  });

  test("a short failure changes no order, and the id stays the same", async () => {
    calls.start();
    await endpoint("Shop", { events: ["ticket.opened"] });
    answers = [answer(500), answer(200)];
    await ticket();
    await ticket();
    await settled();
    expect(types()).toEqual(["ticket.opened 1"]);
    await pass(6000);
    expect(types()).toEqual(["ticket.opened 1", "ticket.opened 1", "ticket.opened 2"]);
    expect(made[0]?.id).toBe(made[1]?.id);
    expect(made[0]?.body).toBe(made[1]?.body);
  });

  test("a call that keeps failing does not hold up the others, and fails after days", async () => {
    calls.start();
    await endpoint("Shop", { events: ["ticket.opened"] });
    answers = [answer(500), answer(500)];
    await ticket();
    await ticket();
    await settled();
    await pass(6000);
    expect(types()).toEqual(["ticket.opened 1", "ticket.opened 1", "ticket.opened 2"]);
    expect(states()).toEqual(["waiting", "delivered"]);
    for (const hours of [0.1, 1, 3, 6, 11, 15, 22, 26]) {
      answers = [answer(404)];
      await pass(hours * HOUR);
    }
    expect(states()).toEqual(["failed", "delivered"]);
    expect(made.length).toBe(11);
    expect(log.lines.some((line) => line.includes("failed for good"))).toBe(true);
  });

  test("an endpoint that fails again and again gets one call at a time, and all that waits once it works", async () => {
    calls.start();
    await endpoint("Shop", { events: ["ticket.opened"] });
    answers = Array.from({ length: 7 }, () => answer(null));
    for (let n = 0; n < 4; n++) await ticket();
    await settled();
    await pass(6000);
    const lane = () => queue().lane("Shop");
    // The first one twice, then the others, once each.
    expect(lane()?.failures).toBe(3);
    await pass(6000);
    await pass(6000);
    expect(lane()?.failures).toBe(5);
    const before = made.length;
    await pass(30_000);
    expect(made.length).toBe(before);
    await pass(60_000);
    expect([made.length, lane()?.failures]).toEqual([before + 1, 6]);
    await pass(6 * 60_000);
    expect([made.length, lane()?.failures]).toEqual([before + 2, 7]);
    await pass(16 * 60_000);
    expect(lane()).toMatchObject({ failures: 0, failingSince: null });
    expect(states()).toEqual(["delivered", "delivered", "delivered", "delivered"]);
    expect(types().slice(-4)).toEqual([1, 2, 3, 4].map((n) => `ticket.opened ${n}`));
  });

  test("a server that is gone is called no more", async () => {
    calls.start();
    await endpoint("Shop", { events: ["ticket.opened"] });
    answers = [answer(410)];
    await ticket();
    await settled();
    expect(record.view.webhook("Shop")?.webhook.enabled).toBe(false);
    await ticket();
    await pass(HOUR);
    expect([made.length, states()]).toEqual([1, ["failed"]]);
  });

  test("several endpoints are called side by side, each with its own state", async () => {
    calls.start();
    await endpoint("Shop", { events: ["ticket.opened"] });
    await endpoint("Stock", { events: ["note.added"] });
    await ticket();
    await settled();
    expect(made.map(({ url, body }) => [url, JSON.parse(body).type]).toSorted()).toEqual([
      ["https://shop.example/", "ticket.opened"],
      ["https://stock.example/", "note.added"],
    ]);
  });
});

describe("after a stop", () => {
  test("what happened meanwhile is told, once, and what was not recorded again with the same id", async () => {
    calls.start();
    await endpoint("Shop", { events: ["ticket.opened"] });
    await ticket();
    await settled();
    await calls.stop();
    for (let n = 0; n < 3; n++) await ticket();
    calls = newCalls();
    calls.start();
    await settled();
    expect(types()).toEqual([1, 2, 3, 4].map((n) => `ticket.opened ${n}`));
    const ids = made.map(({ id }) => id);
    await calls.stop();
    // As if the program had been killed before it recorded anything.
    record.database.sqlite.exec(
      "DELETE FROM webhook_lane; DELETE FROM webhook_delivery; DELETE FROM webhook_attempt",
    );
    calls = newCalls();
    calls.start();
    await settled();
    expect(made.slice(4).map(({ id }) => id)).toEqual(ids);
  });

  test("a call in progress is ended, and made again", async () => {
    await endpoint("Shop", { events: ["ticket.opened"] });
    const begun: EndpointCall[] = [];
    const hanging = createWebhookCalls({
      ...{ record, log, now: () => clock, randomBytes: () => Buffer.alloc(4) },
      describe: () => described(),
      callEndpoint: (call, signal) =>
        new Promise((resolve) => {
          begun.push(call);
          signal.addEventListener("abort", () => resolve(answer(null)));
        }),
    });
    hanging.start();
    await ticket();
    await expect.poll(() => begun.length).toBe(1);
    await hanging.stop();
    expect(states()).toEqual(["waiting"]);
    calls.start();
    await settled();
    expect(made.map(({ id }) => id)).toEqual(begun.map(({ id }) => id));
    expect(queue().attempts(1).length).toBe(1);
  });
});

test("an endpoint that does not answer leaves what happens in the journal, and loses none of it", async () => {
  await endpoint("Shop", { events: ["note.added"] });
  const number = await ticket();
  const notes = Array.from({ length: 519 }, (_, n) => {
    return {
      ticket: number,
      event: { type: "NoteAdded", message: messageKey(`note${n}`), text: "" },
    } as const;
  });
  await record.commit(systemActor("test"), () => ({ events: notes, dependsOn: [], value: undefined }));
  answers = Array.from({ length: 6 }, () => answer(null));
  calls.start();
  await settled();
  await pass(6000);
  await pass(6000);
  expect(queue().waiting("Shop", 1000)).toBe(500);
  for (let n = 0; n < 5; n++) await pass(24 * HOUR);
  await expect.poll(() => new Set(made.map(({ id }) => id)).size, { timeout: 20_000 }).toBe(520);
  expect(queue().deliveries("Shop", 1e9, 1000).length).toBeLessThanOrEqual(220);
});

test("an event that cannot be described is told with its place alone, after some tries", async () => {
  described = async () => {
    throw new Error("broken");
  };
  calls.start();
  await endpoint("Shop", { events: ["ticket.opened"] });
  await ticket();
  await settled();
  for (let n = 0; n < 3; n++) await pass(3000);
  expect(made.map(({ body }) => JSON.parse(body).data)).toEqual([
    { position: expect.any(Number), number: 1, ticket: null },
  ]);
});

describe("by hand", () => {
  test("a test is made once, also of an endpoint that is off", async () => {
    calls.start();
    await endpoint("Shop", { enabled: false });
    answers = [answer(500, { answer: "no" })];
    const number = await must(engine.webhooks.test(admin, "Shop"));
    await pass(0);
    expect(JSON.parse(made[0]?.body ?? "")).toMatchObject({
      type: "webhook.test",
      data: { webhook: "Shop" },
    });
    await pass(HOUR);
    expect(made.length).toBe(1);
    expect(queue().delivery("Shop", number)).toMatchObject({ state: "failed", attempts: 1, nextAt: null });
    expect(queue().lane("Shop")?.failures).toBe(0);
  });

  test("a call is made again with the same id and body, whatever became of it", async () => {
    calls.start();
    await endpoint("Shop", { events: ["ticket.opened"] });
    await ticket();
    await settled();
    const [{ number } = { number: 0 }] = queue().deliveries("Shop", 1e9, 1);
    await must(engine.webhooks.sendAgain(admin, "Shop", number));
    await pass(0);
    expect(made.length).toBe(2);
    expect(made[1]).toMatchObject({ id: made[0]?.id, body: made[0]?.body });
    expect(queue().delivery("Shop", number)).toMatchObject({ state: "delivered", attempts: 2 });
    const unknown = await engine.webhooks.sendAgain(admin, "Shop", 99);
    expect(unknown).toMatchObject({ ok: false, error: { reason: "webhook.no-delivery" } });
  });

  test("the secret is renewed, with the former one for a day", async () => {
    calls.start();
    const first = await endpoint("Shop", { events: ["ticket.opened"] });
    expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const second = await must(engine.webhooks.renewSecret(admin, "Shop"));
    await ticket();
    await settled();
    await pass(25 * HOUR);
    await ticket();
    await settled();
    expect(made.map(({ secrets }) => secrets)).toEqual([[second, first], [second]]);
  });

  test("secrets that are replaced one after the other sign each for its day", async () => {
    calls.start();
    const first = await endpoint("Shop", { events: ["ticket.opened"] });
    const second = await must(engine.webhooks.renewSecret(admin, "Shop"));
    await pass(10 * HOUR);
    const third = await must(engine.webhooks.renewSecret(admin, "Shop"));
    for (const hours of [1, 14, 11]) {
      await ticket();
      await settled();
      await pass(hours * HOUR);
    }
    await ticket();
    await settled();
    expect(made.map(({ secrets }) => secrets)).toEqual([
      ...[[third, second, first], [third, second, first], [third, second], [third]],
    ]);
  });

  test("an endpoint that is removed is forgotten, and one with its name starts afresh", async () => {
    calls.start();
    await endpoint("Shop", { events: ["ticket.opened"] });
    await ticket();
    await settled();
    await must(engine.webhooks.remove(admin, "Shop"));
    expect([queue().lane("Shop"), queue().deliveries("Shop", 1e9, 10)]).toEqual([null, []]);
    expect(record.database.sqlite.prepare("SELECT count(*) FROM webhook_attempt").pluck().get()).toBe(0);
    await ticket();
    await endpoint("Shop", { events: ["ticket.opened"] });
    await ticket();
    await settled();
    expect(types()).toEqual(["ticket.opened 1", "ticket.opened 3"]);
  });
});
