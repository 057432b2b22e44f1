import { randomInt } from "node:crypto";
import { BlockList, isIPv6, type Socket } from "node:net";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, refuse } from "../../base/result.ts";
import type { DeliveryResult } from "../../domain/ticket/types.ts";
import type { Deliver } from "../../engine/outgoing/outbox.ts";
import type { Resolve } from "../../engine/settings/resolve.ts";
import { addrSpec } from "./addrspec.ts";
import { against, type Requirement, requirementOf } from "./dane.ts";
import { createDestinations, type Limits, type Trouble } from "./destinations.ts";
import { dial } from "./line.ts";
import { allows, createPolicies, type FetchPolicy, type Policy, type PolicyStore } from "./mta-sts.ts";
import { mailServers } from "./mx.ts";
import {
  type Answer,
  defaultTimeouts,
  prevented,
  type SessionOptions,
  type SmtpRoute,
  transact,
  type Verdict,
} from "./session.ts";
import { answerFor, badRecipient, badSender, type DeliveryOptions, type Mail } from "./smtp.ts";

export interface DirectOptions extends DeliveryOptions {
  readonly resolve: Resolve;
  readonly fetchPolicy: FetchPolicy;
  /** Stores MTA-STS policies across restarts. */
  readonly store: PolicyStore;
  readonly now: () => number;
  readonly limits?: Limits;
  /** Opens a connection to an address; port 25. */
  readonly connect?: (address: string, milliseconds: number) => Promise<Socket>;
}

type Delivered = Awaited<ReturnType<Deliver>>;

/** The most addresses tried for one domain, over all of its servers; RFC 5321 section 5.1 requires at least two. */
const MOST_ADDRESSES = 5;

/**
 * The interface Deliver for direct delivery: one transaction per domain, with the first of
 * its servers that is ready for mail. Connections are encrypted if the server offers it, certificates then verified but
 * not required. A domain's MTA-STS policy (RFC 8461) makes both compulsory; TLSA records that DNSSEC proves (RFC 7672)
 * make TLS compulsory and the certificate the one they name.
 */
export function directDelivery(options: DirectOptions): (mail: Mail) => Promise<Delivered> {
  const {
    hostname,
    log,
    resolve,
    now,
    connect = (address, ms) => dial({ host: address, port: 25 }, ms),
  } = options;
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const destinations = createDestinations(now, options.limits);
  const policies = createPolicies(options);
  const random = () => randomInt(2 ** 32) / 2 ** 32;

  return async ({ raw, envelope, insist = false }) => {
    const from = envelope.from === "" ? "" : addrSpec(envelope.from);
    const domains = new Map<string, Map<string, string>>();
    const results: DeliveryResult[] = [];
    for (const recipient of envelope.to) {
      const spec = addrSpec(recipient);
      const domain = spec?.slice(spec.lastIndexOf("@") + 1).toLowerCase() ?? "";
      if (from === null) results.push({ recipient, ...badSender });
      else if (spec === null || domain.startsWith("[")) results.push({ recipient, ...badRecipient });
      else domains.set(domain, (domains.get(domain) ?? new Map<string, string>()).set(recipient, spec));
    }
    let until: number | null = null;
    const postponed: string[] = [];
    await Promise.all(
      [...domains].map(async ([domain, specs]) => {
        const entry = destinations.enter(domain, insist);
        if (entry.may === "wait") {
          postponed.push(...specs.keys());
          until = Math.max(until ?? 0, entry.until);
          return;
        }
        const each = (answer: (spec: string) => Omit<DeliveryResult, "recipient">) => {
          for (const [recipient, spec] of specs) results.push({ recipient, ...answer(spec) });
        };
        if (entry.may === "rest") {
          each(() => ({ outcome: "deferred", ...entry.trouble, rested: true }));
          return;
        }
        let trouble: Trouble | null = null;
        try {
          const to = [...new Set(specs.values())];
          const { server, verdict } = await toDomain({ raw, from: from ?? "", to }, domain);
          trouble =
            verdict.reached || verdict.mail.outcome === "failed" ? busy(verdict) : saidBy(verdict.mail);
          each((spec) => ({ ...answerFor(spec, verdict), ...(server === null ? {} : { server }) }));
        } catch (cause) {
          log.error("delivery: an attempt was aborted", { domain, cause });
          each(() => prevented("deferred", fault("delivery.broken-off")));
        } finally {
          entry.leave(trouble);
        }
      }),
    );
    return {
      ...summary(results),
      ...(until === null ? {} : { postponed: { recipients: postponed, until } }),
    };
  };

  async function toDomain(
    mail: { raw: Uint8Array; from: string; to: readonly string[] },
    domain: string,
  ): Promise<{ server: string | null; verdict: Verdict }> {
    const servers = await mailServers(resolve, domain, hostname, random);
    if ("instead" in servers) return { server: null, verdict: nobody(servers.instead) };
    const policy = await policies.of(domain);
    let last: { server: string | null; verdict: Verdict } | null = null;
    const passOver = (why: Fault) => {
      last ??= { server: null, verdict: nobody(prevented("deferred", why)) };
    };
    let tried = 0;
    for (const host of servers.hosts) {
      const found = await resolve.addresses(host);
      const addresses = found.kind === "found" ? inOrder(found.records) : [];
      if (found.kind !== "found" || addresses.length === 0) {
        passOver(noAddress(host, found));
        continue;
      }
      const proved = servers.secure && found.secure === true;
      const demand: Requirement = proved
        ? await requirementOf(resolve, host, found.canonical, domain)
        : { kind: "none" };
      if (demand.kind === "unknown") {
        passOver(fault("delivery.tlsa-unknown", { params: { host, problem: demand.problem } }));
        continue;
      }
      // Signed DNS takes precedence over the policy on the web (RFC 8461 section 2).
      if (demand.kind === "none" && policy !== null && !allows(policy, host)) {
        if (policy.mode === "testing") {
          log.warn("an MX is not in the domain's MTA-STS policy, which is being tested", { domain });
        }
        if (policy.mode === "enforce") {
          passOver(fault("delivery.mta-sts", { params: { domain, host } }));
          continue;
        }
      }
      for (const address of addresses) {
        if (tried >= MOST_ADDRESSES) break;
        tried += 1;
        const verdict = await session(mail, host, address, demand, policy);
        last = { server: `${host}[${address}]:25`, verdict };
        if (verdict.reached) return last;
      }
    }
    const untried = fault("delivery.untried", { params: { domain } });
    return last ?? { server: null, verdict: nobody(prevented("deferred", untried)) };
  }

  async function session(
    mail: { raw: Uint8Array; from: string; to: readonly string[] },
    host: string,
    address: string,
    demand: Exclude<Requirement, { kind: "unknown" }>,
    policy: Policy | null,
  ): Promise<Verdict> {
    const compulsory = demand.kind !== "none" || policy?.mode === "enforce";
    const tls = compulsory ? "starttls" : "opportunistic";
    const route: SmtpRoute = { kind: "smtp", host, port: 25, tls, user: null, password: null };
    const prove = proofOf(demand, host);
    const attempt = (plain: boolean) =>
      transact(mail, route, {
        ...{ hostname, ca: options.ca ?? [], timeouts, plain },
        ...(prove ? { prove } : {}),
        connect: (milliseconds) => connect(address, milliseconds),
      });
    const verdict = await attempt(false);
    // If STARTTLS is offered but fails, it is retried without, if that is allowed.
    return verdict.tlsFailed && tls === "opportunistic" ? attempt(true) : verdict;
  }

  /** How the connection is checked if signed DNS has requirements. */
  function proofOf(demand: Exclude<Requirement, { kind: "unknown" }>, host: string): SessionOptions["prove"] {
    if (demand.kind === "none") return undefined;
    if (demand.kind === "tls") return ({ authorized }) => ok({ verified: authorized });
    return (socket) => {
      const wrong = against(demand, socket, host, now());
      return wrong === null ? ok({ verified: true, by: "dane" }) : refuse(wrong);
    };
  }
}

