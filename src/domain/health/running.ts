import { type Fault, fault, type StoredFault, storedFault } from "../../base/fault.ts";
import { reachableAt } from "../../base/reachable-at.ts";
import { type Finding, findingsOf } from "../finding.ts";
import { loginsWith } from "../settings/index.ts";

/** What is known about the program on a data folder. */
export type ServingFacts =
  /** None runs. `left`: the file in which it said where it listens is still there, with its process if that is known. */
  | { readonly is: "stopped"; readonly left: { readonly pid: number | null } | null }
  /** One holds the folder and has not said where it listens. */
  | { readonly is: "unknown" }
  | {
      readonly is: "running";
      readonly pid: number;
      readonly version: string;
      readonly places: readonly string[];
      /** The first place where nothing accepts connections; null if all do. */
      readonly silent: string | null;
    };

/** Whether the program is running, answers, and is this release. */
export function servingFinding(facts: ServingFacts, version: string): Finding {
  const { ok, warning, problem } = findingsOf("serving");
  if (facts.is === "unknown") return warning("serving.unknown", "check-later");
  if (facts.is === "stopped") {
    if (facts.left === null) return ok("serving.none");
    const { pid } = facts.left;
    return pid === null
      ? warning("serving.unclean", "see-log-start")
      : warning("serving.unclean-process", "see-log-start", { pid });
  }
  const { pid, silent, places } = facts;
  if (silent !== null) return problem("serving.silent", "see-log-recover", { pid, place: silent });
  if (facts.version !== version)
    return warning("serving.version", "run-new-version", { pid, running: facts.version, version });
  return ok("serving.ok", { pid, places: places.join(", ") });
}

/** Whether all listeners accept connections. @param listeners by name, where, and whether something answers there */
export function listenerFindings(
  listeners: readonly { readonly name: string; readonly place: string; readonly answers: boolean }[],
): readonly Finding[] {
  const { ok, problem } = findingsOf("listeners");
  const placesOf = (some: typeof listeners) => some.map(({ name, place }) => `${name} ${place}`).join(", ");
  const silent = listeners.filter(({ answers }) => !answers);
  return silent.length > 0
    ? [problem("listeners.silent", "restart-program", { places: placesOf(silent) })]
    : [ok("listeners.ok", { places: placesOf(listeners) })];
}

/** The optional ports for mail that are switched on and could not be opened. */
export function closedPortFindings(closed: readonly { readonly fault: Fault }[]): readonly Finding[] {
  const { problem } = findingsOf("listeners");
  return closed.map(({ fault }) => problem("listeners.closed", "open-port", { fault: storedFault(fault) }));
}

/**
 * Whether mail can be received by SMTP, on the port that others use.
 * @param listening ADDR:PORT of SMTP and LMTP, or a socket's path; null if there is none
 * @param fetched whether mail is fetched from other servers
 */
export function mailPortFindings(
  { smtp, lmtp }: { readonly smtp: string | null; readonly lmtp: string | null },
  fetched: boolean,
): readonly Finding[] {
  const { ok, warning } = findingsOf("mail in");
  if (smtp !== null) {
    const { port } = reachableAt(smtp);
    return [port === 25 ? ok("mail-in.port-25") : ok("mail-in.port", { port })];
  }
  if (lmtp !== null) return [ok("mail-in.lmtp")];
  return [fetched ? ok("mail-in.imap") : warning("mail-in.none", "receive-mail")];
}

/** The state of fetching from an account: since when in milliseconds since 1970, and how many mails failed by folder. */
interface Fetching {
  readonly account: string;
  readonly state: "off" | "connecting" | "ok" | "failing";
  readonly since: number;
  readonly problem: StoredFault | null;
  readonly folders: readonly { readonly failed: number }[];
}

/** Whether mail is fetched from all accounts. */
export function fetchingFindings(accounts: readonly Fetching[], now: number): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("imap");
  const used = accounts.filter(({ state }) => state !== "off");
  const failing = used.filter(({ state }) => state === "failing");
  const found = failing.map(({ account, since, problem: why }) =>
    why === null
      ? problem("imap.failing-unknown", "check-account", { account, for: now - since })
      : problem("imap.failing", "check-account", { account, for: now - since, problem: why }),
  );
  for (const { account, folders } of used) {
    const n = folders.reduce((sum, { failed }) => sum + failed, 0);
    if (n > 0) found.push(warning("imap.failed", "look-there", { n, account }));
  }
  if (used.length === 0 || found.length > 0) return found;
  return [ok("imap.ok", { accounts: used.map(({ account }) => account).join(", ") })];
}

