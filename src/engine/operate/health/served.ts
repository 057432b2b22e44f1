import { X509Certificate } from "node:crypto";
import { type Fault, storedFault } from "../../../base/fault.ts";
import { nearest } from "../../../base/nearest.ts";
import { type Finding, findingsOf } from "../../../domain/finding.ts";
import type { CertificateState } from "../certificates/certificates.ts";
import { asciiHost } from "../certificates/self-signed.ts";
import type { Places, Surroundings } from "./surroundings.ts";

const DAY = 24 * 3_600_000;
/** Days before a certificate expires at which it is mentioned, a warning, a problem. */
const [WORD, WARNING, PROBLEM] = [30, 14, 7];

/** Whether all listeners of this program accept connections. */
export async function checkListeners(
  places: Places,
  { answers }: Pick<Surroundings, "answers">,
): Promise<readonly Finding[]> {
  const { ok, problem } = findingsOf("listeners");
  const open = Object.entries(places).flatMap(([name, place]) => (place === null ? [] : [{ name, place }]));
  const silent = await Promise.all(
    open.map(async ({ name, place }) => ((await answers(place)) ? [] : [`${name} ${place}`])),
  );
  const names = silent.flat();
  return names.length > 0
    ? [problem("listeners.silent", "restart-program", { places: names.join(", ") })]
    : [ok("listeners.ok", { places: open.map(({ name, place }) => `${name} ${place}`).join(", ") })];
}

/** The optional ports for mail that are switched on and not open. */
export function checkPorts(closed: readonly { readonly fault: Fault }[]): readonly Finding[] {
  const { problem } = findingsOf("listeners");
  return closed.map(({ fault }) => problem("listeners.closed", "open-port", { fault: storedFault(fault) }));
}

/**
 * Whether mail can be received by SMTP, on the port that others use.
 * @param fetched whether mail is fetched from other servers
 */
export function checkMailPort({ smtp, lmtp }: Places, fetched: boolean): readonly Finding[] {
  const { ok, warning } = findingsOf("mail in");
  if (smtp === null) {
    if (lmtp !== null) return [ok("mail-in.lmtp")];
    if (fetched) return [ok("mail-in.imap")];
    return [warning("mail-in.none", "receive-mail")];
  }
  const { port } = nearest(smtp);
  return [port === 25 ? ok("mail-in.port-25") : ok("mail-in.port", { port })];
}

/**
 * The certificate that browsers get: whether it is the configured one, is for this host, and is still valid for a while.
 * @param https where HTTPS is served; null if it is not, and then nothing is checked
 */
export async function checkServedCertificate(
  https: string | null,
  set: CertificateState,
  hostname: string,
  now: number,
  { certificateAt }: Pick<Surroundings, "certificateAt">,
): Promise<readonly Finding[]> {
  const { ok, warning, problem } = findingsOf("certificate");
  const renewed = checkRenewal(set, now);
  if (https === null) return [ending(set.shown.until, set.shown.ownMade), ...renewed];
  const shown = await certificateAt(https, hostname);
  if (!(shown instanceof X509Certificate))
    return [problem("certificate.absent", "restart-program", { https, problem: shown })];
  const found: Finding[] = [];
  if (shown.fingerprint256 !== set.shown.fingerprint)
    found.push(problem("certificate.different", "restart-to-use"));
  const ownMade = shown.issuer === shown.subject;
  if (shown.checkHost(asciiHost(hostname)) === undefined) {
    const names = (shown.subjectAltName ?? shown.subject).replace(/DNS:/g, "");
    found.push(
      ownMade
        ? ok("certificate.first-names", { names, hostname })
        : problem("certificate.other-names", "get-certificate", { names, hostname }),
    );
  }
  if (shown.validFromDate.getTime() > now) found.push(problem("certificate.early", "clock-or-certificate"));
  else found.push(ending(shown.validToDate.getTime(), ownMade));
  return [...found, ...renewed];

  function ending(until: number, selfMade: boolean): Finding {
    const day = new Date(until).toISOString().slice(0, 10);
    const left = until - now;
    if (left <= 0) return problem("certificate.over", "renew-certificate", { day });
    if (left <= PROBLEM * DAY) return problem("certificate.expires", "renew-certificate", { left, day });
    if (left <= WARNING * DAY) return warning("certificate.expires", "renew-certificate", { left, day });
    if (left <= WORD * DAY) return ok("certificate.expires", { left, day });
    return ok(selfMade ? "certificate.warned" : "certificate.issued", { day });
  }
}

/** Whether the last order succeeded for all names. */
function checkRenewal({ policy, attempt }: CertificateState, now: number): Finding[] {
  const { ok, warning } = findingsOf("certificate renewal");
  if (policy.kind !== "acme" || attempt === null) return [];
  const ago = now - attempt.at;
  const { problem } = attempt;
  if (!attempt.ok) return [warning("renewal.failed", "retry-order", { ago, problem: attempt.problem })];
  return [
    problem === null ? ok("renewal.ok", { ago }) : warning("renewal.partial", "retry-order", { problem }),
  ];
}