const nobody = (mail: Answer): Verdict => ({
  ...{ mail, recipients: new Map(), tlsFailed: false, tokenRefused: null, reached: false, tls: undefined },
});

function noAddress(host: string, found: Awaited<ReturnType<Resolve["addresses"]>>): Fault {
  if (found.kind === "failed")
    return fault("delivery.address-unknown", { params: { host, problem: found.problem } });
  return fault(found.kind === "none" ? "delivery.no-address" : "delivery.own-address", { params: { host } });
}

const saidBy = ({ response, fault: why }: Answer): Trouble =>
  why === undefined ? { response } : { response, fault: why };

/** 421 speaks for the server as a whole: it wants to be left alone for a while (RFC 5321 section 3.8). */
function busy({ mail, recipients }: Verdict): Trouble | null {
  const one = [mail, ...recipients.values()].find(({ response }) => response.startsWith("421"));
  return one === undefined ? null : saidBy(one);
}

/** The one server of all results, so that it is not repeated with each recipient. */
function summary(results: readonly DeliveryResult[]): Pick<Delivered, "server" | "results"> {
  const servers = new Set(results.map(({ server }) => server ?? null));
  if (servers.size > 1) return { server: null, results };
  const [only = null] = servers;
  return { server: only, results: results.map(({ server: _, ...rest }) => rest) };
}

/** IPv4 first: so nothing is lost if there is no IPv6 connectivity. */
const inOrder = (addresses: readonly string[]): readonly string[] =>
  addresses.filter((one) => !isOurs(one)).sort((a, b) => Number(isIPv6(a)) - Number(isIPv6(b)));

/** Addresses that no legitimate MX can have: this machine, its link, unspecified, multicast (RFC 6890). */
const ours = new BlockList();
ours.addSubnet("127.0.0.0", 8);
ours.addSubnet("0.0.0.0", 8);
ours.addSubnet("169.254.0.0", 16);
ours.addSubnet("224.0.0.0", 3);
ours.addAddress("::1", "ipv6");
ours.addAddress("::", "ipv6");
ours.addSubnet("fe80::", 10, "ipv6");
ours.addSubnet("ff00::", 8, "ipv6");

const isOurs = (address: string): boolean => ours.check(address, isIPv6(address) ? "ipv6" : "ipv4");
