import type { Check } from "../../../../appliance/protocol.ts";
import type { NetworkValues } from "../system/network/fields.ts";
import type { NetworkPart, NetworkView } from "../system/network/view.ts";
import { now } from "./samples.ts";

const values: NetworkValues = {
  ...{ card: "ens3", vlan: "", ipv4: "static", address4: "192.0.2.20/24", gateway4: "192.0.2.1" },
  ...{ ipv6: "auto", address6: "", gateway6: "" },
  ...{ dns: "192.0.2.53 192.0.2.54", search: "harbour.example", proxy: "", management: "192.0.2.0/24" },
};

export const network = (more: Partial<NetworkPart> = {}): NetworkPart => ({
  atFirstStart: false,
  state: {
    cards: [
      {
        ...{ name: "ens3", mac: "52:54:00:12:34:56", up: true },
        addresses: ["192.0.2.20/24", "2001:db8::5054:ff:fe12:3456/64", "fe80::5054:ff:fe12:3456/64"],
      },
      { name: "ens4", mac: "52:54:00:12:34:57", up: false, addresses: [] },
    ],
    gateways: ["192.0.2.1"],
    dns: ["192.0.2.53", "192.0.2.54"],
    trial: null,
  },
  ...{ values, checks: [], fault: null, follow: null },
  ...more,
});

export const onTrial = (more: Partial<NetworkPart> = {}): NetworkPart => {
  const { state } = network();
  return network({ state: state && { ...state, trial: { change: "c1", until: now + 283_000 } }, ...more });
};

export const silent: NetworkPart = network({
  state: null,
  fault: { text: "The box does not answer", field: null, hint: null },
});

export const wrongValues: NetworkValues = { ...values, address4: "192.0.2.20" };
export const wrongAddress = {
  ...{ text: "Give an address with the length of its prefix, such as 192.0.2.10/24", field: "address4" },
  hint: null,
};
export const wrongClock = {
  ...{ text: "Give up to four names or addresses, with blanks between them", field: "ntp", hint: null },
};

export const checks: readonly Check[] = [
  {
    ...{ check: "cable", of: "", ok: true, remedy: null },
    found: { code: "cable.on", params: { card: "ens3", mac: "52:54:00:12:34:56" } },
  },
  {
    ...{ check: "gateway", of: "192.0.2.1", ok: false, remedy: "check-gateway" },
    found: { code: "gateway.silent", params: {} },
  },
];

export const clock = (
  more: Partial<NonNullable<NetworkView["clock"]>> = {},
): NonNullable<NetworkView["clock"]> => ({
  ...{ now, synchronised: true, server: "ntp.harbour.example", zones: ["Etc/UTC", "Europe/Berlin"] },
  form: { values: { timezone: "Europe/Berlin", ntp: "ntp.harbour.example" }, fault: null },
  ...more,
});
