import type { MxRecord } from "../../base/dns-answer.ts";
import { fault } from "../../base/fault.ts";
import type { Resolve } from "../../engine/settings/resolve.ts";
import { type Answer, prevented } from "./session.ts";

/** The servers of a domain in the order in which to try them, or why there are none. */
export type MailServers =
  | {
      readonly hosts: readonly string[];
      /** Whether DNSSEC proves the servers. */
      readonly secure: boolean;
    }
  /** What happens to mail for the domain instead. */
  | { readonly instead: Answer };

/** The most servers of a domain that are tried. */
const MOST_HOSTS = 8;

/**
 * The servers that accept mail for a domain (RFC 5321 section 5.1): its MX by preference, equal ones in random order; its
 * own address if it has no MX; none if it says so (RFC 7505). Servers with no better preference than our own are left
 * out, to avoid mail loops.
 *
 * @param own our host name
 * @param random from 0 to 1, 1 excluded
 */
export async function mailServers(
  resolve: Resolve,
  domain: string,
  own: string,
  random: () => number,
): Promise<MailServers> {
  const answer = await resolve.mx(domain);
  if (answer.kind === "failed") {
    const params = { domain, problem: answer.problem };
    return { instead: prevented("deferred", fault("delivery.mx-unknown", { params })) };
  }
  if (answer.kind === "none") {
    if (!answer.exists)
      return { instead: prevented("failed", fault("delivery.no-domain", { params: { domain } })) };
    return { hosts: [domain], secure: answer.secure === true };
  }
  const known = answer.records.map(({ preference, exchange }) => ({ preference, exchange: bare(exchange) }));
  if (known.every(({ exchange }) => exchange === "")) {
    return { instead: prevented("failed", fault("delivery.null-mx", { params: { domain } })) };
  }
  const usable = known.filter(({ exchange }) => hostName.test(exchange));
  const us = usable.find(({ exchange }) => exchange === bare(own));
  const better = usable.filter(({ preference }) => us === undefined || preference < us.preference);
  if (better.length > 0) {
    return { hosts: ordered(better, random).slice(0, MOST_HOSTS), secure: answer.secure === true };
  }
  const reason = us ? "delivery.loop" : "delivery.no-host";
  return { instead: prevented("failed", fault(reason, { params: { domain } })) };
}

/** By preference; equal ones in a new random order each time, so that they share the load. */
function ordered(records: readonly MxRecord[], random: () => number): readonly string[] {
  const drawn = records.map((record) => ({ ...record, at: random() }));
  drawn.sort((a, b) => a.preference - b.preference || a.at - b.at);
  return [...new Set(drawn.map(({ exchange }) => exchange))];
}

const bare = (host: string): string => host.toLowerCase().replace(/\.$/, "");
/** With a letter in its last label: an MX never names an address (RFC 5321 section 5.1). */
// bounded: at most 253 characters, as it looks ahead first
const hostName = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[0-9-]*[a-z][a-z0-9-]*$/;
