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
  silent: `see that the server runs and no firewall is in between, or name another ${where}`,
  untrusted: `give the server a certificate that is valid, or paste its authority's certificate ${where}`,
  misnamed: `name the server ${where} as its certificate does, or give it a certificate for this name`,
  unencrypted: `choose another encryption or ldaps:// ${where}, or give the server a certificate`,
  bind: `type name and password of the account that looks people up again ${where}; see that it has not expired`,
  base: `mend the place where people are looked for ${where}, and see that the account may read there`,
  filter: `mend the filter for people ${where}`,
  odd: "look into the server's log for the reason",
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
      problem(`the directory cannot be asked: ${outcome.problem.text}`, remedies[outcome.problem.kind]),
    );
  return [...found, ...person()];

  function line({ server, encrypted }: ServerReport): Finding[] {
    const host = directoryServer(server)?.host ?? "";
    if (encrypted || isLoopback(host)) return [];
    const todo = `choose StartTLS or ldaps:// ${where}`;
    return [warning(`passwords go to ${server} in the clear: whoever listens on the line reads them`, todo)];
  }

  function ending({ server, certificateUntil }: ServerReport): Finding[] {
    if (certificateUntil === null || certificateUntil - now > SHORT) return [];
    const left = duration(Math.max(0, certificateUntil - now));
    const todo = "renew it on that server: once it ends, nobody can log in by the directory";
    return [warning(`the certificate of ${server} ends in ${left}`, todo)];
  }

  function person(): readonly Finding[] {
    switch (outcome.kind) {
      case "failed":
      case "ready":
        return [];
      case "nobody":
        return [
          problem("nobody is found by that name", `see that name, place and filter are right ${where}`),
        ];
      case "several": {
        const todo = `make the filter narrower ${where}: as it is, they cannot log in`;
        return [problem("several people are found by that name", todo)];
      }
      case "person": {
        const { dn, names, mails } = outcome.person;
        const about = `${dn}: ${directory.nameAttribute} ${list(names)}; ${directory.mailAttribute} ${list(mails)}`;
        return [ok(about), ...tried(outcome.password)];
      }
    }
  }

  function tried(password: "right" | "wrong" | "expired" | "untried"): Finding[] {
    switch (password) {
      case "untried":
        return [];
      case "right":
        return [ok("the password is theirs")];
      case "wrong":
        return [
          problem(
            "the directory does not take the password",
            "type it again; see that the account is not locked",
          ),
        ];
      case "expired":
        return [problem("the password has expired in the directory", "have it changed there first")];
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
  return certificateUntil === null ? "" : `; its certificate lasts until ${dayOf(certificateUntil)}`;
};

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

const said: { readonly [kind in DirectoryProblem["kind"]]: (server: string) => string } = {
  silent: (server) => `${server} does not answer`,
  untrusted: (server) => `the certificate of ${server} is not trusted`,
  misnamed: (server) => `the certificate of ${server} is for another name`,
  unencrypted: (server) => `the encryption that is set does not suit ${server}`,
  bind: (server) => `${server} refuses the account that looks people up`,
  base: (server) => `${server} has nothing where people are looked for`,
  filter: (server) => `${server} does not understand the filter for people`,
  odd: (server) => `${server} does not do what was asked`,
};
