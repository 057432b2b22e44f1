/** The console's PIN over the real protocol: what it protects, on which connection, and what is recorded. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ok } from "../../src/base/result.ts";
import { patience } from "../../test/support/patience.ts";
import { applyAll } from "../apply.ts";
import { removePinIfAsked } from "../pin-removal.ts";
import { verbs } from "../protocol.ts";
import {
  doneActions,
  type Served,
  serveBox,
  type Talk,
  type TestBox,
  talk,
  testBox,
} from "../testing/box.ts";
import { diskAt } from "../testing/disk.ts";
import { handlers } from "./index.ts";

let test: TestBox;
let served: Served;
const talks: Talk[] = [];

beforeEach(async () => {
  const now = Date.now();
  test = testBox({ timedatectl: {}, systemctl: {}, nft: {} }, () => now);
  served = await serveBox(test.box, { ...handlers, logs: { run: async () => ok(["a line"]) } });
});
afterEach(async () => {
  for (const one of talks.splice(0)) one.close();
  await served.close();
  test.remove();
});

async function speak(caller: "app" | "console") {
  const one = talk(served.path(caller));
  talks.push(one);
  await one.next();
  return async (verb: string, args: object = {}) => {
    one.send(`${JSON.stringify({ id: 1, verb, by: caller === "app" ? "ann" : null, arguments: args })}\n`);
    return one.next();
  };
}
const logs = { unit: "", lines: 10 };
const locked = { ok: false, fault: { code: "permission.denied", reason: "box.pin.needed" } };

it("protects everything but the first screen, on each connection of the console until the PIN was entered", async () => {
  const [first, second] = [await speak("console"), await speak("console")];
  expect(await first("logs", logs)).toMatchObject({ ok: true });
  expect(await first("pin.set", { pin: "271828" })).toMatchObject({ ok: true });
  // Who set it needs not enter it.
  expect(await first("logs", logs)).toMatchObject({ ok: true });
  expect(await second("logs", logs)).toMatchObject(locked);
  for (const verb of Object.keys(verbs)) {
    const free = ["status", "program.status", "setup.code", "pin.state", "pin.unlock"].includes(verb);
    const said = await second(verb, verb === "pin.unlock" ? { pin: "000000" } : {});
    expect([verb, JSON.stringify(said).includes("box.pin.needed")]).toEqual([verb, !free]);
  }
  expect(await second("pin.state")).toMatchObject({ value: { set: true, unlocked: false, wait: 0 } });
  expect(await second("pin.unlock", { pin: "271828" })).toMatchObject({ ok: true });
  expect(await second("logs", logs)).toMatchObject({ ok: true });
  expect(await (await speak("console"))("logs", logs)).toMatchObject(locked);
});

it("is set and removed by the program, whose connections it does not bind; another one locks all again", async () => {
  const [app, screen] = [await speak("app"), await speak("console")];
  expect(await app("pin.set", { pin: "271828" })).toMatchObject({ ok: true });
  expect(await app("logs", logs)).toMatchObject({ ok: true });
  expect(await app("pin.unlock", { pin: "271828" })).toMatchObject({ fault: { reason: "box.denied" } });
  expect(await screen("pin.unlock", { pin: "271828" })).toMatchObject({ ok: true });
  expect(await app("pin.set", { pin: "314159" })).toMatchObject({ ok: true });
  expect(await screen("logs", logs)).toMatchObject(locked);
  expect(await app("pin.remove")).toMatchObject({ ok: true });
  expect(await screen("logs", logs)).toMatchObject({ ok: true });
});

it("is 6 to 20 digits", async () => {
  const app = await speak("app");
  for (const pin of ["12345", "1".repeat(21), "12345a", "١٢٣٤٥٦", ""])
    expect(await app("pin.set", { pin })).toMatchObject({ ok: false, fault: { reason: "box.arguments" } });
});

it("records setting, entering and wrong ones, never the digits", async () => {
  const [app, screen] = [await speak("app"), await speak("console")];
  await app("pin.set", { pin: "271828" });
  for (const pin of ["000001", "271828", "000002", "000003", "000004"]) await screen("pin.unlock", { pin });
  expect(await screen("pin.unlock", { pin: "271828" })).toMatchObject({
    fault: { reason: "box.pin.wait", params: { seconds: 10 } },
  });
  await app("pin.remove");
  const actions = test.box.actions.after(0, 100);
  expect(actions.map(({ caller, what, outcome }) => `${caller} ${what.code} ${outcome}`)).toEqual([
    "app pin.set done",
    "console pin.unlock failed",
    "console pin.unlock done",
    ...["console pin.unlock failed", "console pin.unlock failed", "console pin.unlock failed"],
    "app pin.remove done",
  ]);
  expect(JSON.stringify(actions)).not.toMatch(/271828|00000\d/);
});

it("is removed at a start by the virtual machine's settings, which is recorded", async () => {
  const credentials = join(test.root, "credentials");
  mkdirSync(credentials);
  const box = test.again();
  await box.pin.set("271828");
  removePinIfAsked(box, undefined);
  removePinIfAsked(box, credentials);
  expect(box.pin.isSet()).toBe(true);
  writeFileSync(join(credentials, "mailmanager.remove-console-pin"), "yes");
  removePinIfAsked(box, credentials);
  expect(box.pin.isSet()).toBe(false);
  expect(doneActions(box)).toEqual(["removed the console's PIN, as the settings of the virtual machine say"]);
  removePinIfAsked(box, credentials);
  expect(box.actions.after(0, 10)).toHaveLength(1);
});

it("admits its owner to an appliance whose disk became read-only: to read the logs, and to restart it", async () => {
  await served.close();
  const disk = diskAt(test.box.places.state);
  try {
    const box = test.again();
    await box.pin.set("271828");
    disk.readOnly();
    served = await serveBox(box, { ...handlers, logs: { run: async () => ok(["a line"]) } });
    const screen = await speak("console");
    expect(await screen("logs", logs)).toMatchObject(locked);
    expect(await screen("pin.unlock", { pin: "271828" })).toMatchObject({ ok: true });
    expect(await screen("logs", logs)).toMatchObject({ value: ["a line"] });
    for (const verb of ["program.restart", "restart", "power.off"])
      expect([verb, await screen(verb)]).toEqual([verb, { id: 1, ok: true, value: {} }]);
    const readOnly = { ok: false, fault: { code: "box.failed", reason: "box.disk.read-only" } };
    const app = await speak("app");
    expect(await app("pin.remove")).toMatchObject(readOnly);
    expect(await app("pin.set", { pin: "314159" })).toMatchObject(readOnly);
    const recorded = box.actions.after(0, 99);
    expect(recorded.map(({ what, outcome }) => `${what.code} ${outcome}`)).toEqual([
      "denied denied",
      ...["pin.unlock done", "program.restart done", "restart done", "power.off done"],
      ...["pin.remove failed", "pin.set failed"],
    ]);
    await vi.waitFor(() => expect(test.ran).toContain("systemctl --no-block poweroff"), patience);
  } finally {
    await served.close();
    disk.remove();
  }
});

it("does not keep the settings from being applied when it cannot be removed at a start", async () => {
  const credentials = join(test.root, "credentials");
  mkdirSync(credentials);
  writeFileSync(join(credentials, "mailmanager.remove-console-pin"), "yes");
  const disk = diskAt(test.box.places.state);
  try {
    await test.again().pin.set("271828");
    disk.readOnly();
    const box = test.again();
    removePinIfAsked(box, credentials);
    expect(box.pin.isSet()).toBe(true);
    expect(await applyAll(box)).toBe(true);
    expect(test.ran).toContain("nft -f -");
  } finally {
    disk.remove();
  }
});
