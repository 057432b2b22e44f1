/** Asks DNS and other servers about this machine, for the setup and for the health page. */
import { domainToASCII } from "node:url";
import type { Finding } from "../../../domain/finding.ts";
import {
  type ExchangerFacts,
  exchangerFindings,
  exchangersToResolve,
  nameFindings,
  portOutwardsFindings,
  reverseFindings,
  serverToTry,
} from "../../../domain/health/index.ts";
import type { Reach } from "./surroundings.ts";

/** The most addresses of our name that are looked at. */
export const MOST_ADDRESSES = 4;

/** Whether the host name has an address, and it is one of this machine's. */
export async function checkName(
  hostname: string,
  { resolve, addresses }: Reach,
): Promise<readonly Finding[]> {
  const answer = hostname.includes(".") ? await resolve.addresses(domainToASCII(hostname)) : null;
  return nameFindings(hostname, answer, answer === null ? [] : await addresses());
}

/**
 * Whether DNS sends mail for a domain here (RFC 5321 section 5.1).
 * @param of.relays whether the server at an address relays mail to this machine
 */
export async function checkExchangers(
  of: Omit<ExchangerFacts, "mx" | "here" | "hosts"> & { readonly relays: (address: string) => boolean },
  { resolve, addresses }: Reach,
): Promise<readonly Finding[]> {
  const { relays, ...asked } = of;
  const mx = await resolve.mx(of.domain);
  const names = exchangersToResolve(mx, of.hostname);
  const addressesOf = async (host: string) => {
    const answer = await resolve.addresses(host);
    return answer.kind === "found" ? answer.records : [];
  };
  const here =
    names.length === 0
      ? []
      : [...(await addresses()), ...(await addressesOf(domainToASCII(of.hostname).toLowerCase()))];
  const hosts = await Promise.all(
    names.map(async (host) => {
      const found = await addressesOf(host);
      return { host, addresses: found, relays: found.filter(relays) };
    }),
  );
  return exchangerFindings({ ...asked, mx, here, hosts });
}

/**
 * Whether outgoing port 25 is open: tested with a mail server that must be reachable in any case.
 * @param domains whose mail servers are tried, until one is elsewhere
 */
export async function checkOutside(
  domains: readonly string[],
  hostname: string | null,
  { resolve, tryServer }: Reach,
): Promise<readonly Finding[]> {
  for (const domain of new Set(domains.filter((one) => one !== ""))) {
    const host = serverToTry(await resolve.mx(domain), hostname);
    if (host === null) continue;
    const route = { kind: "smtp", host, port: 25, tls: "opportunistic", user: null, password: null } as const;
    const tried = await tryServer(route, { hostname: hostname ?? "localhost" });
    const problem = tried.ok ? null : (tried.error.fault ?? tried.error.response);
    return portOutwardsFindings({ domain, host, problem });
  }
  return portOutwardsFindings(null);
}

/** Whether our addresses resolve to our name (PTR); otherwise many servers refuse our mail. */
export async function checkNames(hostname: string, { resolve }: Reach): Promise<readonly Finding[]> {
  const answer = await resolve.addresses(domainToASCII(hostname));
  const own = answer.kind === "found" ? answer.records.slice(0, MOST_ADDRESSES) : null;
  const asked = own?.map(async (address) => ({ address, names: await resolve.names(address) }));
  return reverseFindings(hostname, asked === undefined ? null : await Promise.all(asked));
}
