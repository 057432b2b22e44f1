import * as z from "zod";
import { type Fields, fieldsOf, readDocument } from "./document.ts";

/** The files of a NoCloud medium; null for missing ones. */
export interface NoCloud {
  readonly metaData: string | null;
  readonly userData: string | null;
  readonly networkConfig: string | null;
}

const words = z
  .union([z.string(), z.array(z.string())])
  .transform((one) => (Array.isArray(one) ? one : [one]));
const nullish = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);

const meta = z.looseObject({ "local-hostname": nullish(z.string()), hostname: nullish(z.string()) });
const user = z.looseObject({
  hostname: nullish(z.string()),
  fqdn: nullish(z.string()),
  timezone: nullish(z.string()),
  ntp: nullish(z.looseObject({ servers: nullish(words) })),
  ca_certs: nullish(z.looseObject({ trusted: nullish(words) })),
  mailmanager: nullish(z.record(z.string(), z.unknown())),
});

const subnet = z.looseObject({
  type: z.string(),
  address: nullish(z.string()),
  netmask: nullish(z.union([z.string(), z.number()])),
  gateway: nullish(z.string()),
  dns_nameservers: nullish(words),
  dns_search: nullish(words),
});
const one = z.looseObject({
  version: z.literal(1),
  config: z.array(
    z.looseObject({
      type: z.string(),
      name: nullish(z.string()),
      mac_address: nullish(z.string()),
      subnets: nullish(z.array(subnet)),
      address: nullish(words),
      search: nullish(words),
    }),
  ),
});
const two = z.looseObject({
  version: z.literal(2),
  ethernets: z.record(
    z.string(),
    z.looseObject({
      match: nullish(z.looseObject({ macaddress: nullish(z.string()), name: nullish(z.string()) })),
      "set-name": nullish(z.string()),
      dhcp4: nullish(z.union([z.boolean(), z.string()])),
      dhcp6: nullish(z.union([z.boolean(), z.string()])),
      addresses: nullish(z.array(z.string())),
      gateway4: nullish(z.string()),
      gateway6: nullish(z.string()),
      nameservers: nullish(z.looseObject({ addresses: nullish(words), search: nullish(words) })),
      routes: nullish(z.array(z.looseObject({ to: nullish(z.string()), via: nullish(z.string()) }))),
    }),
  ),
});

const plain = z.discriminatedUnion("version", [one, two]);
/** Some wrap it in another "network", as in a machine's own configuration. */
const either = z.union([plain, z.looseObject({ network: plain }).transform(({ network }) => network)]);
type Network = z.infer<typeof plain>;

/**
 * What an appliance uses of cloud-init's files: host name, time zone, clock, certificate authorities, the first network
 * interface; and under "mailmanager" in the user data, everything that a seed may contain. Commands, users and packages
 * are ignored.
 * @throws Error that names the unreadable file
 */
export function fromNoCloud({ metaData, userData, networkConfig }: NoCloud): Fields {
  const fields = new Map<string, string>();
  const put = (name: string, value: string | readonly string[] | null | undefined) => {
    const text =
      typeof value === "string" ? value : (value ?? []).join(name === "network.authorities" ? "\n" : ",");
    if (text.trim() !== "" && text.trim() !== "null") fields.set(name, text);
  };
  const parsed = <T>(name: string, text: string | null, schema: z.ZodType<T>): T | null => {
    if (text === null || text.trim() === "") return null;
    try {
      const read = schema.safeParse(readDocument(text, "yaml"));
      return read.success ? read.data : null;
    } catch (cause) {
      throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  };
  const about = parsed("meta-data", metaData, meta);
  put("hostname", about?.["local-hostname"] ?? about?.hostname);
  // Scripts, archives and includes are not supported.
  const config = userData?.startsWith("#cloud-config") ? parsed("user-data", userData, user) : null;
  put("hostname", config?.fqdn ?? config?.hostname);
  put("zone", config?.timezone);
  put("network.ntp", config?.ntp?.servers);
  put("network.authorities", config?.ca_certs?.trusted);
  const network = parsed("network-config", networkConfig, either);
  for (const [name, value] of network === null ? [] : fromNetwork(network)) put(name, value);
  for (const [name, value] of fieldsOf(config?.mailmanager ?? {})) fields.set(name, value);
  return fields;
}

function fromNetwork(
  network: Network,
): readonly (readonly [string, string | readonly string[] | null | undefined])[] {
  if (network.version === 1) return fromOne(network);
  const [first] = Object.entries(network.ethernets);
  if (first === undefined) return [];
  const [name, card] = first;
  const four = card.addresses?.find((address) => !address.includes(":"));
  const six = card.addresses?.find((address) => address.includes(":"));
  const ways = (card.routes ?? []).filter(({ to }) => ["default", "0.0.0.0/0", "::/0"].includes(to ?? ""));
  return [
    ["network.interface", card.match?.macaddress ?? card["set-name"] ?? card.match?.name ?? name],
    ["network.ipv4", four ?? (isOn(card.dhcp4) ? "dhcp" : null)],
    ["network.gateway", card.gateway4 ?? ways.find(({ via }) => via?.includes("."))?.via],
    ["network.ipv6", six ?? (isOn(card.dhcp6) ? "auto" : null)],
    ["network.gateway6", card.gateway6 ?? ways.find(({ via }) => via?.includes(":"))?.via],
    ["network.dns", card.nameservers?.addresses],
    ["network.search", card.nameservers?.search],
  ];
}

const isOn = (value: boolean | string | null | undefined): boolean =>
  value === true || value === "true" || value === "yes";

function fromOne({ config }: z.infer<typeof one>) {
  const card = config.find(({ type }) => type === "physical");
  if (card === undefined) return [];
  const servers = config.filter(({ type }) => type === "nameserver");
  const fixed = (card.subnets ?? []).filter(({ address }) => address);
  const four = fixed.find(({ address }) => !address?.includes(":"));
  const six = fixed.find(({ address }) => address?.includes(":"));
  const types = (card.subnets ?? []).map(({ type }) => type);
  return [
    ["network.interface", card.mac_address ?? card.name],
    [
      "network.ipv4",
      four
        ? withPrefix(four.address ?? "", four.netmask)
        : types.some((t) => /^dhcp4?$/.test(t))
          ? "dhcp"
          : null,
    ],
    ["network.gateway", four?.gateway],
    [
      "network.ipv6",
      six ? withPrefix(six.address ?? "", six.netmask) : types.some((t) => /6/.test(t)) ? "auto" : null,
    ],
    ["network.gateway6", six?.gateway],
    [
      "network.dns",
      [...servers.flatMap(({ address }) => address ?? []), ...fixed.flatMap((s) => s.dns_nameservers ?? [])],
    ],
    [
      "network.search",
      [...servers.flatMap(({ search }) => search ?? []), ...fixed.flatMap((s) => s.dns_search ?? [])],
    ],
  ] as const;
}

/** An address with its prefix length, which may be given as a netmask. */
function withPrefix(address: string, netmask: string | number | null | undefined): string {
  if (address.includes("/") || netmask === null || netmask === undefined) return address;
  const mask = String(netmask);
  if (!mask.includes(".")) return `${address}/${mask}`;
  const bits = mask
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
  return `${address}/${bits.indexOf("0") < 0 ? 32 : bits.indexOf("0")}`;
}
