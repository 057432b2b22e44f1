/** The console's connection to the helper: what a lock leaves of it. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { ok } from "../../src/base/result.ts";
import { type Served, serveBox, type TestBox, testBox } from "../testing/box.ts";
import { pinState, unlockPin } from "../verbs/pin.ts";
import { type Client, createClient } from "./client.ts";

let test: TestBox;
let served: Served;
let client: Client;
/** Polls that the helper has not answered yet. */
let polls: (() => void)[] = [];
let asked: Promise<void>;
let gone: Promise<void>;

beforeEach(async () => {
  test = testBox();
  polls = [];
  let tellAsked = () => {};
  let tellGone = () => {};
  asked = new Promise((resolve) => (tellAsked = resolve));
  gone = new Promise((resolve) => (tellGone = resolve));
  await test.box.pin.set("271828");
  served = await serveBox(test.box, {
    "pin.state": pinState,
    "pin.unlock": unlockPin,
    logs: { run: async () => ok(["a line"]) },
    "setup.code": {
      async run(_, __, { signal }) {
        signal.addEventListener("abort", () => tellGone());
        tellAsked();
        await new Promise<void>((resolve) => polls.push(resolve));
        return ok({ code: "K7" });
      },
    },
  });
  client = createClient(served.path("console"));
});
afterEach(async () => {
  for (const poll of polls) poll();
  client.hangUp();
  await served.close();
  test.remove();
});

const logs = () => client.ask("logs", { unit: "", lines: 10 });
const locked = { ok: false, error: { reason: "box.pin.needed" } };

it("is locked at once when it hangs up, also while a poll is under way, which is still answered", async () => {
  expect(await client.ask("pin.unlock", { pin: "271828" })).toMatchObject({ ok: true });
  expect(await logs()).toMatchObject({ ok: true });
  const poll = client.ask("setup.code", {});
  await asked;
  client.hangUp();
  expect(await client.ask("pin.state", {})).toMatchObject({ value: { set: true, unlocked: false } });
  expect(await logs()).toMatchObject(locked);
  for (const answer of polls.splice(0)) answer();
  expect(await poll).toEqual(ok({ code: "K7" }));
  // The unlocked connection does not stay open.
  await gone;
  expect(await logs()).toMatchObject(locked);
});

it("sends what was asked before it hung up, also while it was still connecting", async () => {
  const state = client.ask("pin.state", {});
  client.hangUp();
  expect(await state).toMatchObject({ ok: true });
  expect(await client.ask("pin.state", {})).toMatchObject({ ok: true });
});
