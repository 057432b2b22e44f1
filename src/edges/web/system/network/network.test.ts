import { describe, expect, it } from "vitest";
import { type NetworkSettings, networkSettings } from "../../../../../appliance/protocol.ts";
import { readFields } from "../../parts/fields.tsx";
import { Form } from "../../server/form.ts";
import { type NetworkField, networkForm, settingsIn, valuesOf } from "./fields.ts";
import { movesTo } from "./index.ts";

const settings: NetworkSettings = networkSettings.parse({
  interface: {
    ...{ name: "ens3", vlan: 7 },
    ipv4: { method: "static", address: "192.0.2.30/24", gateway: "192.0.2.1" },
    ipv6: { method: "static", address: "2001:db8::30/64", gateway: "fe80::1" },
  },
  ...{ dns: ["192.0.2.53"], search: ["example.org"], proxy: "http://p.example:3128" },
  management: ["192.0.2.0/24"],
});
const plain: NetworkSettings = {
  interface: { name: "ens3", vlan: null, ipv4: { method: "dhcp" }, ipv6: { method: "auto" } },
  ...{ dns: [], search: [], proxy: null, management: [] },
};

describe("the form of the network", () => {
  it.each([settings, plain])("shows settings and reads the same ones", (one) => {
    const { ipv4, ipv6, ...typed } = valuesOf(one);
    const form = new Form([
      ...Object.entries(typed).map(([name, value]) => [name, ` ${value} `] as const),
      ...Object.entries({ ipv4, ipv6 }),
    ]);
    expect(settingsIn(readFields(networkForm, form))).toEqual({ ok: true, value: one });
  });

  it("ignores fields that do not apply, and accepts a single address as a network", () => {
    const ways = { ipv4: "dhcp", ipv6: "off" } as const;
    const values = { ...valuesOf(settings), ...ways, management: "10.0.0.7, 2001:db8::7" };
    expect(settingsIn(values)).toMatchObject({
      value: {
        interface: { ipv4: { method: "dhcp" }, ipv6: { method: "off" } },
        management: ["10.0.0.7/32", "2001:db8::7/128"],
      },
    });
  });

  it.each<[NetworkField, string]>([
    ["card", "../../etc"],
    ["vlan", "4095"],
    ["vlan", "x"],
    ["address4", "192.0.2.30"],
    ["gateway4", "192.0.2.1/24"],
    ["address6", "fe80::1"],
    ["gateway6", "192.0.2.1"],
    ["dns", "one.one.one.one"],
    ["dns", "1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5"],
    ["search", "not_a_domain"],
    ["proxy", "javascript:alert(1)"],
    ["management", "10.0.0.0/33"],
  ])("reports a wrong %s %j at that field", (name, value) => {
    expect(settingsIn({ ...valuesOf(settings), [name]: value })).toMatchObject({
      ok: false,
      error: { code: "request.invalid", field: name },
    });
  });
});

describe("where the pages are after a change", () => {
  it.each([
    ["https://192.0.2.20/system/network?x=1", settings, "https://192.0.2.30/system/network"],
    ["https://192.0.2.20:8443/setup/name", settings, "https://192.0.2.30:8443/setup/name"],
    ["https://[2001:db8::20]/system/network", settings, "https://[2001:db8::30]/system/network"],
    ["https://192.0.2.30/system/network", settings, null],
    ["https://desk.example.org/system/network", settings, null],
    ["https://192.0.2.20/system/network", plain, null],
  ])("%s", (here, change, there) => {
    expect(movesTo(new URL(here), change)).toBe(there);
  });
});
