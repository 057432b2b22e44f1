import { domainToASCII } from "node:url";
import type { Now } from "../../../base/clock.ts";
import type { FaultParam, StoredFault } from "../../../base/fault.ts";
import { nearest } from "../../../base/nearest.ts";
import type { Result } from "../../../base/result.ts";
import { findingsOf } from "../../../domain/finding.ts";
import { domainOf } from "../../../domain/mail/index.ts";
import type { ImapAccount } from "../../../domain/settings/index.ts";
import type { Finding, Plan, StepName } from "../../../domain/setup/index.ts";
import type { DeliveryResult } from "../../../domain/ticket/index.ts";
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

const { ok, warning, problem } = findingsOf("first start");

/** The tests of the setup's answers. */
export function createProbes(parts: ProbeParts): SetupProbes {
  const { smtp, now, resolve, tryServer, tryAccount } = parts;
  const reach: Reach = parts;

  return {
    name: async ({ hostname }) => (hostname === null ? [] : checkName(hostname, reach)),

    async mailbox({ mailbox }) {
      const domain = domainToASCII(domainOf(mailbox?.address ?? ""));
      const answer = await resolve.mx(domain);
      if (answer.kind === "failed")
        return [warning("test.domain-unknown", "network-or-continue", { domain, problem: answer.problem })];
      if (answer.kind === "none" && !answer.exists)
        return [warning("test.domain-missing", "check-spelling", { domain })];
      return [];
    },

    async incoming(plan) {
      const { incoming } = plan;
      if (incoming?.kind === "smtp") return [...(await listening()), ...(await exchangers(plan))];
      if (incoming?.kind !== "imap") return [];
      const { account } = incoming;
      if (account.login.kind === "oauth2") return [ok("test.oauth-later", { host: account.host })];
      const tried = await tryAccount(account);
      if (!tried.ok) {
        const { login, why } = tried.error;
        const params = { host: account.host, problem: why };
        return [problem("test.account-failed", login ? "check-login" : "check-line", params)];
      }
      return [
        ok("test.account-ok", { host: account.host, user: account.user }),
        ...tried.value.map(({ folder, mails, unseen }) =>
          ok("test.account-folder", { folder, mails, unread: unseen }),
        ),
      ];
    },

    async outgoing(plan) {
      const { outgoing } = plan;
      if (outgoing?.kind === "direct")
        return [...(await outside(plan)), ...(await checkNames(plan.hostname, reach))];
      if (outgoing?.kind !== "smtp") return [];
      const { host, port, user } = outgoing;
      if (outgoing.oauth !== undefined) return [ok("test.oauth-later", { host })];
      const tried = await tryServer(outgoing, { hostname: plan.hostname ?? "localhost" });
      if (!tried.ok)
        return [
          problem("test.server-failed", remedy(tried.error), {
            ...{ host, port, problem: tried.error.fault ?? tried.error.response },
          }),
        ];
      const version = tried.value?.version ?? null;
      if (version === null)
        return [
          user === null
            ? ok("test.server-ok", { host, port })
            : ok("test.server-ok-login", { host, port, user }),
        ];
      return [
        user === null
          ? ok("test.server-ok-tls", { host, port, version })
          : ok("test.server-ok-tls-login", { host, port, version, user }),
      ];
    },

    async certificate({ certificate, hostname }) {
      return certificate?.kind === "own"
        ? certificateFindings(certificate, hostname ?? "localhost", now())
        : [];
    },
  };

  /** Whether our own listener sends a greeting, on the port that others use. */
  async function listening(): Promise<readonly Finding[]> {
    const at = smtp();
    if (at === null) return [problem("test.not-listening", "start-smtp")];
    const { host, port } = nearest(at);
    const route = { kind: "smtp", host, port, tls: "none", user: null, password: null } as const;
    const tried = await tryServer(route, { hostname: "localhost" });
    if (!tried.ok)
      return [
        problem("test.listener-silent", "see-setup-log", {
          problem: tried.error.fault ?? tried.error.response,
        }),
      ];
    if (port === 25) return [ok("test.listener-ok")];
    return [warning("test.listener-port", "forward-port-25", { port })];
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

function remedy({ response, fault }: Pick<DeliveryResult, "response" | "fault">) {
  switch (fault?.reason) {
    case "delivery.unreachable":
      return "check-reach";
    case "delivery.login":
      return "check-login";
    case "delivery.tls":
    case "delivery.unencrypted":
      return "check-tls";
    default:
      // With TLS from the start, the session fails where the certificate is not trusted.
      return /TLS|certificate/i.test(wordsOf(fault?.params?.problem ?? response))
        ? "check-tls"
        : "check-server";
  }
}

/** What the system or the server said. */
const wordsOf = (problem: FaultParam): string =>
  typeof problem === "object"
    ? Object.values(problem.params ?? {})
        .map(wordsOf)
        .join(" ")
    : String(problem);
