import { Resolver } from "node:dns/promises";

/** The types of DNS queries used here, and the records in the shape of node:dns. */
export type RecordType = "TXT" | "A" | "AAAA" | "MX" | "PTR" | "CNAME";
export type DnsRecord = string | readonly string[] | { readonly exchange: string; readonly priority: number };

/**
 * Queries DNS. Rejects with a DnsError: "ENOTFOUND" (no such name) and "ENODATA" (none of that type) are answers,
 * everything else means that there was none.
 */
export type Lookup = (name: string, type: RecordType) => Promise<readonly DnsRecord[]>;

export class DnsError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`DNS: ${code}`);
    this.code = code;
  }
}

export const isRecordType = (type: string): type is RecordType =>
  ["TXT", "A", "AAAA", "MX", "PTR", "CNAME"].includes(type);

/** The system's resolvers, queried twice, with a second and a half each time. */
export function systemLookup(): Lookup {
  const resolver = new Resolver({ timeout: 1500, tries: 2 });
  return async (name, type) => {
    try {
      switch (type) {
        case "TXT":
          return await resolver.resolveTxt(name);
        case "A":
          return await resolver.resolve4(name);
        case "AAAA":
          return await resolver.resolve6(name);
        case "MX":
          return await resolver.resolveMx(name);
        case "PTR":
          return await resolver.resolvePtr(name);
        case "CNAME":
          return await resolver.resolveCname(name);
      }
    } catch (cause) {
      throw new DnsError(codeOf(cause));
    }
  };
}

/** How long answers are cached, in milliseconds: node:dns returns no TTL of most types, so these are the limits. */
const KEPT = { answer: 300_000, nothing: 60_000, failure: 15_000 };
const MOST_KEPT = 10_000;
/** Characters: larger answers are not legitimate and not cached. */
const LARGEST_KEPT = 8192;

/**
 * Caches answers for minutes and failures for seconds, and never makes the same query twice at the same time. Limited in
 * number; the oldest are removed first.
 */
export function cachedLookup(lookup: Lookup, now: () => number): Lookup {
  const kept = new Map<string, { readonly until: number; readonly answer: Promise<readonly DnsRecord[]> }>();
  return (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const found = kept.get(key);
    if (found && found.until > now()) return found.answer;
    const answer = lookup(name, type);
    const keep = (milliseconds: number) => {
      kept.delete(key);
      if (milliseconds > 0) kept.set(key, { until: now() + milliseconds, answer });
      for (const oldest of kept.keys()) {
        if (kept.size <= MOST_KEPT) break;
        kept.delete(oldest);
      }
    };
    keep(KEPT.failure);
    answer.then(
      (records) => keep(JSON.stringify(records).length > LARGEST_KEPT ? 0 : KEPT.answer),
      (cause) => keep(isNothing(cause) ? KEPT.nothing : KEPT.failure),
    );
    return answer;
  };
}

const isNothing = (cause: unknown): boolean => ["ENOTFOUND", "ENODATA"].includes(codeOf(cause));

export function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "ESERVFAIL";
}
