import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Action } from "../../../appliance/protocol.ts";
import { adminCaller, agentCaller, byToken } from "../../../test/support/callers.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { doneAction } from "../../base/box-actions.ts";
import type { Log } from "../../base/log.ts";
import { ok } from "../../base/result.ts";
import { actorText } from "../../domain/actor.ts";
import type { RecordStore } from "../../record/record.ts";
import { actionText } from "../../text/actions.ts";
import { type AskBox, type Box, createBox } from "./box.ts";

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let box: Box;
let done: Action[];
let asked: string[];

const log: Log = { info() {}, warn() {}, error() {} };
const now = Date.UTC(2026, 0, 2, 3, 5);
const admin = adminCaller("ann");
const agent = agentCaller("bob");

/** The appliance's actions, as in its list. */
function act(log: string, number: number, more: Partial<Action> = {}): void {
  const at = "2026-01-02T03:04:05.000Z";
  const what = doneAction("text", { text: `${log} ${number}` });
  done.push({
    log,
    number,
    at,
    verb: "restart",
    caller: "app",
    by: "ann",
    outcome: "done",
    what,
    fault: null,
    ...more,
  });
}

const askBox: AskBox = {
  present: () => true,
  newestAction: () => done.at(-1) ?? null,
  async ask(verb, args, by) {
    asked.push(`${verb} ${by}`);
    const { log } = done.at(-1) ?? {};
    const after = "after" in args ? args.after : 0;
    // The types only know that the answer belongs to the verb; two verbs are used here.
    const answer: never[] | object =
      verb === "actions" ? done.filter((one) => one.log === log && one.number > after).slice(0, 3) : {};
    return ok(answer as never);
  },
};

beforeEach(() => {
  folder = dataFolder();
  record = recordIn(folder.path, () => now);
  [done, asked] = [[], []];
  box = createBox({ record, log, askBox, randomBytes });
});
afterEach(async () => {
  await box.stop();
  record.close();
  folder.remove();
});

const journal = async () =>
  (await record.past.boxActions(99)).map(
    ({ actor, event }) => `${actorText(actor)}: ${actionText("en", event.action)}`,
  );

it("makes requests only for administrators, and names them", async () => {
  expect(await box.ask(agent, "status", {})).toMatchObject({
    ok: false,
    error: { code: "permission.denied" },
  });
  expect(await box.ask(agent, "restart", {})).toMatchObject({ error: { code: "permission.denied" } });
  const reader = byToken("ann", "admin", "read");
  expect(await box.ask(reader, "restart", {})).toMatchObject({ error: { code: "permission.denied" } });
  expect(asked).toEqual([]);
  expect(await box.ask(admin, "restart", {})).toMatchObject({ ok: true });
  expect(asked).toEqual(["restart ann"]);
});

it("names an API token as itself, not as the person that it acts for", async () => {
  await box.ask(byToken("ann", "admin", "admin"), "restart", {});
  const by = asked.find((one) => one.startsWith("restart "))?.slice("restart ".length) ?? null;
  expect(by).toMatch(/^token:/);
  act("one", 1, { by });
  await box.takeActions();
  expect(await journal()).toEqual([`${by}: one 1`]);
});

it("never uses the console's verbs", async () => {
  const answer = await box.ask(admin, "password.reset", { user: "ann" });
  expect(answer).toMatchObject({ ok: false, error: { code: "permission.denied" } });
  expect(asked).toEqual([]);
});

it("says if there is no appliance", async () => {
  const none = createBox({ record, log, randomBytes });
  expect(none.present()).toBe(false);
  expect(await none.ask(admin, "status", {})).toMatchObject({ ok: false, error: { code: "box.absent" } });
});

it("records each action once, however often it is listed, and those of another log too", async () => {
  for (let number = 1; number <= 7; number++) act("one", number);
  act("one", 8, { caller: "console", by: null });
  await Promise.all([box.takeActions(), box.takeActions()]);
  await box.takeActions();
  const first = [1, 2, 3, 4, 5, 6, 7].map((n) => `user:ann: one ${n}`);
  expect(await journal()).toEqual([...first, "box:console: one 8"].reverse());

  // An appliance that was reset, or a backup that was restored on another one: it counts from 1.
  act("two", 1, { caller: "box", by: null });
  await box.takeActions();
  expect((await journal()).at(0)).toBe("box:box: two 1");
  expect(await journal()).toHaveLength(9);
  expect(record.view.newestBoxAction("one")).toBe(8);
});

it("has recorded a change when it returns", async () => {
  act("one", 1);
  await box.ask(admin, "restart", {});
  expect(await journal()).toEqual(["user:ann: one 1"]);
});
