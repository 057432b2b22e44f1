import { readdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { Box } from "../box.ts";
import { textIfAny } from "../files.ts";
import type { BoxStatus, NetworkSettings } from "../protocol.ts";
import { readTrial } from "./trial.ts";

export type NetworkState = BoxStatus["network"];

/** The current state of the network, and its settings. */
export function networkState(box: Box): NetworkState {
  const trial = readTrial(box.places);
  return {
    settings: box.settings.read().network ?? defaultNetwork(box),
    interfaces: interfaces(box.places.sys),
    gateways: gateways(box.places.proc),
    dns: nameServers(box),
    trial: trial && { change: trial.change, until: new Date(trial.until).toISOString() },
  };
}

/** The default: the first wired interface that is connected, otherwise the first, is configured automatically. */
export function defaultNetwork(box: Box): NetworkSettings {
  const wired = wiredInterfaces(box.places.sys);
  const connected = wired.find((name) => carrier(join(box.places.sys, "class/net", name, "carrier")));
  const name = connected ?? wired[0] ?? "eth0";
  return {
    interface: { name, vlan: null, ipv4: { method: "dhcp" }, ipv6: { method: "auto" } },
    ...{ dns: [], search: [], proxy: null, management: [] },
  };
}

/** The names of the physical wired interfaces, sorted. */
export function wiredInterfaces(sys: string): readonly string[] {
  const all = join(sys, "class/net");
  return names(all).filter((name) => {
    const type = textIfAny(join(all, name, "type"))?.trim();
    const wireless = names(join(all, name, "wireless")).length > 0;
    return type === "1" && !wireless && names(join(all, name, "device")).length > 0;
  });
}

function interfaces(sys: string): NetworkState["interfaces"] {
  const addresses = networkInterfaces();
  const all = join(sys, "class/net");
  return names(all)
    .filter((name) => name !== "lo")
    .map((name) => ({
      name,
      mac: textIfAny(join(all, name, "address"))?.trim() ?? "",
      up: carrier(join(all, name, "carrier")),
      addresses: (addresses[name] ?? []).flatMap(({ cidr }) => cidr ?? []),
    }));
}

/** An interface that is down does not report a carrier. */
function carrier(file: string): boolean {
  try {
    return readFileSync(file, "utf8").trim() === "1";
  } catch {
    return false;
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** The default routes. */
function gateways(proc: string): string[] {
  const four = (textIfAny(join(proc, "net/route")) ?? "")
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .filter(
      ([, destination, gateway, , , , , mask]) =>
        [destination, mask].every((word) => word === "00000000") && gateway !== "00000000",
    )
    .map(([, , gateway = ""]) =>
      (gateway.match(/../g) ?? [])
        .reverse()
        .map((hex) => parseInt(hex, 16))
        .join("."),
    );
  const six = (textIfAny(join(proc, "net/ipv6_route")) ?? "")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([to, bits, , , next]) =>
        /^0{32}$/.test(to ?? "") && bits === "00" && !/^0{32}$/.test(next ?? "0".repeat(32)),
    )
    .map(([, , , , next = ""]) => compressed(next));
  return [...new Set([...four, ...six])];
}

/** An IPv6 address given as 32 hexadecimal digits, in the usual notation (RFC 5952). */
function compressed(hex: string): string {
  return new URL(`http://[${(hex.match(/.{4}/g) ?? []).join(":")}]/`).hostname.slice(1, -1);
}

/** The DNS servers that the local resolver uses. */
function nameServers(box: Box): string[] {
  const text =
    textIfAny(join(box.places.systemd, "resolve/resolv.conf")) ??
    textIfAny(join(box.places.etc, "resolv.conf")) ??
    "";
  return [...text.matchAll(/^nameserver[ \t]+(\S+)/gm)].map(([, server = ""]) => server);
}
