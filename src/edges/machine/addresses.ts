import { createSocket } from "node:dgram";
import { networkInterfaces } from "node:os";

/** The addresses of this machine for others; none if unknown. */
export async function ownAddresses(): Promise<readonly string[]> {
  const all =
    listed() ?? (await Promise.all([towards("udp4", "192.0.2.1"), towards("udp6", "2001:db8::1")])).flat();
  return [...new Set(all)];
}

/** The system's list; null if a service may not read it (no netlink). */
function listed(): readonly string[] | null {
  try {
    return Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
      .map(({ address }) => address);
  } catch {
    return null;
  }
}

/** The source address for that destination: nothing is sent, the system only looks up its routes. */
function towards(family: "udp4" | "udp6", there: string): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const socket = createSocket(family);
    const end = (found: readonly string[]) => {
      socket.close();
      resolve(found);
    };
    socket.once("error", () => end([]));
    socket.connect(9, there, () => end([socket.address().address]));
  });
}
