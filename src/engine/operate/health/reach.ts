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
  if (!hostname.includes("."))
    return [warning(`${hostname} is known only to this machine`, "Good enough for testing")];
  const own = await addresses();
  const answer = await resolve.addresses(domainToASCII(hostname));
  const record = (address: string) => `${hostname}. ${address.includes(":") ? "AAAA" : "A"} ${address}`;
  const line = own.length === 0 ? null : own.map(record).join("\n");
  if (answer.kind === "failed")
    return [
      warning(`DNS could not be queried: ${answer.text}`, "Check that this machine can reach a DNS server"),
    ];
  if (answer.kind === "none")
    return [problem(`DNS has no address for ${hostname}`, "Add a record to the domain's DNS, such as", line)];
  const found = answer.records.join(", ");
  if (answer.records.some((address) => own.includes(address)))
    return [ok(`DNS has ${found} for ${hostname}, which is this machine`)];
  const right =
    "Correct if a router or firewall forwards that address to this machine; otherwise correct the DNS record";
  return [warning(`DNS has ${found} for ${hostname}, which is not an address of this machine`, right)];
}

/**
 * Whether DNS sends mail for a domain here (RFC 5321 section 5.1).
 * @param of.mailbox one of the domain's, to be named in what to do
 * @param of.otherWay how its mail is received if DNS points elsewhere, such as "fetched by IMAP"; null if only by DNS
 */
export async function checkExchangers(
  of: {
    readonly domain: string;
    readonly mailbox: string;
    readonly hostname: string;
    readonly otherWay: string | null;
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
      ? [warning(`DNS could not be queried: ${answer.text}`, "The record should be", line)]
      : [ok(`mail for ${domain} is ${otherWay}`)];
  const hosts =
    answer.kind === "none" ? [] : answer.records.map(({ exchange }) => bare(exchange)).filter(Boolean);
  const host = bare(domainToASCII(hostname));
  if (hosts.includes(host)) return [ok(`DNS sends mail for ${domain} to ${hostname}`)];
  const leads = await leadsHere(hosts);
  if (leads !== null) return [ok(`DNS sends mail for ${domain} to ${leads}`)];
  const to = hosts.join(", ");
  if (otherWay !== null)
    return [ok(`mail for ${domain} is ${otherWay}; DNS sends it to ${to || "no other server"}`)];
  if (answer.kind === "none")
    return [problem(`${domain} has no MX record`, "Add a record to the domain's DNS:", line)];
  const todo = `Have ${hosts[0] ?? "that server"} forward mail for ${mailbox} to this machine, or set the DNS record`;
  return [warning(`DNS sends mail for ${domain} to ${to || "nobody"}`, todo, line)];

  /** The first of the hosts that has an address of this machine, of its name, or of a relay. */
  async function leadsHere(names: readonly string[]): Promise<string | null> {
    if (names.length === 0) return null;
    const named = await resolve.addresses(host);
    const own = new Set([...(await addresses()), ...(named.kind === "found" ? named.records : [])]);
    for (const name of names.slice(0, 10)) {
      const at = await resolve.addresses(name);
      const found = at.kind === "found" ? at.records : [];
      if (found.some((address) => own.has(address))) return `${name}, which is this machine`;
      if (found.some(relays)) return `${name}, a trusted relay`;
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
    if (tried.ok) return [ok(`Outgoing port 25 is open: ${host} answers`)];
    const todo = "Many providers block port 25: ask yours to open it, or send through a mail server";
    return [problem(`The mail server of ${domain} does not answer: ${tried.error}`, todo)];
  }
  const todo = "Enter an address in another domain for an administrator, or watch the first replies";
  return [warning("There is no other mail server to test port 25 with", todo)];
}

/** Whether our addresses resolve to our name (PTR); otherwise many servers refuse our mail. */
export async function checkNames(hostname: string | null, { resolve }: Reach): Promise<readonly Finding[]> {
  const { ok, warning, problem } = findingsOf("ptr");
  const answer = await resolve.addresses(domainToASCII(hostname ?? ""));
  if (answer.kind !== "found")
    return [
      warning(
        `DNS has no address for ${hostname}, so its PTR record cannot be looked up`,
        "Add a DNS record first",
      ),
    ];
  return Promise.all(
    answer.records.slice(0, 4).map(async (address) => {
      const found = await resolve.names(address);
      if (found.kind === "failed")
        return warning(
          `DNS could not be queried for the name of ${address}: ${found.text}`,
          "Check that DNS works here",
        );
      const names = found.kind === "found" ? found.records.map(bare) : [];
      if (names.includes(bare(domainToASCII(hostname ?? ""))))
        return ok(`${address} has the name ${hostname} (PTR)`);
      const has = names.length === 0 ? "no name" : `the name ${names.join(", ")}`;
      return problem(
        `${address} has ${has} (PTR)`,
        `Ask your network provider to set its reverse DNS to ${hostname}: otherwise many servers refuse its mail`,
      );
    }),
  );
}
