/** What DNS and other servers say about this machine; used by the setup and by the health page. */
import type { DnsAnswer, MxRecord } from "../../base/dns-answer.ts";
import type { StoredFault } from "../../base/fault.ts";
import { type Finding, findingsOf } from "../finding.ts";
import { asciiDomain } from "../mail/index.ts";

/** Endings of names that do not exist in public DNS (RFC 6761, RFC 6762, RFC 8375, RFC 9476). */
const local = /(?:^|\.)(?:example|test|invalid|localhost|local|internal|home\.arpa|alt)$/;

/** Whether a host or domain name can exist in public DNS. */
export const isPublicName = (name: string): boolean => name.includes(".") && !local.test(name);

/** A name as it is compared: in lower case, without a trailing dot. */
const bare = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/**
 * Whether the host name has an address, and it is one of this machine's.
 * @param answer the addresses of the name; null if DNS was not queried since it is no full name
 * @param own the addresses of this machine, as far as it knows them
 */
export function nameFindings(
  hostname: string,
  answer: DnsAnswer<string> | null,
  own: readonly string[],
): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("name");
  if (answer === null) return [warning("name.local", "good-for-testing", { hostname })];
  if (answer.kind === "failed") return [warning("name.unknown", "reach-dns", { problem: answer.problem })];
  if (answer.kind === "none") {
    const record = (address: string) => `${hostname}. ${address.includes(":") ? "AAAA" : "A"} ${address}`;
    const line = own.length === 0 ? null : own.map(record).join("\n");
    return [problem("name.none", "add-such-record", { hostname }, line)];
  }
  const found = answer.records.join(", ");
  return answer.records.some((address) => own.includes(address))
    ? [ok("name.here", { found, hostname })]
    : [warning("name.elsewhere", "forwarded-or-record", { found, hostname })];
}

/** How mail of a domain is received where DNS need not point here; `accounts` by name, separated by commas. */
export type OtherWay = { readonly kind: "imap"; readonly accounts: string } | { readonly kind: "lmtp" };

/** What is known about where DNS sends a domain's mail. */
export interface ExchangerFacts {
  /** In A-labels. */
  readonly domain: string;
  /** One of the domain's mailboxes, to be named in what to do. */
  readonly mailbox: string;
  readonly hostname: string;
  /** How its mail is received if DNS points elsewhere; null if only by DNS. */
  readonly otherWay: OtherWay | null;
  readonly mx: DnsAnswer<MxRecord>;
  /** The addresses of this machine and of its name. */
  readonly here: readonly string[];
  /** The hosts of `exchangersToResolve` in their order, with their addresses. `relays`: which of those relay mail to us. */
  readonly hosts: readonly {
    readonly host: string;
    readonly addresses: readonly string[];
    readonly relays: readonly string[];
  }[];
}

/** The most exchangers of a domain whose addresses are looked up. */
const MOST_HOSTS = 10;

const hostsOf = (mx: DnsAnswer<MxRecord>): readonly string[] =>
  mx.kind === "found" ? mx.records.map(({ exchange }) => bare(exchange)).filter(Boolean) : [];

/** The exchangers whose addresses matter: none if one of them has our name. */
export function exchangersToResolve(mx: DnsAnswer<MxRecord>, hostname: string): readonly string[] {
  const hosts = hostsOf(mx);
  return hosts.includes(bare(asciiDomain(hostname))) ? [] : hosts.slice(0, MOST_HOSTS);
}

/** Whether DNS sends mail for a domain here (RFC 5321 section 5.1). */
export function exchangerFindings(facts: ExchangerFacts): readonly Finding[] {
  const { domain, mailbox, hostname, otherWay, mx, here } = facts;
  const { ok, warning, problem } = findingsOf("mail exchanger");
  const line = `${domain}. MX 10 ${hostname}.`;
  if (mx.kind === "failed")
    return otherWay === null
      ? [warning("mx.unknown", "should-be", { problem: mx.problem }, line)]
      : [otherwise(otherWay)];
  const hosts = hostsOf(mx);
  if (hosts.includes(bare(asciiDomain(hostname)))) return [ok("mx.here", { domain, host: hostname })];
  for (const { host, addresses, relays } of facts.hosts) {
    if (addresses.some((address) => here.includes(address))) return [ok("mx.machine", { domain, host })];
    if (relays.length > 0) return [ok("mx.relay", { domain, host })];
  }
  if (otherWay !== null) return [otherwise(otherWay, hosts)];
  if (mx.kind === "none") return [problem("mx.none", "add-record", { domain }, line)];
  const [first] = hosts;
  return first === undefined
    ? [warning("mx.nobody", "set-record", { domain }, line)]
    : [warning("mx.elsewhere", "have-forwarded", { domain, hosts: hosts.join(", "), first, mailbox }, line)];

  /** @param to where DNS sends it as well; undefined if that is not known */
  function otherwise(way: OtherWay, to?: readonly string[]): Finding {
    const fetched = way.kind === "imap" ? way.accounts : null;
    const others = to?.join(", ");
    if (others === undefined)
      return fetched === null ? ok("mx.lmtp", { domain }) : ok("mx.fetched", { domain, accounts: fetched });
    if (others === "")
      return fetched === null
        ? ok("mx.lmtp-only", { domain })
        : ok("mx.fetched-only", { domain, accounts: fetched });
    return fetched === null
      ? ok("mx.lmtp-elsewhere", { domain, hosts: others })
      : ok("mx.fetched-elsewhere", { domain, hosts: others, accounts: fetched });
  }
}

/** The mail server of a domain that shows whether port 25 is open outwards; null if that is none, or this machine. */
export function serverToTry(mx: DnsAnswer<MxRecord>, hostname: string | null): string | null {
  const host = mx.kind === "found" ? bare(mx.records[0]?.exchange ?? "") : "";
  return host === "" || host === hostname ? null : host;
}

/**
 * Whether outgoing port 25 is open.
 * @param tried the mail server of another domain that was tried, and why it was not reached; null if there was none to try
 */
export function portOutwardsFindings(
  tried: {
    readonly domain: string;
    readonly host: string;
    readonly problem: StoredFault | string | null;
  } | null,
): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("port 25 outwards");
  if (tried === null) return [warning("port-25.untested", "other-domain")];
  const { domain, host } = tried;
  return tried.problem === null
    ? [ok("port-25.open", { host })]
    : [problem("port-25.silent", "open-port-25", { domain, problem: tried.problem })];
}

/**
 * Whether our addresses resolve to our name (PTR); otherwise many servers refuse our mail.
 * @param addresses those that were looked up, with the answer; null if our name has none
 */
export function reverseFindings(
  hostname: string,
  addresses: readonly { readonly address: string; readonly names: DnsAnswer<string> }[] | null,
): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("ptr");
  if (addresses === null) return [warning("ptr.no-address", "record-first", { hostname })];
  return addresses.map(({ address, names: answer }) => {
    if (answer.kind === "failed")
      return warning("ptr.unknown", "check-dns", { address, problem: answer.problem });
    const names = answer.kind === "found" ? answer.records.map(bare) : [];
    if (names.includes(bare(asciiDomain(hostname)))) return ok("ptr.ok", { address, hostname });
    return names.length === 0
      ? problem("ptr.none", "set-ptr", { address, hostname })
      : problem("ptr.other", "set-ptr", { address, hostname, names: names.join(", ") });
  });
}
