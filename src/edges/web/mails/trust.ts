/** The results of a mail's checks as text. */
import {
  type Address,
  type Authentication,
  domainOf,
  type SpamVerdict,
  type VirusVerdict,
  verifiedBy,
} from "../../../domain/mail/index.ts";
import type { Language } from "../../../text/index.ts";
import { listText } from "../../../text/lists.ts";
import { textIn } from "../../../text/web.ts";
import type { TrustView } from "./view.ts";

/** The line about a mail's sender; null if the sender was not checked. */
export function trustOf(
  authentication: Authentication | null,
  from: Address | null,
  language: Language,
): TrustView | null {
  if (authentication === null) return null;
  const t = textIn(language);
  const { by, spf, dkim, dmarc } = authentication;
  const results = authenticationWords(authentication, language);
  const domain = domainOf(from?.address ?? "") || dmarc.domain || spf.domain || "?";
  const proofs = from === null ? [] : verifiedBy(authentication, from);
  if (proofs.length > 0) {
    const [first = "", second] = proofs;
    const words = second === undefined ? first : t("trust.and", { first, second });
    const text =
      by === null
        ? t("trust.verified", { by: words, domain })
        : t("trust.relay", { by: words, domain, relay: by });
    return { kind: "verified", text, results };
  }
  const doubt = (text: string): TrustView => ({ kind: "doubt", text, results });
  if (dmarc.verdict === "fail") return doubt(t("trust.failed", { domain: dmarc.domain ?? domain }));
  if (spf.verdict === "fail") return doubt(t("trust.spf", { domain: spf.domain ?? domain }));
  if (dkim.verdict === "fail") return doubt(t("trust.dkim", { domain: dkim.domains[0] ?? domain }));
  const unanswered = [spf, dkim, dmarc].some(({ verdict }) => verdict === "temperror");
  return { kind: "open", text: t(unanswered ? "trust.unknown" : "trust.nothing"), results };
}

/** The most domains of signatures that are named. */
const MOST_DOMAINS = 3;

/**
 * What the checks of a mail's sender found: "SPF pass (customer.example), DKIM fail (list.example), DMARC none". The
 * results are the words of RFC 8601, as in the mail's own headers.
 */
export function authenticationWords({ by, spf, dkim, dmarc }: Authentication, language: Language): string {
  const t = textIn(language);
  const one = (method: string, result: string, ...domains: (string | null)[]) => {
    const named = domains.flatMap((domain) => domain || []).slice(0, MOST_DOMAINS);
    return named.length === 0
      ? t("trust.result", { method, result })
      : t("trust.result.domain", { method, result, domain: listText(language, named) });
  };
  const policy = dmarc.policy === null ? [] : [t("trust.policy", { policy: dmarc.policy })];
  const results = t("trust.results", {
    spf: one("SPF", spf.verdict, spf.domain),
    dkim: one("DKIM", dkim.verdict, ...dkim.domains),
    dmarc: one("DMARC", dmarc.verdict, dmarc.domain, ...policy),
  });
  return by === null ? results : t("trust.according", { results, relay: by });
}

export function spamWords({ score, threshold, symbols }: SpamVerdict, language: Language): string {
  const t = textIn(language);
  return symbols.length === 0
    ? t("trust.spam", { score, threshold })
    : t("trust.symbols", { score, threshold, symbols: listText(language, symbols.slice(0, 20)) });
}

export function virusWords({ virus }: VirusVerdict, language: Language): string {
  const t = textIn(language);
  return virus === null ? t("trust.clean") : t("trust.virus", { virus });
}
