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
import { type Form, field } from "../../server/form.ts";
import type { NetworkField, NetworkValues } from "./view.ts";

/** Settings as fields. */
export function valuesOf({
  interface: { name, vlan, ipv4, ipv6 },
  dns,
  search,
  proxy,
  management,
}: NetworkSettings): NetworkValues {
  const [four, six] = [ipv4, ipv6].map((way) => (way.method === "static" ? way : null));
  return {
    ...{ card: name, vlan: vlan === null ? "" : String(vlan) },
    ...{ ipv4: ipv4.method, address4: four?.address ?? "", gateway4: four?.gateway ?? "" },
    ...{ ipv6: ipv6.method, address6: six?.address ?? "", gateway6: six?.gateway ?? "" },
    ...{ dns: dns.join(" "), search: search.join(" "), proxy: proxy ?? "", management: management.join(" ") },
  };
}

/** The fields as typed. */
export function typedIn(form: Form): NetworkValues {
  const value = (name: NetworkField) => field(form, name).trim().slice(0, 2000);
  return {
    ...{ card: value("card"), vlan: value("vlan") },
    ...{ ipv4: value("ipv4"), address4: value("address4"), gateway4: value("gateway4") },
    ...{ ipv6: value("ipv6"), address6: value("address6"), gateway6: value("gateway6") },
    ...{ dns: value("dns"), search: value("search"), proxy: value("proxy"), management: value("management") },
  };
}

/** The settings in the fields, or the faults by field. */
export function readFields(values: NetworkValues): Result<NetworkSettings, Fault> {
  const vlan = values.vlan === "" ? null : (wholeNumber(values.vlan) ?? Number.NaN);
  const wrong = (name: NetworkField) =>
    refuse(fault(name === "ipv4" || name === "ipv6" ? "network.method" : `network.${name}`, { field: name }));
  if (!networkInterface.shape.name.safeParse(values.card).success) return wrong("card");
  if (!networkInterface.shape.vlan.safeParse(vlan).success) return wrong("vlan");
  const four = networkInterface.shape.ipv4.safeParse(wayOf(values.ipv4, values.address4, values.gateway4));
  if (!four.success) return wrong(fieldOf(four.error.issues[0]?.path[0], "ipv4", "address4", "gateway4"));
  const six = networkInterface.shape.ipv6.safeParse(wayOf(values.ipv6, values.address6, values.gateway6));
  if (!six.success) return wrong(fieldOf(six.error.issues[0]?.path[0], "ipv6", "address6", "gateway6"));
  const { dns, search, proxy, management } = networkSettings.shape;
  const servers = dns.safeParse(list(values.dns));
  if (!servers.success) return wrong("dns");
  const domains = search.safeParse(list(values.search.toLowerCase()));
  if (!domains.success) return wrong("search");
  const through = proxy.safeParse(values.proxy === "" ? null : values.proxy);
  if (!through.success) return wrong("proxy");
  const networks = management.safeParse(list(values.management).map(asNetwork));
  if (!networks.success) return wrong("management");
  return ok({
    interface: { name: values.card, vlan, ipv4: four.data, ipv6: six.data },
    ...{ dns: servers.data, search: domains.data, proxy: through.data, management: networks.data },
  });
}

const wayOf = (method: string, address: string, gateway: string): unknown =>
  method === "static" ? { method, address, gateway: gateway === "" ? null : gateway } : { method };

function fieldOf<F extends NetworkField>(
  path: PropertyKey | undefined,
  method: F,
  address: F,
  gateway: F,
): F {
  return path === "address" ? address : path === "gateway" ? gateway : method;
}

const list = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== "");

/** A single address is a network too. */
const asNetwork = (word: string): string =>
  word.includes("/") ? word : `${word}/${isIPv4(word) ? 32 : 128}`;
