import { readFileSync } from "node:fs";
import type { Answer, DecodedPacket, RecordType } from "dns-packet";
import type { DnsAnswer } from "../../base/dns-answer.ts";
import { problemOf } from "../../base/failure.ts";
import { fault, type StoredFault } from "../../base/fault.ts";
import type { Resolve } from "../../engine/settings/resolve.ts";
import { query, type Server } from "./query.ts";
import { namesOf } from "./reverse.ts";

/** The most aliases followed in one answer. */
const MOST_ALIASES = 10;
/** Rounds over all servers. */
const ROUNDS = 2;

/** RFC 1035 section 4.1.1. */
const [NOERROR, SERVFAIL, NXDOMAIN] = [0, 2, 3];
const rcodeOf = ({ flags = 0 }: DecodedPacket): number => flags & 0xf;

type ValidatingResolve = Resolve & Required<Pick<Resolve, "tlsa">>;

/**
 * The interface Resolve with trusted resolvers that validate (DNSSEC): they, and the connection to them, must be
 * out of attackers' reach. Answers tell whether they are proven (RFC 4035 section 3.2.3). An answer that the resolver
 * finds forged counts as failed.
 *
 * @param options.servers used in turn; the next one if one does not answer
 * @param options.timeout milliseconds for each query to one of them
 */
export function validatingResolver(options: {
  readonly servers: readonly Server[];
  readonly timeout?: number;
}): ValidatingResolve {
  const { servers, timeout = 4000 } = options;

  return {
    mx: (name) =>
      ask(name, "MX", (record) =>
        record.type === "MX"
          ? {
              preference: record.data.preference ?? 0,
              exchange: record.data.exchange === "." ? "" : record.data.exchange.toLowerCase(),
            }
          : null,
      ),
    async addresses(name) {
      const [v6, v4] = await Promise.all([
        ask(name, "AAAA", (record) => (record.type === "AAAA" ? record.data : null)),
        ask(name, "A", (record) => (record.type === "A" ? record.data : null)),
      ]);
      const found = [v6, v4].filter((one) => one.kind === "found");
      if (found.length === 0) return [v6, v4].find((one) => one.kind === "failed") ?? v4;
      const [{ canonical } = {}] = found;
      return {
        kind: "found",
        records: found.flatMap(({ records }) => records),
        // Unavailable answers are not used; if they counted as unproven, an attacker could remove the proof.
        secure: [v6, v4].every((one) => one.kind === "failed" || one.secure === true),
        ...(canonical === undefined ? {} : { canonical }),
      };
    },
    txt: (name) =>
      ask(name, "TXT", (record) =>
        record.type === "TXT" ? [record.data].flat().map(String).join("") : null,
      ),
    names: (address) =>
      namesOf(address, (name) =>
        ask(name, "PTR", (record) => (record.type === "PTR" ? record.data.toLowerCase() : null)),
      ),
    tlsa: (name) =>
      ask(name, "TLSA", (record) =>
        record.type === "TLSA"
          ? {
              usage: record.data.usage,
              selector: record.data.selector,
              matchingType: record.data.matchingType,
              data: record.data.certificate,
            }
          : null,
      ),
  };

  async function ask<T>(
    name: string,
    type: RecordType,
    of: (record: Answer) => T | null,
  ): Promise<DnsAnswer<T>> {
    let problem: StoredFault = fault("dns.no-resolver");
    for (const server of Array.from({ length: ROUNDS }, () => servers).flat()) {
      try {
        const answer = await query(server, name, type, timeout);
        const rcode = rcodeOf(answer);
        if (rcode === NOERROR || rcode === NXDOMAIN) return read(answer, name, type, of);
        const code = rcode === SERVFAIL ? "SERVFAIL" : `RCODE ${rcode}`;
        problem = fault("dns.rcode", { params: { host: server.host, code } });
        // A forged answer is forged for the next resolver as well.
        if (rcode === SERVFAIL) break;
      } catch (error) {
        problem = problemOf(error);
      }
    }
    return { kind: "failed", problem: fault("dns.query", { params: { type, name, problem } }) };
  }
}

function read<T>(
  answer: DecodedPacket,
  name: string,
  type: RecordType,
  of: (record: Answer) => T | null,
): DnsAnswer<T> {
  const { answers = [], flag_ad: secure } = answer;
  let at = name.toLowerCase();
  for (let hop = 0; hop < MOST_ALIASES; hop++) {
    const records = answers.filter((record) => record.name.toLowerCase() === at);
    const found = records.filter((record) => record.type === type).map(of);
    if (found.length > 0) {
      return {
        kind: "found",
        records: found.filter((one) => one !== null),
        secure,
        ...(at === name.toLowerCase() ? {} : { canonical: at }),
      };
    }
    const alias = records.find((record) => record.type === "CNAME");
    if (alias?.type !== "CNAME") break;
    at = alias.data.toLowerCase();
  }
  return { kind: "none", exists: rcodeOf(answer) !== NXDOMAIN, secure };
}

/**
 * The resolvers that the machine's administrator declares trusted: those of resolv.conf(5), if it has
 * "options trust-ad", like systemd-resolved's. Empty if not.
 */
export function trustedResolvers(file = "/etc/resolv.conf"): readonly Server[] {
  let lines: readonly string[][];
  try {
    lines = readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/));
  } catch {
    // Without the file nothing is declared.
    return [];
  }
  const trusted = lines.some(([key, ...words]) => key === "options" && words.includes("trust-ad"));
  if (!trusted) return [];
  return lines.flatMap(([key, host]) => (key === "nameserver" && host ? [{ host, port: 53 }] : []));
}
