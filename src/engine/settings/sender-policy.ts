import { type PolicyKind, type PolicyReport, policyNames, policyReport } from "../../domain/health/index.ts";
import type { Resolve } from "./resolve.ts";

/**
 * Looks up a domain's SPF and DMARC records.
 * @param domain in A-labels
 * @param server the host that sends the domain's mail
 */
export const senderPolicies = (
  resolve: Resolve,
  domain: string,
  server: string,
): Promise<readonly PolicyReport[]> =>
  Promise.all((["spf", "dmarc"] as const).map((kind) => policyAt(resolve, { kind, domain, server })));

/** Queries the names that may have the record, until one has. */
async function policyAt(
  resolve: Resolve,
  of: { readonly kind: PolicyKind; readonly domain: string; readonly server: string },
): Promise<PolicyReport> {
  const answers: Parameters<typeof policyReport>[1][number][] = [];
  for (const name of policyNames(of.kind, of.domain)) {
    answers.push({ name, answer: await resolve.txt(name) });
    const report = policyReport(of, answers);
    if (report.published !== "no") return report;
  }
  return policyReport(of, answers);
}
