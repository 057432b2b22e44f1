/** The form of the network: from the appliance's settings to fields, and back. */
import { isIPv4 } from "node:net";
import {
  type NetworkSettings,
  networkInterface,
  networkSettings,
} from "../../../../../appliance/protocol.ts";
import { type Fault, fault } from "../../../../base/fault.ts";
import { wholeNumber } from "../../../../base/numbers.ts";
import { ok, type Result, refuse } from "../../../../base/result.ts";
import { clockFields, networkFields } from "../../../../domain/settings/fields/index.ts";
import type { Values } from "../../parts/fields.tsx";
import { settingForm, settingIn, settingValues } from "../../parts/setting-form.ts";

/** The form of the network. */
export const networkForm = settingForm(networkFields);

/** The form of the clock. */
export const clockForm = settingForm(clockFields);

export type NetworkField = keyof typeof networkFields;

/** The fields of the network's form, as typed or as set. */
export type NetworkValues = Values<typeof networkForm>;

/** Settings as fields. */
export function valuesOf({
  interface: { name, vlan, ipv4, ipv6 },
  dns,
  search,
  proxy,
  management,
}: NetworkSettings): NetworkValues {
  const [four, six] = [ipv4, ipv6].map((way) => (way.method === "static" ? way : null));
  return settingValues(networkFields, {
    ...{ card: name, vlan: vlan === null ? null : String(vlan) },
    ...{ ipv4: ipv4.method, address4: four?.address ?? "", gateway4: four?.gateway ?? null },
    ...{ ipv6: ipv6.method, address6: six?.address ?? "", gateway6: six?.gateway ?? null },
    ...{ dns, search, proxy, management },
  });
}

/** The settings in the fields, or the faults by field. */
export function settingsIn(values: NetworkValues): Result<NetworkSettings, Fault> {
  const typed = settingIn(networkFields, values);
  const vlan = typed.vlan === null ? null : (wholeNumber(typed.vlan) ?? Number.NaN);
  const wrong = (name: NetworkField) =>
    refuse(fault(name === "ipv4" || name === "ipv6" ? "network.method" : `network.${name}`, { field: name }));
  if (!networkInterface.shape.name.safeParse(typed.card).success) return wrong("card");
  if (!networkInterface.shape.vlan.safeParse(vlan).success) return wrong("vlan");
  const four = networkInterface.shape.ipv4.safeParse(wayOf(typed.ipv4, typed.address4, typed.gateway4));
  if (!four.success) return wrong(fieldOf(four.error.issues[0]?.path[0], "ipv4", "address4", "gateway4"));
  const six = networkInterface.shape.ipv6.safeParse(wayOf(typed.ipv6, typed.address6, typed.gateway6));
  if (!six.success) return wrong(fieldOf(six.error.issues[0]?.path[0], "ipv6", "address6", "gateway6"));
  const { dns, search, proxy, management } = networkSettings.shape;
  const servers = dns.safeParse(typed.dns);
  if (!servers.success) return wrong("dns");
  const domains = search.safeParse(typed.search.map((one) => one.toLowerCase()));
  if (!domains.success) return wrong("search");
  const through = proxy.safeParse(typed.proxy);
  if (!through.success) return wrong("proxy");
  const networks = management.safeParse(typed.management.map(asNetwork));
  if (!networks.success) return wrong("management");
  return ok({
    interface: { name: typed.card, vlan, ipv4: four.data, ipv6: six.data },
    ...{ dns: servers.data, search: domains.data, proxy: through.data, management: networks.data },
  });
}

const wayOf = (method: string, address: string, gateway: string | null): unknown =>
  method === "static" ? { method, address, gateway } : { method };

function fieldOf<F extends NetworkField>(
  path: PropertyKey | undefined,
  method: F,
  address: F,
  gateway: F,
): F {
  return path === "address" ? address : path === "gateway" ? gateway : method;
}

/** A single address is a network too. */
const asNetwork = (word: string): string =>
  word.includes("/") ? word : `${word}/${isIPv4(word) ? 32 : 128}`;
