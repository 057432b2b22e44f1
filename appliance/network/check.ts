import { existsSync } from "node:fs";
import { BlockList, isIPv4 } from "node:net";
import { join } from "node:path";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import type { Box } from "../box.ts";
import type { NetworkSettings } from "../protocol.ts";

/** The problem with settings whose fields are each valid; null if there is none. */
export function networkProblem(box: Box, settings: NetworkSettings): StoredFault | null {
  const { name, ipv4, ipv6 } = settings.interface;
  if (!existsSync(join(box.places.sys, "class/net", name)))
    return fault("box.network.no-card", { params: { name } });
  if (ipv4.method === "off" && ipv6.method === "off") return fault("box.network.off");
  for (const way of [ipv4, ipv6]) {
    if (way.method !== "static") continue;
    const [address = "", bits = ""] = way.address.split("/");
    const four = isIPv4(address);
    const size = Number(bits);
    if (size === 0) return fault("box.network.prefix", { params: { address: way.address } });
    if (four && size < 31 && isEdge(address, size))
      return fault("box.network.edge", { params: { address: way.address } });
    if (/^(?:0|127|22[4-9]|2[3-5]\d)\./.test(address) || /^(?:ff|::1?$)/i.test(address))
      return fault("box.network.not-machine", { params: { address } });
    if (way.gateway === null) continue;
    if (way.gateway === address) return fault("box.network.gateway-own");
    const linkLocal = !four && /^fe[89ab]/i.test(way.gateway);
    if (!linkLocal && !within(way.gateway, address, size, four))
      return fault("box.network.gateway-outside", {
        params: { gateway: way.gateway, address: way.address },
      });
  }
  return null;
}

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
