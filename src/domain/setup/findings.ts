/** What the tests of the setup's answers found. */
import type { DnsAnswer } from "../../base/dns-answer.ts";
import type { FaultParam, StoredFault } from "../../base/fault.ts";
import { type Finding, findingsOf } from "../finding.ts";
import type { DeliveryResult } from "../ticket/index.ts";

const { ok, warning, problem } = findingsOf("first start");

/** A mail server that could not be used, and why. */
type Unusable = Pick<DeliveryResult, "response" | "fault">;

/** Whether the mailbox's domain exists. @param answer its mail exchangers */
export function mailboxDomainFindings(domain: string, answer: DnsAnswer<unknown>): readonly Finding[] {
  if (answer.kind === "failed")
    return [warning("test.domain-unknown", "network-or-continue", { domain, problem: answer.problem })];
  if (answer.kind === "none" && !answer.exists)
    return [warning("test.domain-missing", "check-spelling", { domain })];
  return [];
}

/** An account that logs in with OAuth is tested later: nobody has signed in yet. */
export const testedLater = (host: string): Finding => ok("test.oauth-later", { host });

/**
 * Whether mail can be fetched from an account.
 * @param tried the mail in its folders, or why there is no access; `login`: the server answers and refuses user or password
 */
export function accountFindings(
  { host, user }: { readonly host: string; readonly user: string },
  tried:
    | {
        readonly ok: true;
        readonly value: readonly {
          readonly folder: string;
          readonly mails: number;
          readonly unseen: number;
        }[];
      }
    | { readonly ok: false; readonly error: { readonly login: boolean; readonly why: StoredFault } },
): readonly Finding[] {
  if (!tried.ok) {
    const { login, why } = tried.error;
    return [problem("test.account-failed", login ? "check-login" : "check-line", { host, problem: why })];
  }
  return [
    ok("test.account-ok", { host, user }),
    ...tried.value.map(({ folder, mails, unseen }) =>
      ok("test.account-folder", { folder, mails, unread: unseen }),
    ),
  ];
}

/**
 * Whether mail can be sent through a server.
 * @param tried the version of TLS, null without it; or why the server cannot be used
 */
export function serverFinding(
  { host, port, user }: { readonly host: string; readonly port: number; readonly user: string | null },
  tried:
    | { readonly ok: true; readonly value: { readonly version: string } | null }
    | { readonly ok: false; readonly error: Unusable },
): Finding {
  if (!tried.ok) {
    const { fault, response } = tried.error;
    return problem("test.server-failed", remedyFor(tried.error), { host, port, problem: fault ?? response });
  }
  const version = tried.value?.version ?? null;
  if (version === null)
    return user === null
      ? ok("test.server-ok", { host, port })
      : ok("test.server-ok-login", { host, port, user });
  return user === null
    ? ok("test.server-ok-tls", { host, port, version })
    : ok("test.server-ok-tls-login", { host, port, version, user });
}

/**
 * Whether our own SMTP listener sends a greeting, on the port that others use.
 * @param listener where it is, and what came of connecting; null if there is none
 */
export function listenerFinding(
  listener: { readonly port: number; readonly problem: Unusable | null } | null,
): Finding {
  if (listener === null) return problem("test.not-listening", "start-smtp");
  if (listener.problem !== null) {
    const { fault, response } = listener.problem;
    return problem("test.listener-silent", "see-setup-log", { problem: fault ?? response });
  }
  const { port } = listener;
  return port === 25 ? ok("test.listener-ok") : warning("test.listener-port", "forward-port-25", { port });
}

function remedyFor({ response, fault }: Unusable) {
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
