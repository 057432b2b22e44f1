import { type Fault, type StoredFault, storedFault } from "../../base/fault.ts";
import { type Finding, findingsOf } from "../finding.ts";
import type { CertificatePolicy } from "../settings/certificate.ts";
import { type Validity, validityAt } from "../settings/certificate-use.ts";

const DAY = 24 * 3_600_000;
/** Milliseconds before a stored certificate expires at which there is a warning. */
const SHORT = 21 * DAY;
/** Milliseconds before the served certificate expires at which it is mentioned, a warning, a problem. */
const [MENTION, WARNING, PROBLEM] = [30 * DAY, 14 * DAY, 7 * DAY];

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** What is in a certificate. */
interface Certificate extends Validity {
  /** Whether it is self-signed. */
  readonly ownMade: boolean;
  /** Whether it is for our host name. */
  readonly forHost: boolean;
}

/**
 * Whether a folder has a valid certificate, and its key.
 * @param found what is in it; null for none, `broken` if it cannot be read; `problem`: why TLS does not work with it
 */
export function certificateFilesFinding(
  { tls, hostname, now }: { readonly tls: string; readonly hostname: string; readonly now: number },
  found: (Certificate & { readonly problem: Fault | null }) | { readonly broken: string } | null,
): Finding {
  const { ok, warning, problem } = findingsOf("certificate");
  if (found === null) return ok("certificate.none");
  if ("broken" in found) return problem("certificate.broken", "put-pem", { tls, problem: found.broken });
  const { until, ownMade, forHost } = found;
  const remedy = ownMade ? "restart-for-certificate" : "install-certificate";
  const day = dayOf(until);
  if (found.problem !== null) {
    return found.problem.reason === "certificate.other-key"
      ? problem("certificate.key", remedy, { tls })
      : problem("certificate.broken", remedy, { tls, problem: storedFault(found.problem) });
  }
  switch (validityAt(found, now)) {
    case "early":
      return problem("certificate.early", "clock-or-certificate");
    case "over":
      return problem("certificate.over", remedy, { day, tls });
    case "valid":
  }
  if (!ownMade && !forHost) return warning("certificate.other-host", remedy, { hostname, tls });
  if (until < now + SHORT) return warning("certificate.expires", remedy, { left: until - now, day, tls });
  return ok(ownMade ? "certificate.self-made" : "certificate.issued", { day });
}

/** The certificate that browsers get. */
export interface ServedCertificate extends Certificate {
  readonly fingerprint: string;
  /** The names that it is for. */
  readonly names: string;
}

/**
 * Whether browsers get the configured certificate, it is for this host, and is still valid for a while.
 * @param set the configured one
 * @param served what is served, and where; why nothing was, or null if HTTPS is not served at all
 */
export function servedCertificateFindings(
  { hostname, now }: { readonly hostname: string; readonly now: number },
  set: { readonly fingerprint: string; readonly until: number; readonly ownMade: boolean },
  served:
    | { readonly https: string; readonly problem: StoredFault }
    | { readonly https: string; readonly certificate: ServedCertificate }
    | null,
): readonly Finding[] {
  const { ok, problem } = findingsOf("certificate");
  if (served === null) return [endFinding(set, now)];
  if ("problem" in served)
    return [
      problem("certificate.absent", "restart-program", { https: served.https, problem: served.problem }),
    ];
  const { fingerprint, names, until, ownMade, forHost } = served.certificate;
  const found: Finding[] = [];
  if (fingerprint !== set.fingerprint) found.push(problem("certificate.different", "restart-to-use"));
  if (!forHost)
    found.push(
      ownMade
        ? ok("certificate.first-names", { names, hostname })
        : problem("certificate.other-names", "get-certificate", { names, hostname }),
    );
  if (validityAt(served.certificate, now) === "early")
    return [...found, problem("certificate.early", "clock-or-certificate")];
  return [...found, endFinding({ until, ownMade }, now)];
}

function endFinding({ until, ownMade }: Pick<Certificate, "until" | "ownMade">, now: number): Finding {
  const { ok, warning, problem } = findingsOf("certificate");
  const [day, left] = [dayOf(until), until - now];
  if (left < 0) return problem("certificate.over", "renew-certificate", { day });
  if (left <= PROBLEM) return problem("certificate.expires", "renew-certificate", { left, day });
  if (left <= WARNING) return warning("certificate.expires", "renew-certificate", { left, day });
  if (left <= MENTION) return ok("certificate.expires", { left, day });
  return ok(ownMade ? "certificate.warned" : "certificate.issued", { day });
}

/**
 * Whether the last order succeeded for all names.
 * @param attempt the last order; `problem` of a successful one: what went wrong with some names. Null if there was none
 */
export function renewalFindings(
  policy: CertificatePolicy,
  attempt:
    | { readonly at: number; readonly ok: true; readonly problem: StoredFault | null }
    | { readonly at: number; readonly ok: false; readonly problem: StoredFault }
    | null,
  now: number,
): readonly Finding[] {
  const { ok, warning } = findingsOf("certificate renewal");
  if (policy.kind !== "acme" || attempt === null) return [];
  const ago = now - attempt.at;
  if (!attempt.ok) return [warning("renewal.failed", "retry-order", { ago, problem: attempt.problem })];
  const { problem } = attempt;
  return [
    problem === null ? ok("renewal.ok", { ago }) : warning("renewal.partial", "retry-order", { problem }),
  ];
}

/**
 * What browsers and mail servers will object to in a certificate that an administrator wants to install.
 * @param chain how many certificates there are, its own included
 */
export function ownCertificateFindings(
  { hostname, now }: { readonly hostname: string; readonly now: number },
  {
    names,
    from,
    until,
    ownMade,
    forHost,
    chain,
  }: Omit<ServedCertificate, "fingerprint"> & {
    readonly chain: number;
  },
): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("certificate");
  return [
    forHost
      ? ok("own-certificate.names", { hostname })
      : problem("own-certificate.other-names", "issue-for-name", { hostname, names }),
    valid(),
    ...(chain < 2 && !ownMade ? [warning("own-certificate.chain", "add-chain")] : []),
  ];

  function valid(): Finding {
    const day = dayOf(until);
    const validity = validityAt({ from, until }, now);
    if (validity === "over") return problem("own-certificate.over", "renew", { day });
    if (validity === "early") return problem("own-certificate.early", "check-clock");
    if (until < now + MENTION) return warning("own-certificate.expires", "renew-in-time", { day });
    return ok("own-certificate.valid", { day });
  }
}
