/** What is known about a mail besides its content: whether its sender is verified, and what scanners found in it. */
import { domainOf } from "./address.ts";
import { asciiDomain } from "./idn.ts";
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

/** The results of SPF, DKIM, DMARC and ARC. All domains in lower case; null if there is no result. */
export interface Authentication {
  /** Who checked: null for this server itself, else the name that a trusted relay uses in its results. */
  readonly by: string | null;
  /** RFC 7208; the domain of the envelope sender, or the HELO name if that is empty. */
  readonly spf: { readonly verdict: Verdict; readonly domain: string | null };
  /** RFC 6376; the best verdict of all signatures, and their domains. */
  readonly dkim: { readonly verdict: Verdict; readonly domains: readonly string[] };
  /** RFC 7489 and 9989; the domain of From, and its policy for mail that fails. */
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

/** A spam scanner's verdict. */
export interface SpamVerdict {
  readonly by: "spamassassin" | "rspamd";
  readonly spam: boolean;
  readonly score: number;
  /** The score from which it is spam. */
  readonly threshold: number;
  /** Names of the rules that matched. */
  readonly symbols: readonly string[];
}

/** A virus scanner's verdict: the name of what it found, or null for nothing. */
export interface VirusVerdict {
  readonly by: "clamav";
  readonly virus: string | null;
}

/** All checks of a mail; null for those that were not made. */
export interface Checks {
  readonly authentication: Authentication | null;
  readonly spam: SpamVerdict | null;
  readonly virus: VirusVerdict | null;
  /** The scanners that are set up and gave no verdict: they failed, took too long, or skip such mail. Absent for none. */
  readonly unscanned?: readonly Scanned[];
}

/** What a scanner looks for. */
export type Scanned = "spam" | "virus";

/**
 * What proves that a mail comes from its author's domain: DMARC passes, or, if that domain publishes
 * no DMARC policy, DKIM or SPF passes for exactly that domain. Empty if nothing does.
 */
export function verifiedBy(
  authentication: Authentication | null,
  author: Pick<Address, "address">,
): readonly ("DKIM" | "SPF" | "DMARC")[] {
  if (authentication === null) return [];
  const { spf, dkim, dmarc } = authentication;
  const domain = asciiDomain(domainOf(author.address));
  // The domain checked must be the one shown: a From that two programs read differently proves nothing.
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

/**
 * Whether the mail comes from a server that the sender's domain does not authorise. What was only forwarded is not forged:
 * SPF fails there, but DMARC passes, or a signature of the domain in From does.
 */
export function isForged(authentication: Authentication | null): boolean {
  if (authentication === null) return false;
  const { spf, dkim, dmarc } = authentication;
  if (dmarc.verdict === "fail") return true;
  if (spf.verdict !== "fail" || dmarc.verdict === "pass") return false;
  return !(dkim.verdict === "pass" && dmarc.domain !== null && dkim.domains.includes(dmarc.domain));
}

/** Whether the author's domain asks for this mail to be rejected. */
export const isRefusedByOwner = (authentication: Authentication | null): boolean =>
  authentication?.dmarc.verdict === "fail" && authentication.dmarc.policy === "reject";
