import { existsSync } from "node:fs";
import { BlockList, isIPv4 } from "node:net";
import { join } from "node:path";
import type { Box } from "../box.ts";
import { type BoxFault, boxFault } from "../fault.ts";
import type { NetworkSettings } from "../protocol.ts";

/** The problem with settings whose fields are each valid; null if there is none. */
export function networkProblem(box: Box, settings: NetworkSettings): BoxFault | null {
  const { name, ipv4, ipv6 } = settings.interface;
  if (!existsSync(join(box.places.sys, "class/net", name)))
    return refuse(`There is no network adapter ${name}`, "Choose one of those listed");
  if (ipv4.method === "off" && ipv6.method === "off")
    return refuse("Without IPv4 and IPv6 the appliance cannot be reached", "Turn one of them on");
  for (const way of [ipv4, ipv6]) {
    if (way.method !== "static") continue;
    const [address = "", bits = ""] = way.address.split("/");
    const four = isIPv4(address);
    const size = Number(bits);
    if (size === 0)
      return refuse(`${way.address} says that all the world is on this network`, "Enter the prefix length");
    if (four && size < 31 && isEdge(address, size))
      return refuse(`${way.address} is the network's own or its broadcast address`, "Choose one in between");
    if (/^(?:0|127|22[4-9]|2[3-5]\d)\./.test(address) || /^(?:ff|::1?$)/i.test(address))
      return refuse(`${address} is not a valid address for a machine`, null);
    if (way.gateway === null) continue;
    if (way.gateway === address)
      return refuse("The gateway is the appliance's own address", "Enter the router's address");
    const linkLocal = !four && /^fe[89ab]/i.test(way.gateway);
    if (!linkLocal && !within(way.gateway, address, size, four))
      return refuse(`The gateway ${way.gateway} is not in the network of ${way.address}`, "Check both");
  }
  return null;
}

const refuse = (text: string, todo: string | null): BoxFault => boxFault("refused", text, todo);

function within(address: string, network: string, size: number, four: boolean): boolean {
  const list = new BlockList();
  const family = four ? "ipv4" : "ipv6";
  list.addSubnet(network, size, family);
  return list.check(address, family);
}

/** Whether all bits after the prefix are equal. */
function isEdge(address: string, size: number): boolean {
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const hosts = 2 ** (32 - size);
  return value % hosts === 0 || value % hosts === hosts - 1;
}
