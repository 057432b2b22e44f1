/** What DNS and other servers say about this machine; used by the setup and by the health page. */
import { domainToASCII } from "node:url";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import type { Reach } from "./surroundings.ts";

/** Endings of names that do not exist in public DNS (RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const local = /(?:^|\.)(?:example|test|invalid|localhost|local|internal|home\.arpa|alt)$/;

/** Whether a host or domain name can exist in public DNS. */
export const isPublicName = (name: string): boolean => name.includes(".") && !local.test(name);

const bare = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/** Whether the host name has an address, and it is one of this machine's. */
export async function checkName(
  hostname: string,
  { resolve, addresses }: Reach,
): Promise<readonly Finding[]> {
  const { ok, warning, problem } = findingsOf("name");
  if (!hostname.includes(".")) return [warning("name.local", "good-for-testing", { hostname })];
  const own = await addresses();
  const answer = await resolve.addresses(domainToASCII(hostname));
  const record = (address: string) => `${hostname}. ${address.includes(":") ? "AAAA" : "A"} ${address}`;
  const line = own.length === 0 ? null : own.map(record).join("\n");
  if (answer.kind === "failed") return [warning("name.unknown", "reach-dns", { problem: answer.problem })];
  if (answer.kind === "none") return [problem("name.none", "add-such-record", { hostname }, line)];
  const found = answer.records.join(", ");
  if (answer.records.some((address) => own.includes(address))) return [ok("name.here", { found, hostname })];
  return [warning("name.elsewhere", "forwarded-or-record", { found, hostname })];
}

/** How mail of a domain is received where DNS need not point here; `accounts` by name, separated by commas. */
export type OtherWay = { readonly kind: "imap"; readonly accounts: string } | { readonly kind: "lmtp" };

/**
 * Whether DNS sends mail for a domain here (RFC 5321 section 5.1).
 * @param of.mailbox one of the domain's, to be named in what to do
 * @param of.otherWay how its mail is received if DNS points elsewhere; null if only by DNS
 */
export async function checkExchangers(
  of: {
    readonly domain: string;
    readonly mailbox: string;
    readonly hostname: string;
    readonly otherWay: OtherWay | null;
    /** Whether the server at an address relays mail to this machine. */
    readonly relays: (address: string) => boolean;
  },
  { resolve, addresses }: Reach,
): Promise<readonly Finding[]> {
  const { domain, mailbox, hostname, otherWay, relays } = of;
  const { ok, warning, problem } = findingsOf("mail exchanger");
  const answer = await resolve.mx(domain);
  const line = `${domain}. MX 10 ${hostname}.`;
  if (answer.kind === "failed")
    return otherWay === null
      ? [warning("mx.unknown", "should-be", { problem: answer.problem }, line)]
      : [otherwise(otherWay)];
  const hosts =
    answer.kind === "none" ? [] : answer.records.map(({ exchange }) => bare(exchange)).filter(Boolean);
  const host = bare(domainToASCII(hostname));
  if (hosts.includes(host)) return [ok("mx.here", { domain, host: hostname })];
  const leads = await leadsHere(hosts);
  if (leads !== null) return [leads];
  if (otherWay !== null) return [otherwise(otherWay, hosts)];
  if (answer.kind === "none") return [problem("mx.none", "add-record", { domain }, line)];
  const [first] = hosts;
  return first === undefined
    ? [warning("mx.nobody", "set-record", { domain }, line)]
    : [warning("mx.elsewhere", "have-forwarded", { domain, hosts: hosts.join(", "), first, mailbox }, line)];

  /** @param to where DNS sends it as well; undefined if that is not known */
  function otherwise(way: OtherWay, to?: readonly string[]): Finding {
    const fetched = way.kind === "imap" ? way.accounts : null;
    const hosts = to?.join(", ");
    if (hosts === undefined)
      return fetched === null ? ok("mx.lmtp", { domain }) : ok("mx.fetched", { domain, accounts: fetched });
    if (hosts === "")
      return fetched === null
        ? ok("mx.lmtp-only", { domain })
        : ok("mx.fetched-only", { domain, accounts: fetched });
    return fetched === null
      ? ok("mx.lmtp-elsewhere", { domain, hosts })
      : ok("mx.fetched-elsewhere", { domain, hosts, accounts: fetched });
  }

  /** Whether one of the hosts has an address of this machine, of its name, or of a relay; null if none does. */
  async function leadsHere(names: readonly string[]): Promise<Finding | null> {
    if (names.length === 0) return null;
    const named = await resolve.addresses(host);
    const own = new Set([...(await addresses()), ...(named.kind === "found" ? named.records : [])]);
    for (const name of names.slice(0, 10)) {
      const at = await resolve.addresses(name);
      const found = at.kind === "found" ? at.records : [];
      if (found.some((address) => own.has(address))) return ok("mx.machine", { domain, host: name });
      if (found.some(relays)) return ok("mx.relay", { domain, host: name });
    }
    return null;
  }
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
  const { ok, warning, problem } = findingsOf("port 25 outwards");
  for (const domain of new Set(domains.filter((one) => one !== ""))) {
    const answer = await resolve.mx(domain);
    const exchange = answer.kind === "found" ? answer.records[0]?.exchange : undefined;
    const host = bare(exchange ?? "");
    if (host === "" || host === hostname) continue;
    const route = { kind: "smtp", host, port: 25, tls: "opportunistic", user: null, password: null } as const;
    const tried = await tryServer(route, { hostname: hostname ?? "localhost" });
    return tried.ok
      ? [ok("port-25.open", { host })]
      : [
          problem("port-25.silent", "open-port-25", {
            ...{ domain, problem: tried.error.fault ?? tried.error.response },
          }),
        ];
  }
  return [warning("port-25.untested", "other-domain")];
}

/** Whether our addresses resolve to our name (PTR); otherwise many servers refuse our mail. */
export async function checkNames(hostname: string | null, { resolve }: Reach): Promise<readonly Finding[]> {
  const { ok, warning, problem } = findingsOf("ptr");
  const name = hostname ?? "";
  const answer = await resolve.addresses(domainToASCII(name));
  if (answer.kind !== "found") return [warning("ptr.no-address", "record-first", { hostname: name })];
  return Promise.all(
    answer.records.slice(0, 4).map(async (address) => {
      const found = await resolve.names(address);
      if (found.kind === "failed")
        return warning("ptr.unknown", "check-dns", { address, problem: found.problem });
      const names = found.kind === "found" ? found.records.map(bare) : [];
      if (names.includes(bare(domainToASCII(name)))) return ok("ptr.ok", { address, hostname: name });
      return names.length === 0
        ? problem("ptr.none", "set-ptr", { address, hostname: name })
        : problem("ptr.other", "set-ptr", { address, hostname: name, names: names.join(", ") });
    }),
  );
}
