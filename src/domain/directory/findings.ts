import { duration, type Finding, findingsOf } from "../finding.ts";
import { isLoopback } from "../settings/loopback.ts";
import type { DirectoryProblem, DirectoryReply, ServerReport } from "./reply.ts";
import { type Directory, directoryServer } from "./settings.ts";

const DAY = 24 * 3_600_000;
/** Milliseconds before a server's certificate expires from which on there is a warning. */
const SHORT = 14 * DAY;

const where = "under Settings, Directory";

/** What to do about a directory that cannot be queried. */
const remedies: { readonly [kind in DirectoryProblem["kind"]]: string } = {
  silent: `check that the server is running and no firewall is in between, or enter another ${where}`,
  untrusted: `install a valid certificate on the server, or paste its CA certificate ${where}`,
  misnamed: `enter the server's name ${where} as in its certificate, or install a certificate for this name`,
  unencrypted: `choose another encryption or ldaps:// ${where}, or install a certificate on the server`,
  bind: `enter the search account and its password again ${where}; check that it has not expired`,
  base: `correct the base DN ${where}, and check that the search account may read it`,
  filter: `correct the user filter ${where}`,
  odd: "see the server's log for the reason",
};

/** Findings about a directory that was queried. */
export function directoryFindings(
  directory: Directory,
  { servers, outcome }: DirectoryReply,
  now: number,
): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("directory");
  const works = outcome.kind !== "failed";
  const found = servers.flatMap((report): Finding[] => {
    const { server, problem: bad } = report;
    if (bad === null) return [ok(`${server} answers${secured(report)}`), ...line(report), ...ending(report)];
    const told = works ? warning : problem;
    return [told(`${said[bad.kind](server)}: ${bad.text}`, remedies[bad.kind])];
  });
  if (outcome.kind === "failed" && !servers.some((one) => one.problem !== null))
    found.push(
      problem(`the directory cannot be queried: ${outcome.problem.text}`, remedies[outcome.problem.kind]),
    );
  return [...found, ...person()];

  function line({ server, encrypted }: ServerReport): Finding[] {
    const host = directoryServer(server)?.host ?? "";
    if (encrypted || isLoopback(host)) return [];
    const todo = `choose StartTLS or ldaps:// ${where}`;
    return [warning(`passwords are sent to ${server} in clear text`, todo)];
  }

  function ending({ server, certificateUntil }: ServerReport): Finding[] {
    if (certificateUntil === null || certificateUntil - now > SHORT) return [];
    const left = duration(Math.max(0, certificateUntil - now));
    const todo = "renew it on that server: once it has expired, nobody can log in with the directory";
    return [warning(`the certificate of ${server} expires in ${left}`, todo)];
  }

  function person(): readonly Finding[] {
    switch (outcome.kind) {
      case "failed":
      case "ready":
        return [];
      case "nobody":
        return [
          problem(
            "no user is found with that name",
            `check the name, the base DN and the user filter ${where}`,
          ),
        ];
      case "several": {
        const todo = `make the user filter more specific ${where}: with several matches, nobody can log in`;
        return [problem("several users are found with that name", todo)];
      }
      case "person": {
        const { dn, account, names, mails } = outcome.person;
        const about = `${dn}: account ${account}; ${directory.nameAttribute} ${list(names)}; ${directory.mailAttribute} ${list(mails)}`;
        return [ok(about), ...tried(outcome.password)];
      }
    }
  }

  function tried(password: "right" | "wrong" | "expired" | "untried"): Finding[] {
    switch (password) {
      case "untried":
        return [];
      case "right":
        return [ok("the password is correct")];
      case "wrong":
        return [
          problem(
            "the directory refuses the password",
            "enter it again; check that the account is not locked",
          ),
        ];
      case "expired":
        return [problem("the password has expired in the directory", "it has to be changed there first")];
    }
  }
}

const list = (values: readonly string[]): string =>
  values.length === 0
    ? "is missing"
    : values
        .slice(0, 5)
        .map((value) => value.slice(0, 100))
        .join(", ");

const secured = ({ encrypted, certificateUntil }: ServerReport): string => {
  if (!encrypted) return ", without encryption";
  return certificateUntil === null ? "" : `; its certificate is valid until ${dayOf(certificateUntil)}`;
};

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

const said: { readonly [kind in DirectoryProblem["kind"]]: (server: string) => string } = {
  silent: (server) => `${server} does not answer`,
  untrusted: (server) => `the certificate of ${server} is not trusted`,
  misnamed: (server) => `the certificate of ${server} is for another name`,
  unencrypted: (server) => `${server} does not support the encryption that is set`,
  bind: (server) => `${server} refuses the search account`,
  base: (server) => `${server} has no entries below the base DN`,
  filter: (server) => `${server} does not understand the user filter`,
  odd: (server) => `${server} could not complete the query`,
};
