import { isIPv4 } from "node:net";
import * as z from "zod";
import type { Text } from "../../../src/text/console.ts";
import { type NetworkSettings, networkInterface, networkSettings } from "../../protocol.ts";
import type { Field, Values } from "../form.ts";
import { words } from "../words.ts";

/** The form of the network settings, filled with the current ones. @param names of the interfaces */
export function networkFields(
  settings: NetworkSettings,
  names: readonly string[],
  t: Text,
): readonly Field[] {
  const { interface: wire, dns, search, proxy, management } = settings;
  const { ipv4, ipv6 } = wire;
  const { vlan } = networkInterface.shape;
  const { shape } = networkSettings;
  const option = (value: "dhcp" | "static" | "off" | "auto") => ({
    value,
    label: t(`network.${value}.short`),
  });
  const is = (key: string, value: string) => (values: Values) => values[key] === value;
  return [
    ...(names.length > 1
      ? [
          {
            key: "name",
            label: t("network.interface"),
            value: wire.name,
            options: names.map((value) => ({ value, label: value })),
            hint: t("network.interface.hint"),
          },
        ]
      : []),
    {
      key: "vlan",
      label: "VLAN",
      value: wire.vlan === null ? "" : String(wire.vlan),
      hint: t("network.vlan.hint"),
      check: (value) => (vlan.safeParse(numberOrNull(value)).success ? null : t("network.vlan.wrong")),
    },
    {
      key: "ipv4",
      label: "IPv4",
      value: ipv4.method,
      options: [option("dhcp"), option("static"), option("off")],
      hint: t("network.ipv4.hint"),
      check: (value, values) => (value === "off" && values.ipv6 === "off" ? t("network.off.wrong") : null),
    },
    {
      key: "address4",
      label: `  ${t("network.address")}`,
      value: ipv4.method === "static" ? ipv4.address : "",
      hint: t("network.address4.hint"),
      shown: is("ipv4", "static"),
      check: (value) => (z.cidrv4().safeParse(value).success ? null : t("network.address4.wrong")),
    },
    {
      key: "gateway4",
      label: `  ${t("network.gateway")}`,
      value: ipv4.method === "static" ? (ipv4.gateway ?? "") : "",
      hint: t("network.gateway4.hint"),
      shown: is("ipv4", "static"),
      check(value, { address4 = "" }) {
        if (value === "") return null;
        if (!z.ipv4().safeParse(value).success) return t("network.gateway4.wrong");
        return z.cidrv4().safeParse(address4).success && !inNetwork(value, address4)
          ? t("network.gateway4.outside", { network: address4 })
          : null;
      },
    },
    {
      key: "ipv6",
      label: "IPv6",
      value: ipv6.method,
      options: [option("auto"), option("static"), option("off")],
      hint: t("network.ipv6.hint"),
    },
    {
      key: "address6",
      label: `  ${t("network.address")}`,
      value: ipv6.method === "static" ? ipv6.address : "",
      hint: t("network.address6.hint"),
      shown: is("ipv6", "static"),
      check: (value) => (z.cidrv6().safeParse(value).success ? null : t("network.address6.wrong")),
    },
    {
      key: "gateway6",
      label: `  ${t("network.gateway")}`,
      value: ipv6.method === "static" ? (ipv6.gateway ?? "") : "",
      hint: t("network.gateway6.hint"),
      shown: is("ipv6", "static"),
      check: (value) =>
        value === "" || z.ipv6().safeParse(value).success ? null : t("network.gateway6.wrong"),
    },
    {
      key: "dns",
      label: t("network.dns"),
      value: dns.join(" "),
      hint: t("network.dns.hint"),
      check: (value) => listed(value, shape.dns, 4, "network.dns.wrong", t),
    },
    {
      key: "search",
      label: t("network.search"),
      value: search.join(" "),
      hint: t("network.search.hint"),
      check: (value) => listed(value.toLowerCase(), shape.search, 6, "network.search.wrong", t),
    },
    {
      key: "proxy",
      label: t("network.proxy"),
      value: proxy ?? "",
      hint: t("network.proxy.hint"),
      check: (value) => (shape.proxy.safeParse(value || null).success ? null : t("network.proxy.wrong")),
    },
    {
      key: "management",
      label: t("network.management"),
      value: management.join(" "),
      hint: t("network.management.hint"),
      check: (value) => listed(value, shape.management, 32, "network.management.wrong", t),
    },
  ];
}

/** The settings from a filled form; the rest stays as it was. */
export function settingsFrom(values: Values, before: NetworkSettings): NetworkSettings {
  const { ipv4, ipv6 } = before.interface;
  return networkSettings.parse({
    interface: {
      name: values.name ?? before.interface.name,
      vlan: numberOrNull(values.vlan ?? ""),
      ipv4:
        values.ipv4 === "static"
          ? { method: "static", address: values.address4, gateway: values.gateway4 || null }
          : { method: values.ipv4 ?? ipv4.method },
      ipv6:
        values.ipv6 === "static"
          ? { method: "static", address: values.address6, gateway: values.gateway6 || null }
          : { method: values.ipv6 ?? ipv6.method },
    },
    dns: words(values.dns ?? ""),
    search: words((values.search ?? "").toLowerCase()),
    proxy: values.proxy || null,
    management: words(values.management ?? ""),
  });
}

function listed(
  value: string,
  list: { readonly element: z.ZodType; safeParse(value: unknown): { readonly success: boolean } },
  most: number,
  wrong: "network.dns.wrong" | "network.search.wrong" | "network.management.wrong",
  t: Text,
): string | null {
  const bad = words(value).find((word) => !list.element.safeParse(word).success);
  if (bad !== undefined) return t(wrong, { bad });
  return list.safeParse(words(value)).success ? null : t("form.most", { n: most });
}

function numberOrNull(text: string): number | null {
  return text === "" ? null : Number(text);
}

/** Whether two addresses are in the same network, given the prefix length. */
function inNetwork(address: string, cidr: string): boolean {
  const [other = "", length = "32"] = cidr.split("/");
  if (!isIPv4(address) || !isIPv4(other)) return false;
  const mask = Number(length) === 0 ? 0 : (0xffff_ffff << (32 - Number(length))) >>> 0;
  return (bits(address) & mask) >>> 0 === (bits(other) & mask) >>> 0;
}

const bits = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
