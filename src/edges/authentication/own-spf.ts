import type { DnsAnswer } from "../../base/dns-answer.ts";
import { type Verdict, verdicts } from "../../domain/mail/index.ts";
import type { Resolve } from "../../engine/settings/resolve.ts";
import { DnsError, type DnsRecord, isRecordType, type RecordType } from "./lookup.ts";

/** How other servers will judge mail of a domain from an address (RFC 7208). */
export async function spfVerdict(
  { domain, ip, helo }: { readonly domain: string; readonly ip: string; readonly helo: string },
  resolve: Resolve,
): Promise<Verdict> {
  const resolver = async (name: string, type: string) => {
    if (!isRecordType(type)) throw new DnsError("ENODATA");
    // The package's types only know strings; its code accepts what node:dns returns.
    return (await records(resolve, name, type)) as string[];
  };
  // Large, and rarely used: loaded on demand.
  const { spf } = await import("mailauth/lib/spf/index.js");
  const said = await spf({ sender: `postmaster@${domain}`, ip, helo, mta: "here", resolver });
  const result = said ? said.status.result : "none";
  return result === "temperr" ? "temperror" : (verdicts.find((one) => one === result) ?? "none");
}

/** In the shape of node:dns. */
async function records(resolve: Resolve, name: string, type: RecordType): Promise<DnsRecord[]> {
  switch (type) {
    case "TXT":
      return found(await resolve.txt(name)).map((text) => [text]);
    case "MX":
      return found(await resolve.mx(name)).map(({ exchange, preference }) => ({
        exchange,
        priority: preference,
      }));
    case "A":
      return someOf(found(await resolve.addresses(name)).filter((one) => !one.includes(":")));
    case "AAAA":
      return someOf(found(await resolve.addresses(name)).filter((one) => one.includes(":")));
    default:
      // PTR is discouraged and CNAME is followed by the resolver: nothing here depends on them.
      throw new DnsError("ENODATA");
  }
}

function found<T>(answer: DnsAnswer<T>): readonly T[] {
  if (answer.kind === "found") return answer.records;
  throw new DnsError(answer.kind === "failed" ? "ESERVFAIL" : answer.exists ? "ENODATA" : "ENOTFOUND");
}

function someOf(records: string[]): string[] {
  if (records.length === 0) throw new DnsError("ENODATA");
  return records;
}
