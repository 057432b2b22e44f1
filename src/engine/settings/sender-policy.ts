import { domainToASCII } from "node:url";
import type { StoredFault } from "../../base/fault.ts";
import type { Resolve } from "./resolve.ts";

/** A record that says who may send mail from a domain, and what to do with other mail. */
export interface PolicyReport {
  readonly kind: "spf" | "dmarc";
  /** Its name. */
  readonly name: string;
  /** "many" if there are several: then none is valid. */
  readonly published: "yes" | "no" | "many" | "unknown";
  /** The record in DNS, or why it could not be queried. */
  readonly found: string | StoredFault | null;
  /** A suggested record. */
  readonly suggestion: string;
}

/**
 * Looks up a domain's SPF record (RFC 7208 section 4.5) and DMARC record (RFC 7489 section 6.6.3, which also looks
 * at the domains above it).
 * @param server the host that sends the domain's mail
 */
export async function senderPolicies(
  resolve: Resolve,
  domain: string,
  server: string,
): Promise<readonly PolicyReport[]> {
  return Promise.all([
    policyAt(resolve, "spf", [domain], /^v=spf1(?: |$)/i, `v=spf1 mx a:${domainToASCII(server)} ~all`),
    policyAt(
      ...([resolve, "dmarc", above(domain).map((one) => `_dmarc.${one}`), /^v=DMARC1\s*(?:;|$)/] as const),
      `v=DMARC1; p=none; rua=mailto:postmaster@${domain}`,
    ),
  ]);
}

async function policyAt(
  resolve: Resolve,
  kind: PolicyReport["kind"],
  names: readonly string[],
  pattern: RegExp,
  suggestion: string,
): Promise<PolicyReport> {
  const [first = ""] = names;
  for (const name of names) {
    const answer = await resolve.txt(name);
    if (answer.kind === "failed")
      return { kind, name, published: "unknown", found: answer.problem, suggestion };
    const texts = answer.kind === "found" ? answer.records.filter((text) => pattern.test(text)) : [];
    const found = texts.join(" | ").slice(0, 600);
    if (texts.length > 0)
      return { kind, name, published: texts.length > 1 ? "many" : "yes", found, suggestion };
  }
  return { kind, name: first, published: "no", found: null, suggestion };
}

/** The domain and those above it, down to two labels. */
function above(domain: string): readonly string[] {
  const labels = domain.split(".").slice(-10);
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, i) => labels.slice(i).join("."));
}
