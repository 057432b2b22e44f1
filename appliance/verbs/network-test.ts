import { join } from "node:path";
import { ok } from "../../src/base/result.ts";
import type { Box } from "../box.ts";
import { textIfAny } from "../files.ts";
import type { Handler } from "../handler.ts";
import { networkProblem } from "../network/check.ts";
import { asksDns, bad, connectionFailed, good, talkTo } from "../network/probe.ts";
import { defaultNetwork, networkState } from "../network/state.ts";
import type { Check, NetworkSettings } from "../protocol.ts";

/**
 * Checks network settings, the current ones or others in advance: cable, addresses, address conflicts, gateway, DNS,
 * proxy.
 */
export const testNetwork: Handler<"network.test"> = {
  async run(box, { settings: wanted }) {
    const now = networkState(box);
    const settings = wanted ?? box.settings.read().network ?? defaultNetwork(box);
    const problem = networkProblem(box, settings);
    const checks: (Check | Promise<Check>)[] = [];
    if (problem) checks.push(bad("settings", problem.text, problem.todo ?? "Check them"));
    const { name, ipv4, ipv6 } = settings.interface;
    const card = now.interfaces.find((one) => one.name === name);
    if (card === undefined) return ok(await Promise.all(checks));
    checks.push(
      card.up
        ? good("cable", `${name} (${card.mac}) is connected`)
        : bad(
            "cable",
            `${name} (${card.mac}) has no connection`,
            "Plug the cable in, or connect the virtual card",
          ),
    );
    const own = now.interfaces.flatMap(({ addresses }) => addresses.map((one) => one.split("/")[0] ?? ""));
    if (wanted === null) checks.push(hasAddress(own));
    if (ipv4.method === "static") {
      const address = ipv4.address.split("/")[0] ?? "";
      if (!own.includes(address)) checks.push(isFree(box, name, address));
    }
    checks.push(...gatewaysOf(settings, now.gateways).map((gateway) => answersPing(box, name, gateway)));
    const servers = settings.dns.length > 0 ? settings.dns : now.dns;
    if (servers.length === 0)
      checks.push(bad("DNS", "There is no DNS server", "Name one, or have DHCP name one"));
    checks.push(...servers.slice(0, 4).map(asksDns));
    if (settings.proxy !== null) checks.push(proxyAnswers(settings.proxy));
    if (ipv6.method === "auto" && wanted === null && !own.some(isGlobal6))
      checks.push(good("IPv6", "No router offers IPv6; IPv4 alone is used"));
    return ok(await Promise.all(checks));
  },
};

const isGlobal6 = (address: string): boolean => address.includes(":") && !/^(?:fe80|::1)/i.test(address);

function hasAddress(own: readonly string[]): Check {
  const used = own.filter((address) => !/^(?:fe80|169\.254\.|127\.|::1)/i.test(address));
  return used.length > 0
    ? good("address", used.join(", "))
    : bad(
        "address",
        "The box has no address",
        "Check that a DHCP server answers on this network, or set an address",
      );
}

function gatewaysOf(
  { interface: { ipv4, ipv6 } }: NetworkSettings,
  now: readonly string[],
): readonly string[] {
  const chosen = [ipv4, ipv6].flatMap((way) => (way.method === "static" && way.gateway ? [way.gateway] : []));
  const learned = now.filter((gateway) =>
    gateway.includes(":") ? ipv6.method === "auto" : ipv4.method === "dhcp",
  );
  return [...new Set([...chosen, ...learned])];
}

/** A router may ignore pings, but it answers ARP. */
async function answersPing(box: Box, card: string, gateway: string): Promise<Check> {
  const check = `gateway ${gateway}`;
  const four = !gateway.includes(":");
  const where = /^fe[89ab]/i.test(gateway) ? `${gateway}%${card}` : gateway;
  const { status } = await box.run("ping", ["-n", "-q", "-c", "2", "-W", "2", where], { limit: 8_000 });
  if (status === 0) return good(check, "It answers");
  if (four && knowsNeighbour(box, gateway))
    return good(check, "It is there, though it does not answer pings");
  return bad(check, "It does not answer", "Check the gateway's address, the network's prefix and the VLAN");
}

/** Whether the kernel knows the address's hardware address (flag 0x2: complete). */
function knowsNeighbour({ places }: Box, address: string): boolean {
  const lines = (textIfAny(join(places.proc, "net/arp")) ?? "").split("\n").map((line) => line.split(/\s+/));
  return lines.some(([ip, , flags]) => ip === address && (Number(flags) & 2) !== 0);
}

/** Detects a duplicate address (RFC 5227): sends ARP probes without a source address. */
async function isFree(box: Box, card: string, address: string): Promise<Check> {
  const check = `address ${address}`;
  const { status, out } = await box.run("arping", ["-D", "-c", "2", "-w", "3", "-I", card, address], {
    limit: 8_000,
  });
  if (status === 0) return good(check, "Nobody else uses it");
  const who = /\[([0-9A-Fa-f:]{17})\]/.exec(out)?.[1];
  if (status === 1) {
    const whom = who ? ` (${who})` : "";
    return bad(check, `Another machine uses it${whom}`, "Choose another address, or free this one");
  }
  return bad(check, "Whether someone else uses it could not be asked", "Connect the card first");
}

async function proxyAnswers(proxy: string): Promise<Check> {
  const { hostname, port, protocol, host } = new URL(proxy);
  try {
    await talkTo(hostname, Number(port) || (protocol === "https:" ? 443 : 80), null);
    return good("proxy", `${host} can be reached`);
  } catch (cause) {
    return connectionFailed("proxy", host, cause);
  }
}
