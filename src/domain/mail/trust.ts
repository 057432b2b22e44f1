/** What is known of a mail beyond its content: whether its sender is who it says, and what scanners found in it. */
import { domainOf } from "./address.ts";
import type { Address } from "./types.ts";

/** Result words of RFC 8601 section 2.7. */
export const verdicts = [
  "pass",
  "fail",
  "softfail",
  "neutral",
  "none",
  "policy",
  "temperror",
  "permerror",
] as const;
export type Verdict = (typeof verdicts)[number];

/** What SPF, DKIM, DMARC and ARC say of a mail. All domains in lower case; null where there is none to speak of. */
export interface Authentication {
  /** Who checked: null for this server itself, else the name by which a trusted relay wrote its results. */
  readonly by: string | null;
  /** RFC 7208; the domain of the envelope's sender, or the HELO name where that is empty. */
  readonly spf: { readonly verdict: Verdict; readonly domain: string | null };
  /** RFC 6376; the best verdict of all signatures, and the domains that it is about. */
  readonly dkim: { readonly verdict: Verdict; readonly domains: readonly string[] };
  /** RFC 7489 and 9989; the domain of From, and what its owner asks to do with mail that fails. */
  readonly dmarc: {
    readonly verdict: Verdict;
    readonly domain: string | null;
    readonly policy: DmarcPolicy | null;
  };
  /** RFC 8617; the domain of the newest seal. */
  readonly arc: { readonly verdict: Verdict; readonly domain: string | null };
}

export const dmarcPolicies = ["none", "quarantine", "reject"] as const;
export type DmarcPolicy = (typeof dmarcPolicies)[number];

/** A spam scanner's judgement. */
export interface SpamVerdict {
  readonly by: "spamassassin" | "rspamd";
  readonly spam: boolean;
  readonly score: number;
  /** The score from which on it is spam. */
  readonly threshold: number;
  /** Names of the rules that hit. */
  readonly symbols: readonly string[];
}

/** A virus scanner's judgement: the name of what it found, or null for nothing. */
export interface VirusVerdict {
  readonly by: "clamav";
  readonly virus: string | null;
}

/** All that was checked of a mail; null for what was not. */
export interface Checks {
  readonly authentication: Authentication | null;
  readonly spam: SpamVerdict | null;
  readonly virus: VirusVerdict | null;
}

/**
 * By what it is proven that a mail comes from the domain of its author: DMARC passes, or, where that domain publishes
 * no DMARC policy, DKIM or SPF passes for exactly that domain. Empty where it is not proven.
 */
export function provenBy(
  authentication: Authentication | null,
  author: Pick<Address, "address">,
): readonly ("DKIM" | "SPF" | "DMARC")[] {
  if (authentication === null) return [];
  const { spf, dkim, dmarc } = authentication;
  const domain = domainOf(author.address);
  // What was checked has to be what is shown: a From that two readers read differently proves nothing.
  if (domain === "" || dmarc.domain !== domain) return [];
  const within = (other: string) =>
    other === domain || domain.endsWith(`.${other}`) || other.endsWith(`.${domain}`);
  const passes = dmarc.verdict === "pass";
  if (!passes && dmarc.verdict !== "none") return [];
  const fits = passes ? within : (other: string) => other === domain;
  const by = [
    ...(dkim.verdict === "pass" && dkim.domains.some(fits) ? (["DKIM"] as const) : []),
    ...(spf.verdict === "pass" && spf.domain !== null && fits(spf.domain) ? (["SPF"] as const) : []),
  ];
  return by.length === 0 && passes ? ["DMARC"] : by;
}

/** Whether the mail is from somewhere its sender's domain says it sends nothing from. */
export const isForged = (authentication: Authentication | null): boolean =>
  authentication?.dmarc.verdict === "fail" || authentication?.spf.verdict === "fail";

/** Whether the owner of the author's domain asks to refuse this mail. */
export const isRefusedByOwner = (authentication: Authentication | null): boolean =>
  authentication?.dmarc.verdict === "fail" && authentication.dmarc.policy === "reject";
