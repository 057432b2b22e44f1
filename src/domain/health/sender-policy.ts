/** How others judge mail from our domains: SPF (RFC 7208), DMARC (RFC 7489) and DKIM (RFC 6376). */
import type { DnsAnswer } from "../../base/dns-answer.ts";
import type { StoredFault } from "../../base/fault.ts";
import { type Finding, findingsOf } from "../finding.ts";
import { asciiDomain, type Verdict } from "../mail/index.ts";
import { type DkimKey, publishesKey } from "../settings/dkim.ts";
import type { Outgoing, Route } from "../settings/events.ts";
import { isLoopback } from "../settings/loopback.ts";

export type PolicyKind = "spf" | "dmarc";

/** A record that says who may send mail from a domain, and what to do with other mail. */
export interface PolicyReport {
  readonly kind: PolicyKind;
  /** Its name. */
  readonly name: string;
  /** "many" if there are several: then none is valid. */
  readonly published: "yes" | "no" | "many" | "unknown";
  /** The record in DNS, or why it could not be queried. */
  readonly found: string | StoredFault | null;
  /** A suggested record. */
  readonly suggestion: string;
}

/** The host whose mail others get: the smart host, or this machine. */
export const sendingHost = (route: Route | null, hostname: string): string =>
  route?.kind === "smtp" && !isLoopback(route.host) ? route.host : hostname;

/** The most labels of a domain below which its DMARC record is sought. */
const MOST_LABELS = 10;

/**
 * The names to query, until one has a record: SPF counts for the domain alone (RFC 7208 section 4.5), DMARC is also
 * inherited from the domains above it, down to two labels (RFC 7489 section 6.6.3).
 * @param domain in A-labels
 */
export function policyNames(kind: PolicyKind, domain: string): readonly string[] {
  if (kind === "spf") return [domain];
  const labels = domain.split(".").slice(-MOST_LABELS);
  const above = labels.slice(0, Math.max(1, labels.length - 1));
  return above.map((_, i) => `_dmarc.${labels.slice(i).join(".")}`);
}

const patterns = { spf: /^v=spf1(?: |$)/i, dmarc: /^v=DMARC1\s*(?:;|$)/ } as const;

/**
 * What the answers so far say; "no" also if there are more names to query.
 * @param of.domain in A-labels
 * @param of.server the host that sends the domain's mail
 * @param answers the TXT records of `policyNames`, in their order
 */
export function policyReport(
  { kind, domain, server }: { readonly kind: PolicyKind; readonly domain: string; readonly server: string },
  answers: readonly { readonly name: string; readonly answer: DnsAnswer<string> }[],
): PolicyReport {
  const suggestion =
    kind === "spf"
      ? `v=spf1 mx a:${asciiDomain(server)} ~all`
      : ["v=DMARC1", "p=none", `rua=mailto:postmaster@${domain}`].join("; ");
  for (const { name, answer } of answers) {
    if (answer.kind === "failed")
      return { kind, name, published: "unknown", found: answer.problem, suggestion };
    const texts = answer.kind === "found" ? answer.records.filter((text) => patterns[kind].test(text)) : [];
    const found = texts.join(" | ").slice(0, 600);
    if (texts.length > 0)
      return { kind, name, published: texts.length > 1 ? "many" : "yes", found, suggestion };
  }
  return { kind, name: policyNames(kind, domain)[0] ?? "", published: "no", found: null, suggestion };
}

/** Whether the record exists exactly once. */
export function policyFinding(
  domain: string,
  { kind: check, name, published, ...report }: PolicyReport,
): Finding {
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

/**
 * Whether the domain's SPF record allows an address that mail is sent from.
 * @param verdict how other servers judge mail from it
 */
export function spfFinding(
  domain: string,
  { name, found }: Pick<PolicyReport, "name" | "found">,
  { ip, verdict }: { readonly ip: string; readonly verdict: Verdict },
): Finding {
  const { ok, warning, problem } = findingsOf("spf");
  const record = typeof found === "string" ? found : "";
  if (verdict === "pass") return ok("spf.allows", { domain, ip });
  if (verdict === "temperror") return warning("spf.unknown", "dns-here", { domain, ip });
  if (verdict === "permerror") return problem("spf.invalid", "correct-record", { domain, found: record });
  const allowed = `v=spf1 ${ip.includes(":") ? "ip6" : "ip4"}:${ip} `;
  const line = `${name}. TXT "${(record || "v=spf1").replace(/^v=spf1\s*/i, allowed).trim()}"`;
  return problem("spf.denies", "allow-address", { domain, ip, verdict }, line);
}

/** Whether mail from a domain is signed. @param keys those that are not retired */
export function unsignedFindings(
  domain: string,
  keys: readonly Pick<DkimKey, "state">[],
  outgoing: Outgoing["kind"],
): readonly Finding[] {
  const { ok, warning } = findingsOf("dkim");
  if (keys.some(({ state }) => state === "active")) return [];
  // A smart host often signs mail itself.
  return outgoing === "direct"
    ? [warning("dkim.unsigned", keys.length > 0 ? "publish-key" : "create-key", { domain })]
    : [ok("dkim.unsigned-here", { domain })];
}

/** Whether a key's record is in DNS. @param name the record's */
export function dkimFinding(
  key: Pick<DkimKey, "state" | "algorithm" | "publicKey">,
  name: string,
  answer: DnsAnswer<string>,
): Finding {
  const { ok, warning, problem } = findingsOf("dkim");
  if (answer.kind === "failed") return warning("dkim.unknown", "dns-here", { name, problem: answer.problem });
  const other = answer.kind === "found";
  if (other && publishesKey(answer.records, key)) return ok("dkim.published", { name });
  return key.state === "active"
    ? problem(other ? "dkim.different-active" : "dkim.absent-active", "publish-key", { name })
    : warning(other ? "dkim.different" : "dkim.absent", "publish-key", { name });
}
