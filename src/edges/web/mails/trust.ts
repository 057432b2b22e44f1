/** The results of a mail's checks as text. */
import { domainOf } from "../../../domain/mail/address.ts";
import {
  type Authentication,
  type SpamVerdict,
  type VirusVerdict,
  verifiedBy,
} from "../../../domain/mail/trust.ts";
import type { Address } from "../../../domain/mail/types.ts";
import type { Text } from "../../../text/web.ts";
import type { TrustView } from "./view.ts";

/** The line about a mail's sender; null if the sender was not checked. */
export function trustOf(
  authentication: Authentication | null,
  from: Address | null,
  t: Text,
): TrustView | null {
  if (authentication === null) return null;
  const { by, spf, dkim, dmarc } = authentication;
  const domain = domainOf(from?.address ?? "") || dmarc.domain || spf.domain || "?";
  const proofs = from === null ? [] : verifiedBy(authentication, from);
  if (proofs.length > 0) {
    const [first = "", second] = proofs;
    const words = second === undefined ? first : t("trust.and", { first, second });
    const text =
      by === null
        ? t("trust.verified", { by: words, domain })
        : t("trust.relay", { by: words, domain, relay: by });
    return { kind: "verified", text };
  }
  const doubt = (text: string): TrustView => ({ kind: "doubt", text });
  if (dmarc.verdict === "fail") return doubt(t("trust.failed", { domain: dmarc.domain ?? domain }));
  if (spf.verdict === "fail") return doubt(t("trust.spf", { domain: spf.domain ?? domain }));
  if (dkim.verdict === "fail") return doubt(t("trust.dkim", { domain: dkim.domains[0] ?? domain }));
  const unanswered = [spf, dkim, dmarc].some(({ verdict }) => verdict === "temperror");
  return { kind: "open", text: t(unanswered ? "trust.unknown" : "trust.nothing") };
}

export function spamWords(spam: SpamVerdict, t: Text): string {
  const points = t("trust.spam", { score: spam.score, threshold: spam.threshold });
  return spam.symbols.length === 0
    ? points
    : t("trust.symbols", { points, symbols: spam.symbols.slice(0, 20).join(", ") });
}

export const virusWords = ({ virus }: VirusVerdict, t: Text): string =>
  virus === null ? t("trust.clean") : t("trust.virus", { virus });
