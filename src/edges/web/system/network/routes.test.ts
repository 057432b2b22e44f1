import { afterEach, describe, expect, it } from "vitest";
import { fault } from "../../../../base/fault.ts";
import { ok, refuse } from "../../../../base/result.ts";
import type { AskBox } from "../../../../engine/operate/box.ts";
import { openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const settings = {
  interface: { name: "ens3", vlan: null, ipv4: { method: "dhcp" }, ipv6: { method: "auto" } },
  ...{ dns: [], search: [], proxy: null, management: [] },
};
const network = {
  settings,
  interfaces: [
    { name: "lo", mac: "00:00:00:00:00:00", up: true, addresses: ["127.0.0.1/8"] },
    { name: "ens3", mac: "52:54:00:12:34:56", up: true, addresses: ["192.0.2.20/24"] },
  ],
  ...{ gateways: ["192.0.2.1"], dns: ["192.0.2.53"], trial: null as unknown },
};
const clock = {
  ...{ now: "2026-11-23T10:00:00Z", synchronised: true, server: "ntp.example.org" },
  ...{ timezone: "Europe/Berlin", ntp: ["ntp.example.org"] },
};
const form = {
  ...{ card: "ens3", vlan: "", ipv4: "static", address4: "192.0.2.30/24", gateway4: "192.0.2.1" },
  ...{ ipv6: "off", address6: "", gateway6: "", dns: "", search: "", proxy: "", management: "" },
};
const path = "/system/network";

function boxWith(answers: Readonly<Record<string, unknown>> = {}, trial: unknown = null) {
  const asked: { verb: string; args: unknown; by: string | null }[] = [];
  const all: Readonly<Record<string, unknown>> = {
    status: ok({ network: { ...network, trial }, clock }),
    "network.test": ok([
      {
        ...{ check: "cable", of: "", ok: false, remedy: "connect-cable" },
        found: { code: "cable.off", params: { card: "<ens3>", mac: "02:00:00:00:00:01" } },
      },
    ]),
    "network.set": ok({ change: "c1", until: "2026-11-23T10:05:00Z" }),
    ...{ "network.confirm": ok({}), "network.revert": ok({}), "clock.set": ok(clock) },
    ...answers,
  };
  const ask: AskBox["ask"] = async (verb, args, by) => {
    asked.push({ verb, args, by });
    // The appliance's answer to this verb.
    return all[verb] as never;
  };
  const changes = () => asked.filter(({ verb }) => verb !== "status");
  return { changes, askBox: { present: () => true, newestAction: () => null, ask } satisfies AskBox };
}

async function admin(box?: AskBox, user = "admin") {
  desk = await openServer({}, box ? { askBox: box } : {});
  const browser = desk.browser();
  await browser.logIn(user);
  return browser;
}

describe("the page of the network", () => {
  it("shows its state and its clock", async () => {
    const browser = await admin(boxWith().askBox);
    const { html, headers } = await browser.get(path);
    for (const text of [
      "52:54:00:12:34:56",
      "192.0.2.20/24",
      "192.0.2.53",
      "synchronised with ntp.example.org",
    ])
      expect(html).toContain(text);
    expect(html).not.toContain("00:00:00:00:00:00");
    expect(headers.get("Refresh")).toBeNull();
    expect((await browser.get("/system/health")).html).toContain(`href="${path}"`);
  });

  it("says so without an appliance, and is not in the menu", async () => {
    const browser = await admin();
    expect((await browser.get(path)).html).toContain("This is not a MailManager appliance");
    expect((await browser.get("/system/health")).html).not.toContain(`href="${path}"`);
  });

  it("needs permission", async () => {
    const { askBox, changes } = boxWith();
    const browser = await admin(askBox, "ann");
    expect((await browser.get(path)).status).toBe(403);
    await browser.get("/tickets");
    expect((await browser.post(path, { ...form, do: "try" })).status).toBe(403);
    expect((await browser.post(`${path}/clock`, { timezone: "Etc/UTC", ntp: "" })).status).toBe(403);
    expect(changes()).toEqual([]);
  });

  it("tests the typed settings without changing anything, and shows them again", async () => {
    const { askBox, changes } = boxWith();
    const browser = await admin(askBox);
    await browser.get(path);
    const tested = await browser.post(path, { ...form, do: "test" });
    expect(tested.html).toContain("&lt;ens3&gt; (02:00:00:00:00:01) has no connection");
    expect(tested.html).toContain('value="192.0.2.30/24"');
    await browser.post(path, { do: "check" });
    expect(changes()).toMatchObject([
      { verb: "network.test", args: { settings: { interface: { name: "ens3" } } } },
      { verb: "network.test", args: { settings: null } },
    ]);
  });

  it("puts a change on trial, and shows faults at the field", async () => {
    const { askBox, changes } = boxWith();
    const browser = await admin(askBox);
    await browser.get(path);
    const wrong = await browser.post(path, { ...form, address4: "<b>", do: "try" });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain('id="address4-fault"');
    expect(wrong.html).toContain('value="&lt;b&gt;"');
    expect((await browser.post(path, { ...form, ipv4: "magic", do: "try" })).status).toBe(400);
    expect(changes()).toEqual([]);
    expect((await browser.post(path, { ...form, do: "try" })).to).toBe(path);
    expect(changes()).toEqual([
      {
        ...{ verb: "network.set", by: "admin" },
        args: {
          seconds: 300,
          settings: {
            ...settings,
            interface: {
              ...{ name: "ens3", vlan: null, ipv6: { method: "off" } },
              ipv4: { method: "static", address: "192.0.2.30/24", gateway: "192.0.2.1" },
            },
          },
        },
      },
    ]);
  });

  it("shows the appliance's refusal", async () => {
    const no = refuse(fault("box.network.no-card", { params: { name: "ens3" } }));
    const browser = await admin(boxWith({ "network.set": no }).askBox);
    await browser.get(path);
    const refused = await browser.post(path, { ...form, do: "try" });
    expect([refused.status, refused.html]).toEqual([
      422,
      expect.stringContaining("Network adapter ens3 not found. Choose one of those listed"),
    ]);
  });

  it("counts down during a trial, follows it, and confirms or reverts it", async () => {
    const until = new Date(Date.now() + 200_000).toISOString();
    const { askBox, changes } = boxWith({}, { change: "c1", until });
    const browser = await admin(askBox);
    const { html, headers } = await browser.get(path);
    expect(html).toMatch(/reverts automatically in [\d,]+ seconds/);
    expect(html).not.toContain('name="address4"');
    expect(headers.get("Refresh")).toBe("10");
    expect((await browser.post(path, { change: "c1", do: "keep" })).to).toBe(path);
    expect((await browser.get(path)).html).toContain("Change kept");
    expect((await browser.post(path, { do: "revert" })).to).toBe(path);
    expect(changes()).toMatchObject([
      { verb: "network.confirm", args: { change: "c1" }, by: "admin" },
      { verb: "network.revert" },
    ]);
  });

  it("sets the clock", async () => {
    const { askBox, changes } = boxWith();
    const browser = await admin(askBox);
    await browser.get(path);
    const wrong = await browser.post(`${path}/clock`, { timezone: "Etc/UTC", ntp: "not_a_name" });
    expect([wrong.status, wrong.html]).toEqual([422, expect.stringContaining('id="ntp-fault"')]);
    expect(
      (await browser.post(`${path}/clock`, { timezone: "Etc/UTC", ntp: "a.example, 192.0.2.9" })).to,
    ).toBe(path);
    expect(changes()).toMatchObject([
      { verb: "clock.set", args: { timezone: "Etc/UTC", ntp: ["a.example", "192.0.2.9"] } },
    ]);
  });
});
