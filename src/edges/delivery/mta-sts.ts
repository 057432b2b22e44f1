import { problemOf } from "../../base/failure.ts";
import { fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { oneLine } from "../../base/text.ts";
import type { Resolve } from "../../engine/settings/resolve.ts";
import { failure, inEnglish } from "../../text/index.ts";

/** A domain's requirements for sending servers (RFC 8461 section 3.2). */
export interface Policy {
  readonly mode: "enforce" | "testing" | "none";
  /** Host names, of which the first label may be "*". */
  readonly mx: readonly string[];
  /** Seconds. */
  readonly maxAge: number;
}

/** The text of https://mta-sts.DOMAIN/.well-known/mta-sts.txt; rejects if it cannot be fetched. */
export type FetchPolicy = (domain: string) => Promise<string>;

export interface Policies {
  /** The policy in effect for a domain; null if it has none. */
  of(domain: string): Promise<Policy | null>;
}

/** Stores policies across restarts. */
export interface PolicyStore {
  keepPolicy(policy: Kept & { readonly domain: string; readonly policy: Policy }): void;
  policy(domain: string): Kept | null;
}

interface Kept {
  readonly id: string;
  readonly policy: Policy | null;
  readonly until: number;
}

/** The most policies stored. */
const MOST = 5000;
/** Milliseconds after which a policy that could not be fetched is tried again. */
const AGAIN = 5 * 60_000;
const LARGEST = 64 * 1024;

/**
 * Finds MTA-STS policies and stores them for their lifetime. A policy stays in effect when DNS or the web server
 * do not answer, and over a restart, so that no attacker can remove it (RFC 8461 section 5.1).
 */
export function createPolicies(parts: {
  readonly resolve: Resolve;
  readonly fetchPolicy: FetchPolicy;
  readonly now: () => number;
  readonly log: Log;
  readonly store: PolicyStore;
}): Policies {
  const { resolve, fetchPolicy, now, log, store } = parts;
  const kept = new Map<string, Kept>();

  return {
    async of(domain) {
      const found = kept.get(domain) ?? store.policy(domain);
      const valid = found && found.until > now() ? found : null;
      const answer = await resolve.txt(`_mta-sts.${domain}`);
      const id = answer.kind === "found" ? idOf(answer.records) : null;
      if (id === null || id === valid?.id) return valid?.policy ?? null;
      try {
        const policy = parsePolicy(await fetchPolicy(domain));
        if (policy === null) throw failure(fault("mta-sts.unreadable"));
        const until = now() + policy.maxAge * 1000;
        keep(domain, { id, policy, until });
        store.keepPolicy({ domain, id, policy, until });
        return policy;
      } catch (error) {
        log.warn("the MTA-STS policy of a domain could not be fetched", {
          domain,
          cause: inEnglish(problemOf(error)),
        });
        if (valid?.policy) return valid.policy;
        keep(domain, { id, policy: null, until: now() + AGAIN });
        return null;
      }
    },
  };

  function keep(domain: string, one: Kept): void {
    kept.delete(domain);
    const oldest = kept.size >= MOST ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(domain, one);
  }
}

/** Whether a policy allows mail to go to this host (RFC 8461 section 4.1): "*" stands for one label. */
export function allows({ mx }: Policy, host: string): boolean {
  return mx.some((pattern) => {
    if (!pattern.startsWith("*.")) return pattern === host;
    const dot = host.indexOf(".");
    return dot > 0 && host.slice(dot) === pattern.slice(1);
  });
}

/** Parses a policy; null if it is not valid. Of a duplicate key, the first counts; unknown ones are ignored. */
export function parsePolicy(text: string): Policy | null {
  const mx: string[] = [];
  const first = new Map<string, string>();
  for (const line of text.slice(0, LARGEST).split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const [key, value] = [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    if (key === "mx") mx.push(value.toLowerCase().replace(/\.$/, ""));
    else if (!first.has(key)) first.set(key, value);
  }
  const mode = (["enforce", "testing", "none"] as const).find((one) => one === first.get("mode"));
  const maxAge = first.get("max_age") ?? "";
  if (first.get("version") !== "STSv1" || mode === undefined || !/^\d{1,10}$/.test(maxAge)) return null;
  if (mode !== "none" && mx.length === 0) return null;
  return { mode, mx, maxAge: Math.min(Number(maxAge), 31_557_600) };
}

/** The id in the record; null for none, or more than one record (RFC 8461 section 3.1). */
function idOf(texts: readonly string[]): string | null {
  const [only, ...others] = texts.filter((text) => /^v=STSv1\s*;/.test(text));
  return only === undefined || others.length > 0
    ? null
    : // linear: no two neighbouring repetitions share a character, and each try begins at a semicolon
      (/;\s*id=([a-zA-Z0-9]{1,32})\s*(?:;|$)/.exec(only)?.[1] ?? null);
}

/** The interface FetchPolicy: over HTTPS, certificate verified, redirects not followed (RFC 8461 section 3.3). */
export const fetchPolicyOverHttps: FetchPolicy = async (domain) => {
  const answer = await fetch(`https://mta-sts.${domain}/.well-known/mta-sts.txt`, {
    redirect: "error",
    signal: AbortSignal.timeout(15_000),
  });
  if (answer.status !== 200 || answer.body === null)
    throw failure(fault("server.status", { params: { status: answer.status } }));
  const type = answer.headers.get("content-type") ?? "";
  if (!/^text\/plain\b/i.test(type))
    throw failure(fault("mta-sts.type", { params: { type: oneLine(type) } }));
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body) {
    size += chunk.length;
    if (size > LARGEST) throw failure(fault("mta-sts.large"));
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};
