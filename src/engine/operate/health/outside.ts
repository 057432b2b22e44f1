import { domainToASCII } from "node:url";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import { domainOf } from "../../../domain/mail/address.ts";
import type { Route } from "../../../domain/settings/events.ts";
import { isLoopback } from "../../../domain/settings/index.ts";
import type { View } from "../../../record/view.ts";
import { type PolicyReport, senderPolicies } from "../../settings/sender-policy.ts";
import { checkDomains } from "./domains.ts";
import { checkExchangers, checkName, checkNames, checkOutside, isPublicName } from "./reach.ts";
import type { Reach, SpfVerdict } from "./surroundings.ts";

export interface OutsideParts extends Reach {
  readonly view: View;
  /** Where mail is received by LMTP; null if it is not. */
  readonly lmtp: object | null;
  /** Whether the server at an address relays mail to this machine. */
  readonly trustedRelays: (address: string) => boolean;
  readonly spfVerdict: SpfVerdict;
  /** The delivery route; null if replies wait or are caught. */
  readonly way: Route | null;
}

/** What DNS and other servers say: whether mail reaches us, and whether recipients can verify ours. */
export async function* checkOutsideWorld(parts: OutsideParts): AsyncGenerator<Finding> {
  const { view, way, resolve } = parts;
  const hostname = view.hostname() ?? "localhost";
  const mailboxes = view.mailboxes().filter(({ enabled }) => enabled);
  const domains = new Map(mailboxes.map(({ address }) => [domainOf(address), address]));
  const { ok } = findingsOf("name");
  if (isPublicName(hostname)) yield* await checkName(hostname, parts);
  else yield ok(`${hostname} exists only in this network: public DNS is not queried for it`);

  for (const [domain, mailbox] of domains) {
    if (!isPublicName(domain)) continue;
    const of = { domain: domainToASCII(domain), mailbox, hostname, otherWay: otherWay(domain, parts) };
    const relays = (address: string) => !isLoopback(address) && parts.trustedRelays(address);
    yield* await checkExchangers({ ...of, relays }, parts);
  }
  if (way === null) return;

  const host = way.kind === "direct" || isLoopback(way.host) ? hostname : way.host;
  for (const domain of domains.keys()) {
    if (!isPublicName(domain)) continue;
    for (const policy of await senderPolicies(resolve, domainToASCII(domain), host)) {
      yield policyFinding(domain, policy);
      if (policy.kind === "spf" && policy.published === "yes" && way.kind === "direct")
        yield* checkAllowed(domain, hostname, policy, parts);
    }
  }
  if ([...domains.keys()].some(isPublicName)) yield* checkDomains(view, way.kind, resolve);

  if (way.kind !== "direct" || !isPublicName(hostname)) return;
  yield* await checkNames(hostname, parts);
  const admins = view.users().filter(({ role, disabled }) => role === "admin" && !disabled);
  const others = [...admins.flatMap(({ email }) => email ?? []), ...mailboxes.map(({ address }) => address)];
  const elsewhere = others.map((address) => domainToASCII(domainOf(address))).filter(isPublicName);
  yield* await checkOutside(elsewhere, hostname, parts);
}

/** How the domain's mail is received if DNS need not point here. */
function otherWay(domain: string, { view, lmtp }: OutsideParts): string | null {
  const accounts = view
    .imapAccounts()
    .filter(({ enabled, mailbox }) => enabled && domainOf(mailbox) === domain);
  if (accounts.length > 0) return `fetched by IMAP from ${accounts.map(({ name }) => name).join(", ")}`;
  return lmtp === null ? null : "received by LMTP";
}

/** Whether the record exists exactly once. */
function policyFinding(domain: string, { kind, name, published, found, suggestion }: PolicyReport): Finding {
  const { ok, warning, problem } = findingsOf(kind);
  const called = kind === "spf" ? "SPF" : "DMARC";
  const line = `${name}. TXT "${suggestion}"`;
  switch (published) {
    case "yes":
      return ok(`${domain} has its ${called} record: ${found}`);
    case "many":
      return problem(
        `${name} has several ${called} records, so none is valid: ${found}`,
        "merge them into one record",
      );
    case "no":
      return warning(
        `${domain} has no ${called} record: recipients trust its mail less`,
        "publish one, such as",
        line,
      );
    case "unknown":
      return warning(
        `DNS could not be queried for the ${called} record of ${domain}: ${found}`,
        "check that DNS works here",
      );
  }
}

/** Whether the domain's SPF record allows the addresses that mail is sent from. */
async function* checkAllowed(
  domain: string,
  hostname: string,
  { name, found }: PolicyReport,
  { resolve, spfVerdict }: OutsideParts,
): AsyncGenerator<Finding> {
  const { ok, warning, problem } = findingsOf("spf");
  const own = await resolve.addresses(domainToASCII(hostname));
  for (const ip of own.kind === "found" ? own.records.slice(0, 4) : []) {
    const verdict = await spfVerdict(
      { domain: domainToASCII(domain), ip, helo: domainToASCII(hostname) },
      resolve,
    );
    const asked = ip.includes(":") ? "ip6" : "ip4";
    const line = `${name}. TXT "${(found ?? "v=spf1").replace(/^v=spf1\s*/i, `v=spf1 ${asked}:${ip} `).trim()}"`;
    if (verdict === "pass") yield ok(`the SPF record of ${domain} allows ${ip}`);
    else if (verdict === "temperror")
      yield warning(
        `DNS could not be queried whether the SPF record of ${domain} allows ${ip}`,
        "check that DNS works here",
      );
    else if (verdict === "permerror")
      yield problem(`the SPF record of ${domain} is not valid: ${found}`, "correct the record");
    else
      yield problem(
        `the SPF record of ${domain} does not allow ${ip}, from which mail is sent (${verdict})`,
        "add this address to the record, such as",
        line,
      );
  }
}
