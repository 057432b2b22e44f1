import { arc } from "mailauth/lib/arc/index.js";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { dmarc } from "mailauth/lib/dmarc/index.js";
import { spf } from "mailauth/lib/spf/index.js";
import {
  type Authentication,
  dmarcPolicies,
  domainOf,
  type Verdict,
  verdicts,
} from "../../domain/mail/index.ts";
import { DnsError, isRecordType, type Lookup } from "./lookup.ts";
import type { Peer } from "./messages.ts";
import { withBoundedHeader } from "./signatures.ts";

/** The most domains kept for a mail with many signatures. */
const MOST_DOMAINS = 8;
/** The most authors whose domains are asked for their policy, each at the cost of a few DNS queries. */
const MOST_AUTHORS = 5;

/**
 * Checks SPF, DKIM, DMARC and ARC of a mail received from a peer.
 * @param raw with lines ending in CRLF
 * @param lookup DNS; if it does not answer, the verdict is "temperror"
 * @param author the address that the mail's reader finds in From and people are shown; null if it finds none
 */
export async function checkMail(
  raw: Uint8Array,
  peer: Peer,
  lookup: Lookup,
  author: string | null,
): Promise<Authentication> {
  const resolver = async (name: string, type: string) => {
    if (!isRecordType(type)) throw new DnsError("ENODATA");
    // The package's types only know strings; its code accepts what node:dns returns, and so may change it.
    return structuredClone(await lookup(name, type)) as string[];
  };
  const bounded = withBoundedHeader(raw);
  const [signed, sent] = await Promise.all([
    dkimVerify(bounded.raw, {
      resolver,
      ...(peer.sender === "" ? {} : { sender: peer.sender }),
      rejectRsaSha1: true,
    }),
    spf({ sender: peer.sender, ip: peer.ip, helo: heloOf(peer), mta: "here", resolver }),
  ]);
  const chain = signed.arc?.chain || [];
  const sealed =
    chain.length > 0 || signed.arc?.error ? await arc({ ...signed.arc, chain }, { resolver }) : null;
  const seal = sealed?.signature || null;
  const passing = signed.results.filter((one) => one.status.result === "pass");
  const policyOf = (headerFrom: readonly string[], fromFields: number) =>
    dmarc({
      ...{ headerFrom: [...headerFrom], fromFields, resolver },
      spfDomains: sent && sent.status.result === "pass" ? [sent.domain] : [],
      dkimDomains: passing.map((one) => ({
        domain: one.signingDomain ?? "",
        ...(one.status.underSized === undefined ? {} : { underSized: one.status.underSized }),
      })),
    });
  const authors = authorsOf(signed, author);
  // A From that was not checked may be the one that is shown: then the mail has several authors, even within one domain.
  const policy = bounded.lostFrom ? false : await policyOf(authors, signed.fromFields);
  return {
    by: null,
    spf: sent
      ? { verdict: verdictOf(sent.status.result), domain: domainFrom(sent.domain) }
      : { verdict: "none", domain: null },
    dkim: dkimOf(signed.results),
    dmarc: policy ? dmarcOf(policy) : await unclear(authors, (one) => policyOf([one], 1)),
    arc: sealed
      ? {
          verdict: verdictOf(sealed.status.result),
          domain: domainFrom(seal?.signingDomain),
        }
      : { verdict: "none", domain: null },
  };
}

/**
 * The authors of a mail by the package and by our reader, which also reads an address within a comment or is an encoded
 * word. Where the two differ about the domain, it has several. A From that the package was not given is not read by either.
 */
function authorsOf(
  { headerFrom, fromFields }: Pick<Awaited<ReturnType<typeof dkimVerify>>, "headerFrom" | "fromFields">,
  author: string | null,
): readonly string[] {
  if (author === null || domainOf(author) === "" || fromFields === 0) return headerFrom;
  return [author, ...headerFrom];
}

type Dkim = Awaited<ReturnType<typeof dkimVerify>>["results"];
type Dmarc = Exclude<Awaited<ReturnType<typeof dmarc>>, false>;

/** The best of several signatures counts (RFC 6376 section 6.1: any valid one is enough). */
function dkimOf(results: Dkim): Authentication["dkim"] {
  const each = results.map((one) => ({
    verdict: dkimVerdict(one),
    domain: domainFrom(one.signingDomain),
  }));
  const order: readonly Verdict[] = ["pass", "temperror", "fail", "policy", "permerror", "neutral"];
  const best = order.find((verdict) => each.some((one) => one.verdict === verdict));
  if (best === undefined) return { verdict: "none", domains: [] };
  const domains = each.filter((one) => one.verdict === best).flatMap((one) => one.domain ?? []);
  return { verdict: best, domains: [...new Set(domains)].slice(0, MOST_DOMAINS) };
}

/** A changed body is a failure (RFC 8601 section 2.7.1), which the package calls neutral. */
function dkimVerdict({ status, bodyHash, bodyHashExpecting }: Dkim[number]): Verdict {
  const changed = bodyHashExpecting !== undefined && bodyHash !== bodyHashExpecting;
  return status.result === "neutral" && changed ? "fail" : verdictOf(status.result);
}

function dmarcOf({ status, policy }: Dmarc): Authentication["dmarc"] {
  return {
    verdict: verdictOf(status.result),
    domain: domainFrom(status.header?.from),
    policy: dmarcPolicies.find((one) => one === policy) ?? null,
  };
}

/**
 * No author, or more than one domain of authors: DMARC does not apply (RFC 9989 section 5.3.1). Otherwise a second author would
 * be enough to write in the name of a domain that asks for such mail to be rejected: so the strictest policy counts.
 */
async function unclear(
  authors: readonly string[],
  policyOf: (author: string) => Promise<Dmarc | false>,
): Promise<Authentication["dmarc"]> {
  for (const author of new Set(authors.slice(0, MOST_AUTHORS))) {
    const policy = await policyOf(author);
    const found = policy && dmarcOf(policy);
    if (found && found.verdict === "fail" && found.policy === "reject") return found;
  }
  return { verdict: authors.length === 0 ? "none" : "permerror", domain: null, policy: null };
}

const verdictOf = (result: string): Verdict =>
  result === "temperr" ? "temperror" : (verdicts.find((one) => one === result) ?? "none");

/** A domain in lower case, without the dot that may end it. */
function domainFrom(domain: unknown): string | null {
  if (typeof domain !== "string" || domain === "") return null;
  return domain.toLowerCase().slice(0, 255).replace(/\.$/, "");
}

/** HELO may be followed by anything; this is a name that SPF can query, or the address as a literal. */
const heloOf = ({ helo, ip }: Peer): string => (/^[\w.-]{1,253}$/.test(helo) ? helo : `[${ip}]`);
