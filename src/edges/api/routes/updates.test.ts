import { afterEach, describe, expect, it } from "vitest";
import { ok } from "../../../base/result.ts";
import type { AskBox } from "../../../engine/operate/box.ts";
import { openServer, type TestServer } from "../testing.ts";

let desk: TestServer | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const offered = { version: "1.2", builtAt: "2026-11-23T10:00:00Z", bytes: 9, newer: true };
const media = [
  {
    ...{ id: "sdb1", label: "STICK", writable: true, free: 9, backups: [] },
    updates: [{ path: "a b.update", bytes: 9 }],
  },
];
const answers: Readonly<Record<string, unknown>> = {
  media,
  status: {
    update: {
      slots: [{ slot: "a", version: "1.0", running: true, state: "good", triesLeft: null }],
      last: null,
      developmentKey: false,
    },
  },
  "update.look": offered,
  "update.install": offered,
  "update.rollback": { version: "0.9" },
};
const asked: unknown[] = [];
const ask: AskBox["ask"] = async (verb, args) => {
  asked.push([verb, args]);
  // The appliance's response to this verb.
  return ok(answers[verb] as never);
};
const askBox: AskBox = { present: () => true, newestAction: () => null, ask };

describe("updates over the API", () => {
  it("are inspected, installed, and rolled back", async () => {
    desk = await openServer({}, askBox);
    const post = async (path: string, json: unknown = {}) =>
      desk?.ask("POST", `/system/updates/${path}`, { json });
    const source = "https://releases.example/";
    expect(await (await post("look", { source }))?.json()).toEqual(offered);
    expect(await (await post("install", { source }))?.json()).toMatchObject({ state: "running" });
    await expect
      .poll(async () => (await desk?.ask("GET", "/system/updates"))?.json())
      .toMatchObject({ job: { state: "installed", version: "1.2" } });
    expect(await (await post("rollback"))?.json()).toEqual({ version: "0.9" });
    for (const wrong of ["nowhere", "medium:sdb1", "medium:../sdb1/a.update", "medium:sdb1/a/b.update"])
      expect((await post("install", { source: wrong }))?.status, wrong).toBe(400);
    expect(await (await desk.ask("GET", "/system/media"))?.json()).toEqual({ items: media });
    expect(await (await post("look", { source: "medium:sdb1/a b.update" }))?.json()).toEqual(offered);
    expect(asked).toContainEqual([
      "update.look",
      { source: { kind: "medium", medium: "sdb1", path: "a b.update" } },
    ]);
  });

  it("are not for agents, and need an appliance", async () => {
    desk = await openServer({});
    const { agent } = desk.tokens;
    expect((await desk.ask("GET", "/system/updates", { token: agent })).status).toBe(403);
    expect((await desk.ask("GET", "/system/updates")).status).toBe(404);
    expect((await desk.ask("POST", "/system/updates/rollback", { json: {} })).status).toBe(404);
  });
});
