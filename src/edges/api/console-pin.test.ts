import { afterEach, expect, it } from "vitest";
import { ok } from "../../base/result.ts";
import type { AskBox } from "../../engine/operate/box.ts";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

it("whether the console has a PIN is told; it is set and removed, by administrators only", async () => {
  const asked: unknown[] = [];
  const ask: AskBox["ask"] = async (verb, args) => {
    asked.push([verb, args]);
    const answers: Readonly<Record<string, unknown>> = {
      "pin.state": { set: true, unlocked: true, wait: 7 },
    };
    // The appliance's answer to this verb.
    return ok((answers[verb] ?? {}) as never);
  };
  desk = await openServer({}, { present: () => true, newestAction: () => null, ask });
  const path = "/system/console-pin";
  expect(await (await desk.ask("GET", path)).json()).toEqual({ set: true, wait: 7 });
  expect((await desk.ask("PUT", path, { json: { pin: "271828" } })).status).toBe(200);
  expect((await desk.ask("DELETE", path)).status).toBe(200);
  expect((await desk.ask("PUT", path, { json: { pin: "27182x" } })).status).toBe(400);
  expect(asked).toEqual([
    ["pin.state", {}],
    ["pin.set", { pin: "271828" }],
    ["pin.remove", {}],
  ]);
  const { agent: token } = desk.tokens;
  expect((await desk.ask("GET", path, { token })).status).toBe(403);
  expect((await desk.ask("PUT", path, { token, json: { pin: "271828" } })).status).toBe(403);
  expect((await desk.ask("DELETE", path, { token })).status).toBe(403);
  await desk.close();
  desk = await openServer({});
  expect((await desk.ask("GET", path)).status).toBe(404);
});
