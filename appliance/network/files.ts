import type { NetworkSettings } from "../protocol.ts";

/** Sorts before the image's default for wired interfaces (89-wired.network). */
const PREFIX = "50-mailmanager";

/**
 * The files of systemd.network(5) and systemd.netdev(5) for these settings, by name. None without settings: the image's
 * default then applies, which is DHCP.
 */
export function networkFiles(settings: NetworkSettings | null): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  if (settings === null) return files;
  const { name, vlan } = settings.interface;
  if (vlan === null) {
    files.set(`${PREFIX}.network`, text([match(name), ...addresses(settings)]));
    return files;
  }
  const tagged = vlanName(vlan);
  files.set(
    `${PREFIX}.netdev`,
    text([
      ["NetDev", `Name=${tagged}`, "Kind=vlan"],
      ["VLAN", `Id=${vlan}`],
    ]),
  );
  files.set(
    `${PREFIX}.network`,
    text([
      match(name),
      ["Network", `VLAN=${tagged}`, "DHCP=no", "LinkLocalAddressing=no", "IPv6AcceptRA=no"],
    ]),
  );
  files.set(`${PREFIX}-vlan.network`, text([match(tagged), ...addresses(settings)]));
  return files;
}

/** The interface that carries the addresses. */
export const carrying = ({ interface: { name, vlan } }: NetworkSettings): string =>
  vlan === null ? name : vlanName(vlan);

/** Whether an interface of that name is created by us. */
export const isOurs = (name: string): boolean => /^vlan\d{1,4}$/.test(name);

const vlanName = (vlan: number): string => `vlan${vlan}`;

type Section = readonly [name: string, ...lines: readonly string[]];

const match = (name: string): Section => ["Match", `Name=${name}`];

function addresses({ interface: { ipv4, ipv6 }, dns, search }: NetworkSettings): readonly Section[] {
  const given = dns.length > 0 ? "no" : "yes";
  const network: string[] = [
    `DHCP=${ipv4.method === "dhcp" ? (ipv6.method === "auto" ? "yes" : "ipv4") : ipv6.method === "auto" ? "ipv6" : "no"}`,
    `IPv6AcceptRA=${ipv6.method === "auto" ? "yes" : "no"}`,
    `LinkLocalAddressing=${ipv6.method === "off" ? "no" : "ipv6"}`,
    "IPv6PrivacyExtensions=no",
    "LLMNR=no",
    "MulticastDNS=no",
    ...dns.map((server) => `DNS=${server}`),
    ...(search.length > 0 ? [`Domains=${search.join(" ")}`] : []),
  ];
  const statics: Section[] = [];
  for (const way of [ipv4, ipv6]) {
    if (way.method !== "static") continue;
    statics.push(["Address", `Address=${way.address}`]);
    if (way.gateway !== null) statics.push(["Route", `Gateway=${way.gateway}`]);
  }
  return [
    ["Network", ...network],
    ...statics,
    // The lease is tied to the network card, so that a DHCP reservation survives a factory reset.
    ["DHCPv4", "ClientIdentifier=mac", "UseHostname=no", "UseDomains=yes", `UseDNS=${given}`],
    ["DHCPv6", "UseHostname=no", `UseDNS=${given}`],
    ["IPv6AcceptRA", `UseDNS=${given}`, "UseDomains=yes"],
  ];
}

function text(sections: readonly Section[]): string {
  return sections
    .map(([name, ...lines]) => `[${name}]\n${lines.map((line) => `${line}\n`).join("")}`)
    .join("\n");
}
