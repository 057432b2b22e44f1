import { domainToASCII } from "node:url";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import {
  isPublicName,
  type OtherWay,
  type PolicyReport,
  policyFinding,
  sendingHost,
  spfFinding,
} from "../../../domain/health/index.ts";
import { domainOf } from "../../../domain/mail/index.ts";
import type { Route } from "../../../domain/settings/events.ts";
import { isLoopback } from "../../../domain/settings/index.ts";
import type { View } from "../../../record/view.ts";
import { senderPolicies } from "../../settings/sender-policy.ts";
import { checkDomains } from "./domains.ts";
import { checkExchangers, checkName, checkNames, checkOutside, MOST_ADDRESSES } from "./reach.ts";
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

  const host = sendingHost(way, hostname);
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

/** Whether the domain's SPF record allows the addresses that mail is sent from. */
async function* checkAllowed(
  domain: string,
  hostname: string,
  report: PolicyReport,
  { resolve, spfVerdict }: OutsideParts,
): AsyncGenerator<Finding> {
  const own = await resolve.addresses(domainToASCII(hostname));
  for (const ip of own.kind === "found" ? own.records.slice(0, MOST_ADDRESSES) : []) {
    const mail = { domain: domainToASCII(domain), ip, helo: domainToASCII(hostname) };
    yield spfFinding(domain, report, { ip, verdict: await spfVerdict(mail, resolve) });
  }
}