/** What a scanner last said, and how many mails it gave no verdict about lately. */
interface Scanner {
  readonly scanner: string;
  readonly problem: { readonly since: number; readonly why: StoredFault } | null;
  readonly unscanned?: { readonly mails: number };
}

/** Whether the configured scanners answer. */
export function scannerFindings(scanners: readonly Scanner[], now: number): readonly Finding[] {
  const { ok, problem, warning } = findingsOf("scanners");
  return scanners.map(({ scanner, problem: bad, unscanned }) => {
    if (bad !== null)
      return problem("scanner.silent", "restart-scanner", {
        ...{ scanner, for: now - bad.since, problem: bad.why },
      });
    return unscanned
      ? warning("scanner.unscanned", "hold-unscanned", { scanner, n: unscanned.mails })
      : ok("scanner.ok", { scanner });
  });
}

/** The OAuth accounts, what uses them, and where a log-in with them failed. */
export interface OAuthFacts {
  readonly now: number;
  readonly accounts: readonly { readonly name: string; readonly refreshToken: string }[];
  readonly outgoing: Parameters<typeof loginsWith>[1];
  readonly imapAccounts: Parameters<typeof loginsWith>[2];
  readonly problems: readonly {
    readonly account: string;
    readonly since: number;
    readonly fault: StoredFault;
    /** Whether someone has to sign in again. */
    readonly signIn: boolean;
  }[];
}

/** Whether mail servers can be logged in to with the OAuth accounts in use. */
export function oauthFindings(facts: OAuthFacts): readonly Finding[] {
  const { ok, problem } = findingsOf("oauth");
  const { now, accounts, outgoing, imapAccounts, problems } = facts;
  const used = accounts.filter(({ name }) => loginsWith(name, outgoing, imapAccounts).length > 0);
  return used.flatMap(({ name: account, refreshToken }): Finding[] => {
    if (refreshToken === "") return [problem("oauth.signed-out", "sign-in", { account })];
    const found = problems.filter((one) => one.account === account);
    if (found.length === 0) return [ok("oauth.ok", { account })];
    return found.map(({ since, fault, signIn }) =>
      problem("oauth.failing", signIn ? "sign-in" : "provider-again", {
        ...{ account, for: now - since, problem: fault },
      }),
    );
  });
}

/** A mailbox, and the last test of its addresses with a "+"; null if there was none. */
interface PlusAddresses {
  readonly address: string;
  readonly enabled: boolean;
  readonly plusAddresses: boolean;
  readonly test: {
    /** Null while it runs. */
    readonly endedAt: number | null;
    readonly outcome: string | null;
    /** Why it was not sent. */
    readonly fault: StoredFault | null;
    readonly response: string | null;
  } | null;
}

/** Whether mail to addresses with a "+" reaches the mailboxes, as far as it was tested. */
export function plusAddressFindings(mailboxes: readonly PlusAddresses[]): readonly Finding[] {
  const { ok, warning } = findingsOf("plus addresses");
  return mailboxes.flatMap(({ address: mailbox, enabled, plusAddresses, test }): Finding[] => {
    const outcome = test === null || test.endedAt === null ? null : test.outcome;
    if (!enabled || (outcome === null && !plusAddresses)) return [];
    switch (outcome) {
      case null:
        return [ok("plus.untested", { mailbox })];
      case "arrived":
        return [ok("plus.ok", { mailbox })];
      case "not-sent": {
        const problem = test?.fault ?? (test?.response || fault("delivery.failed"));
        return [warning("plus.not-sent", "test-plus", { mailbox, problem })];
      }
      default:
        return [warning("plus.off", "allow-plus", { mailbox })];
    }
  });
}

/** People who can log in only with the directory, while it is disabled or not set up. */
export function disabledDirectoryFindings(
  people: readonly { readonly directory: boolean; readonly disabled: boolean }[],
): readonly Finding[] {
  const { warning } = findingsOf("directory");
  const shutOut = people.filter(({ directory, disabled }) => directory && !disabled);
  return shutOut.length === 0
    ? []
    : [warning("directory.disabled", "enable-directory", { n: shutOut.length })];
}
