import { afterEach, describe, expect, it } from "vitest";
import { ok } from "../../../base/result.ts";
import type { AskBox } from "../../../engine/operate/box.ts";
import { openServer, type TestServer } from "../testing.ts";

let desk: TestServer | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const settings = {
  interface: {
    ...{ name: "ens3", vlan: null, ipv6: { method: "off" } },
    ipv4: { method: "static", address: "192.0.2.30/24", gateway: "192.0.2.1" },
  },
  ...{ dns: [], search: [], proxy: null, management: [] },
};
const network = { settings, interfaces: [], gateways: ["192.0.2.1"], dns: [], trial: null };
const clock = { now: "2026-11-23T10:00:00Z", synchronised: true, server: null, timezone: "Etc/UTC", ntp: [] };
const checks = [{ check: "cable", ok: true, what: "ens3 is connected", todo: null }];
const trial = { change: "c1", until: "2026-11-23T10:02:00Z" };

function boxWith() {
  const asked: (readonly [verb: string, args: unknown, by: string | null])[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    ...{ status: { network, clock }, "network.test": checks, "network.set": trial },
    ...{ "network.confirm": {}, "network.revert": {}, "clock.set": clock },
  };
  const ask: AskBox["ask"] = async (verb, args, by) => {
    asked.push([verb, args, by]);
    // The appliance's response to this verb.
    return ok(answers[verb] as never);
  };
  return { asked, askBox: { present: () => true, newestAction: () => null, ask } satisfies AskBox };
}

describe("the appliance's network over the API", () => {
  it("is shown, tested, changed on trial, confirmed and reverted; so is the clock", async () => {
    const { asked, askBox } = boxWith();
    desk = await openServer({}, askBox);
    const send = async (method: "GET" | "POST" | "PUT", path: string, json?: unknown) => {
      const answer = await desk?.ask(method, path, json === undefined ? {} : { json });
      return answer?.json();
    };
    expect(await send("GET", "/system/network")).toEqual({ ...network, clock });
    expect(await send("POST", "/system/network/test", { settings: null })).toEqual({ items: checks });
    expect(await send("PUT", "/system/network", { settings })).toEqual(trial);
    expect(await send("POST", "/system/network/confirm", { change: "c1" })).toEqual({});
    expect(await send("POST", "/system/network/revert", {})).toEqual({});
    const zone = { timezone: "Europe/Berlin", ntp: ["ntp.example.org"] };
    expect(await send("PUT", "/system/clock", zone)).toEqual(clock);
    expect(asked.slice(1).map(([verb, args]) => [verb, args])).toEqual([
      ["network.test", { settings: null }],
      ["network.set", { settings, seconds: 120 }],
      ["network.confirm", { change: "c1" }],
      ["network.revert", {}],
      ["clock.set", zone],
    ]);
  });

  it("refuses invalid settings, agents, and requests without an appliance", async () => {
    const { asked, askBox } = boxWith();
    desk = await openServer({}, askBox);
    const ask = (method: "GET" | "PUT" | "POST", path: string, more = {}) => desk?.ask(method, path, more);
    for (const wrong of [
      { ...settings, dns: ["nowhere"] },
      { ...settings, management: ["10.0.0.1/99"] },
      { ...settings, more: true },
      { ...settings, interface: { ...settings.interface, vlan: 5000 } },
    ]) {
      expect((await ask("PUT", "/system/network", { json: { settings: wrong } }))?.status).toBe(400);
    }
    expect((await ask("PUT", "/system/network", { json: { settings, seconds: 5 } }))?.status).toBe(400);
    const { agent: token } = desk.tokens;
    expect((await ask("GET", "/system/network", { token }))?.status).toBe(403);
    for (const [method, path, json] of [
      ["PUT", "/system/network", { settings }],
      ["POST", "/system/network/test", { settings: null }],
      ["POST", "/system/network/confirm", { change: "c1" }],
      ["POST", "/system/network/revert", {}],
      ["PUT", "/system/clock", { timezone: "Etc/UTC", ntp: [] }],
    ] as const) {
      expect((await ask(method, path, { token, json }))?.status, path).toBe(403);
    }
    expect(asked).toEqual([]);
    await desk.close();
    desk = await openServer({});
    expect((await ask("GET", "/system/network"))?.status).toBe(404);
  });
});
