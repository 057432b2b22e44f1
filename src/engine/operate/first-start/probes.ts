import { domainToASCII } from "node:url";
import type { Now } from "../../../base/clock.ts";
import type { StoredFault } from "../../../base/fault.ts";
import { reachableAt } from "../../../base/reachable-at.ts";
import type { Result } from "../../../base/result.ts";
import { domainOf } from "../../../domain/mail/index.ts";
import type { ImapAccount } from "../../../domain/settings/index.ts";
import {
  accountFindings,
  type Finding,
  listenerFinding,
  mailboxDomainFindings,
  type Plan,
  type StepName,
  serverFinding,
  testedLater,
} from "../../../domain/setup/index.ts";
import { certificateFindings } from "../certificates/check.ts";
import { checkExchangers, checkName, checkNames, checkOutside } from "../health/reach.ts";
import type { Reach } from "../health/surroundings.ts";

/** The tests of the setup's answers. Each takes a few seconds at most and never rejects. */
export type SetupProbes = {
  readonly [step in Exclude<StepName, "zone" | "admin">]: (plan: Plan) => Promise<readonly Finding[]>;
};

/** Why mail cannot be fetched from an account; `login`: the server answers, and refuses user or password. */
interface AccountProblem {
  readonly login: boolean;
  readonly why: StoredFault;
}

export interface ProbeParts extends Reach {
  /** Where mail is received, as ADDR:PORT; null if it is not. */
  readonly smtp: () => string | null;
  /** Logs in to an account with its password, and counts the mail in its folders. Nothing is changed there. */
  readonly tryAccount: (
    account: ImapAccount,
  ) => Promise<
    Result<
      readonly { readonly folder: string; readonly mails: number; readonly unseen: number }[],
      AccountProblem
    >
  >;
  readonly now: Now;
}

/** The tests of the setup's answers. */
export function createProbes(parts: ProbeParts): SetupProbes {
  const { smtp, now, resolve, tryServer, tryAccount } = parts;
  const reach: Reach = parts;

  return {
    name: async ({ hostname }) => (hostname === null ? [] : checkName(hostname, reach)),

    async mailbox({ mailbox }) {
      const domain = domainToASCII(domainOf(mailbox?.address ?? ""));
      return mailboxDomainFindings(domain, await resolve.mx(domain));
    },

    async incoming(plan) {
      const { incoming } = plan;
      if (incoming?.kind === "smtp") return [await listening(), ...(await exchangers(plan))];
      if (incoming?.kind !== "imap") return [];
      const { account } = incoming;
      return account.login.kind === "oauth2"
        ? [testedLater(account.host)]
        : accountFindings(account, await tryAccount(account));
    },

    async outgoing(plan) {
      const { outgoing } = plan;
      if (outgoing?.kind === "direct")
        return [...(await outside(plan)), ...(await checkNames(plan.hostname ?? "", reach))];
      if (outgoing?.kind !== "smtp") return [];
      if (outgoing.oauth !== undefined) return [testedLater(outgoing.host)];
      const tried = await tryServer(outgoing, { hostname: plan.hostname ?? "localhost" });
      return [serverFinding(outgoing, tried)];
    },

    async certificate({ certificate, hostname }) {
      return certificate?.kind === "own"
        ? certificateFindings(certificate, hostname ?? "localhost", now())
        : [];
    },
  };

  /** Whether our own listener sends a greeting. */
  async function listening(): Promise<Finding> {
    const at = smtp();
    if (at === null) return listenerFinding(null);
    const { host, port } = reachableAt(at);
    const route = { kind: "smtp", host, port, tls: "none", user: null, password: null } as const;
    const tried = await tryServer(route, { hostname: "localhost" });
    return listenerFinding({ port, problem: tried.ok ? null : tried.error });
  }

  function exchangers({ mailbox, hostname }: Plan): Promise<readonly Finding[]> {
    const address = mailbox?.address ?? "";
    const domain = domainToASCII(domainOf(address));
    const of = { domain, mailbox: address, hostname: hostname ?? "", otherWay: null, relays: () => false };
    return checkExchangers(of, reach);
  }

  function outside({ admin, mailbox, hostname }: Plan): Promise<readonly Finding[]> {
    const domains = [admin?.email ?? "", mailbox?.address ?? ""].map((one) => domainToASCII(domainOf(one)));
    return checkOutside(domains, hostname, reach);
  }
}
