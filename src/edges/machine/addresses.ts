import { createSocket } from "node:dgram";
import { networkInterfaces } from "node:os";

/** The addresses by which others reach this machine; none where that cannot be told. */
export async function ownAddresses(): Promise<readonly string[]> {
  const all =
    listed() ?? (await Promise.all([towards("udp4", "192.0.2.1"), towards("udp6", "2001:db8::1")])).flat();
  return [...new Set(all)];
}

/** What the system lists; null where a service is not allowed to ask (no netlink). */
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

/** The address that something sent there would come from: nothing is sent, the system only looks at its routes. */
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
