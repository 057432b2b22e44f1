import { domainToASCII } from "node:url";
import type { Now } from "../../../base/clock.ts";
import { nearest } from "../../../base/nearest.ts";
import type { Result } from "../../../base/result.ts";
import { findingsOf } from "../../../domain/finding.ts";
import { domainOf } from "../../../domain/mail/address.ts";
import type { ImapAccount } from "../../../domain/settings/index.ts";
import type { Finding, Plan, StepName } from "../../../domain/setup/index.ts";
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
  readonly text: string;
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
        return [
          warning(
            `DNS could not be queried for ${domain}: ${answer.text}`,
            "Check the network, or continue anyway",
          ),
        ];
      if (answer.kind === "none" && !answer.exists)
        return [warning(`The domain ${domain} does not exist in DNS`, "Check the spelling")];
      return [];
    },

    async incoming(plan) {
      const { incoming } = plan;
      if (incoming?.kind === "smtp") return [...(await listening()), ...(await exchangers(plan))];
      if (incoming?.kind !== "imap") return [];
      const { account } = incoming;
      const tried = await tryAccount(account);
      if (!tried.ok) {
        const todo = tried.error.login
          ? "Check user and password; some providers require an app password"
          : "Check server, port and encryption, and whether a firewall is in between";
        return [problem(`${account.host}: ${tried.error.text}`, todo)];
      }
      const counts = tried.value.map(
        ({ folder, mails, unseen }) => `${folder} has ${mails} mails, ${unseen} unread`,
      );
      return [ok(`Logged in to ${account.host} as ${account.user}: ${counts.join("; ")}`)];
    },

    async outgoing(plan) {
      const { outgoing } = plan;
      if (outgoing?.kind === "direct")
        return [...(await outside(plan)), ...(await checkNames(plan.hostname, reach))];
      if (outgoing?.kind !== "smtp") return [];
      const { host, port, user } = outgoing;
      const tried = await tryServer(outgoing, { hostname: plan.hostname ?? "localhost" });
      if (!tried.ok) return [problem(`${host}:${port}: ${tried.error}`, remedy(tried.error))];
      const line = tried.value === null ? "not encrypted" : `encrypted (${tried.value.version})`;
      const who = user === null ? "without log-in" : `logged in as ${user}`;
      return [ok(`${host}:${port} accepts mail from here: ${line}, ${who}`)];
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
    if (at === null)
      return [problem("MailManager is not listening for mail", "Start it with --smtp ADDR:25")];
    const { host, port } = nearest(at);
    const route = { kind: "smtp", host, port, tls: "none", user: null, password: null } as const;
    const tried = await tryServer(route, { hostname: "localhost" });
    if (!tried.ok) return [problem(`The mail server here does not answer: ${tried.error}`, "See the log")];
    if (port === 25) return [ok("The mail server here answers on port 25")];
    const todo = "Start it with --smtp 0.0.0.0:25, or have port 25 forwarded to this one";
    return [warning(`The mail server here listens on port ${port}; other servers send to port 25`, todo)];
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

function remedy(text: string): string {
  if (/could not be reached/.test(text))
    return "Check server and port, and whether a firewall or your provider blocks them";
  if (/^Log-in as/.test(text)) return "Check user and password; some providers require an app password";
  if (/TLS|STARTTLS|certificate|not encrypted/i.test(text))
    return "Check encryption and port: 587 is for STARTTLS, 465 for TLS; the certificate has to be for the server's name";
  return "Check server, port and encryption";
}
