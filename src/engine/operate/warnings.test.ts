import { afterEach, beforeEach, expect, it } from "vitest";
import type { Action } from "../../../appliance/protocol.ts";
import { hashed } from "../../../test/support/compose.ts";
import { engineOver, setUp } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { doneAction } from "../../base/box-actions.ts";
import { fault } from "../../base/fault.ts";
import { userName } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import { system } from "../../domain/policy/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";
import type { Draft } from "../outgoing/draft.ts";
import type { Deliver } from "../outgoing/outbox.ts";
import type { AskBox } from "./box.ts";

const route = { kind: "smtp", host: "next", port: 25, tls: "none", user: null, password: null } as const;
const HOUR = 3_600_000;
let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
let clock: number;
let actions: Action[];
let composed: Draft[];
let sent: Parameters<Deliver>[0][];

const fellBack = (number: number, more: Partial<Action> = {}): Action => ({
  ...{
    log: "one",
    number,
    at: new Date(clock).toISOString(),
    verb: "update.outcome",
    caller: "box",
    by: null,
  },
  ...{
    outcome: "failed",
    what: doneAction("release.fell-back", { from: "1.0", to: "1.1" }),
    fault: fault("box.unwell.mail", { params: { problem: fault("box.unwell.not-smtp"), words: "" } }),
    ...more,
  },
});
const askBox: AskBox = {
  present: () => true,
  newestAction: () => actions.at(-1) ?? null,
  ask: async (_, args) => {
    const after = "after" in args ? args.after : 0;
    // The only verb used here is answered with a list.
    return ok(actions.filter(({ number }) => number > after) as never);
  },
};

beforeEach(async () => {
  clock = Date.UTC(2026, 10, 29, 6);
  [actions, composed, sent] = [[], [], []];
  folder = dataFolder();
  record = recordIn(folder.path, () => clock);
  await start();
  for (const [user, email, role] of [
    ["ann", "ann@customer.example", "admin"],
    ["bob", "bob@customer.example", "agent"],
    ["eve", "eve@customer.example", "admin"],
    ["own", "support+x@desk.example", "admin"],
    ["none", null, "admin"],
  ] as const) {
    const more = { name: user.toUpperCase(), email, role, password: { hash: "x" } };
    const made = await engine.people.createUser(system("test"), { user, ...more });
    if (!made.ok) throw new Error(inEnglish(made.error));
  }
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

async function start(): Promise<void> {
  engine = engineOver(record, {
    ...{ now: () => clock, askBox, route: () => route },
    compose: hashed(async (draft) => {
      composed.push(draft);
      return Buffer.from(`Message-ID: ${draft.messageId}\r\n\r\n${draft.text}`);
    }),
    async deliver(mail) {
      sent.push(mail);
      const results = mail.envelope.to.map((recipient) => ({
        ...{ recipient, outcome: "delivered" as const, response: "250 ok" },
      }));
      return { server: "next:25", results };
    },
  });
  if (record.view.hostname() === null) await setUp(engine);
  await engine.start();
}

const told = () => sent.flatMap(({ envelope }) => envelope.to).sort();

it("is sent to each administrator with an address, with the cause, outside all tickets", async () => {
  actions.push(fellBack(1));
  await engine.box.takeActions();
  await expect.poll(told).toEqual(["ann@customer.example", "eve@customer.example"]);
  expect(composed.find(({ to }) => to[0]?.address.startsWith("ann"))).toMatchObject({
    subject: "An update of desk.example was rolled back",
    text: expect.stringContaining(
      "What happened: release 1.1 failed its health check, and 1.0 runs again\n\nCause: A test mail was not accepted: it does not speak SMTP\n",
    ),
    ...{ automatic: true, to: [{ name: "ANN", address: "ann@customer.example" }] },
  });
  expect(sent.map(({ envelope }) => envelope.from)).toEqual(["", ""]);
  const rows = record.queries.outboxMessages({ states: null, limit: 9 }).items;
  expect(rows.map(({ ticket }) => ticket)).toEqual([null, null]);
  await expect
    .poll(() => rows.flatMap(({ message }) => record.view.deliveries(message).map(({ state }) => state)))
    .toEqual(["delivered", "delivered"]);
  for (const { message } of rows) expect(await record.past.deliveryAttempts(message)).toHaveLength(1);
});

it("is sent once, also across restarts and rebuilds", async () => {
  actions.push(fellBack(1));
  await Promise.all([engine.box.takeActions(), engine.box.takeActions()]);
  await expect.poll(told).toHaveLength(2);
  await engine.stop();
  record.rebuild();
  await start();
  await engine.box.takeActions();
  actions.push(fellBack(2));
  await engine.box.takeActions();
  await expect.poll(told).toHaveLength(4);
  expect(record.queries.outboxMessages({ states: null, limit: 9 }).items).toHaveLength(4);
});

it("is not sent for other actions, old ones, or to disabled people", async () => {
  actions.push(
    fellBack(1, { outcome: "done", what: doneAction("release.healthy", { from: "1.0", to: "1.1" }) }),
    fellBack(2, { caller: "app", by: "ann" }),
    fellBack(3, { verb: "network.revert" }),
    fellBack(4, { at: new Date(clock - 8 * 24 * HOUR).toISOString() }),
  );
  await engine.box.takeActions();
  expect(await record.past.boxActions(9)).toHaveLength(4);
  expect(record.queries.outboxMessages({ states: null, limit: 9 }).items).toEqual([]);
  for (const user of ["ann", "eve"])
    await engine.people.changeUser(system("test"), userName(user), { disabled: true });
  actions.push(fellBack(5));
  await engine.box.takeActions();
  expect(await record.past.boxActions(9)).toHaveLength(5);
  expect(composed).toEqual([]);
});
