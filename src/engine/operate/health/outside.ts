import { domainToASCII } from "node:url";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import { domainOf } from "../../../domain/mail/index.ts";
import type { Route } from "../../../domain/settings/events.ts";
import { isLoopback } from "../../../domain/settings/index.ts";
import type { View } from "../../../record/view.ts";
import { type PolicyReport, senderPolicies } from "../../settings/sender-policy.ts";
import { checkDomains } from "./domains.ts";
import {
  checkExchangers,
  checkName,
  checkNames,
  checkOutside,
  isPublicName,
  type OtherWay,
} from "./reach.ts";
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
  else yield ok("name.private", { hostname });

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
function otherWay(domain: string, { view, lmtp }: OutsideParts): OtherWay | null {
  const accounts = view
    .imapAccounts()
    .filter(({ enabled, mailbox }) => enabled && domainOf(mailbox) === domain);
  if (accounts.length > 0) return { kind: "imap", accounts: accounts.map(({ name }) => name).join(", ") };
  return lmtp === null ? null : { kind: "lmtp" };
}

/** Whether the record exists exactly once. */
function policyFinding(domain: string, { kind: check, name, published, ...report }: PolicyReport): Finding {
  const { ok, warning, problem } = findingsOf(check);
  const kind = check === "spf" ? "SPF" : "DMARC";
  const found = report.found ?? "";
  switch (published) {
    case "yes":
      return ok("policy.ok", { domain, kind, found });
    case "many":
      return problem("policy.several", "merge-records", { name, kind, found });
    case "no":
      return warning("policy.none", "publish-such", { domain, kind }, `${name}. TXT "${report.suggestion}"`);
    case "unknown":
      return warning("policy.unknown", "dns-here", { domain, kind, problem: found });
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
  const record = typeof found === "string" ? found : "";
  const published = record || "v=spf1";
  const own = await resolve.addresses(domainToASCII(hostname));
  for (const ip of own.kind === "found" ? own.records.slice(0, 4) : []) {
    const verdict = await spfVerdict(
      { domain: domainToASCII(domain), ip, helo: domainToASCII(hostname) },
      resolve,
    );
    const asked = ip.includes(":") ? "ip6" : "ip4";
    const line = `${name}. TXT "${published.replace(/^v=spf1\s*/i, `v=spf1 ${asked}:${ip} `).trim()}"`;
    if (verdict === "pass") yield ok("spf.allows", { domain, ip });
    else if (verdict === "temperror") yield warning("spf.unknown", "dns-here", { domain, ip });
    else if (verdict === "permerror")
      yield problem("spf.invalid", "correct-record", { domain, found: record });
    else yield problem("spf.denies", "allow-address", { domain, ip, verdict }, line);
  }
}
