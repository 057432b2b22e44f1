/** The interface Resolve with the system's resolvers (/etc/resolv.conf). Their answers are not proven. */

import { Resolver } from "node:dns/promises";
import type { DnsAnswer } from "../../base/dns-answer.ts";
import { problemOf } from "../../base/failure.ts";
import type { Resolve } from "../../engine/settings/resolve.ts";
import { namesOf } from "./reverse.ts";

/**
 * The interface Resolve.
 * @param options.servers as "address" or "[address]:port", instead of the system's
 */
export function systemResolver(options: { servers?: readonly string[]; timeout?: number } = {}): Resolve {
  const resolver = new Resolver({ timeout: options.timeout ?? 4000, tries: 2 });
  if (options.servers) resolver.setServers(options.servers);
  return {
    mx: (name) =>
      answer(async () =>
        (await resolver.resolveMx(name)).map(({ priority, exchange }) => ({
          preference: priority,
          exchange: exchange === "." ? "" : exchange.toLowerCase(),
        })),
      ),
    async addresses(name) {
      const [v6, v4] = await Promise.all([
        answer(() => resolver.resolve6(name)),
        answer(() => resolver.resolve4(name)),
      ]);
      const records = [v6, v4].flatMap((one) => (one.kind === "found" ? one.records : []));
      if (records.length > 0) return { kind: "found", records };
      return [v6, v4].find((one) => one.kind === "failed") ?? v4;
    },
    names: (address) =>
      namesOf(address, (name) =>
        answer(async () => (await resolver.resolvePtr(name)).map((one) => one.toLowerCase())),
      ),
    txt: (name) => answer(async () => (await resolver.resolveTxt(name)).map((strings) => strings.join(""))),
  };
}

async function answer<T>(ask: () => Promise<readonly T[]>): Promise<DnsAnswer<T>> {
  try {
    const records = await ask();
    return records.length > 0 ? { kind: "found", records } : { kind: "none", exists: true };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENODATA") return { kind: "none", exists: true };
    if (code === "ENOTFOUND") return { kind: "none", exists: false };
    return { kind: "failed", problem: problemOf(error) };
  }
}
