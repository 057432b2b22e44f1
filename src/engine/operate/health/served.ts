import { X509Certificate } from "node:crypto";
import type { Finding } from "../../../domain/finding.ts";
import {
  listenerFindings,
  renewalFindings,
  servedCertificateFindings,
} from "../../../domain/health/index.ts";
import type { CertificateState } from "../certificates/certificates.ts";
import { factsIn } from "../certificates/check.ts";
import type { Places, Surroundings } from "./surroundings.ts";

/** Whether all listeners of this program accept connections. */
export async function checkListeners(
  places: Places,
  { answers }: Pick<Surroundings, "answers">,
): Promise<readonly Finding[]> {
  const open = Object.entries(places).flatMap(([name, place]) => (place === null ? [] : [{ name, place }]));
  return listenerFindings(
    await Promise.all(open.map(async (one) => ({ ...one, answers: await answers(one.place) }))),
  );
}

/**
 * The certificate that browsers get, and whether the last order of one succeeded.
 * @param https where HTTPS is served; null if it is not, and then no connection is made
 */
export async function checkServedCertificate(
  https: string | null,
  set: CertificateState,
  hostname: string,
  now: number,
  { certificateAt }: Pick<Surroundings, "certificateAt">,
): Promise<readonly Finding[]> {
  const shown = https === null ? null : await certificateAt(https, hostname);
  const served =
    https === null || shown === null
      ? null
      : shown instanceof X509Certificate
        ? { https, certificate: factsIn(shown, hostname) }
        : { https, problem: shown };
  return [
    ...servedCertificateFindings({ hostname, now }, set.shown, served),
    ...renewalFindings(set.policy, set.attempt, now),
  ];
}
