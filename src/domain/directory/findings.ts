import { type Finding, findingsOf } from "../finding.ts";
import { isLoopback } from "../settings/loopback.ts";
import type { DirectoryPerson, DirectoryReply, ServerReport } from "./reply.ts";
import { type Directory, directoryServer } from "./settings.ts";

const DAY = 24 * 3_600_000;
/** Milliseconds before a server's certificate expires from which on there is a warning. */
const SHORT = 14 * DAY;

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
    if (bad === null) return [answers(report), ...line(report), ...ending(report)];
    const told = works ? warning : problem;
    return [told(`directory.${bad.kind}`, `directory.${bad.kind}`, { server, problem: bad.why })];
  });
  if (outcome.kind === "failed" && !servers.some((one) => one.problem !== null)) {
    const { kind, why } = outcome.problem;
    found.push(problem("directory.unusable", `directory.${kind}`, { problem: why }));
  }
  return [...found, ...person()];

  function answers({ server, encrypted, certificateUntil }: ServerReport): Finding {
    if (!encrypted) return ok("directory.plain", { server });
    return certificateUntil === null
      ? ok("directory.ok", { server })
      : ok("directory.valid", { server, day: new Date(certificateUntil).toISOString().slice(0, 10) });
  }

  function line({ server, encrypted }: ServerReport): Finding[] {
    const host = directoryServer(server)?.host ?? "";
    if (encrypted || isLoopback(host)) return [];
    return [warning("directory.clear-text", "directory.encrypt", { server })];
  }

  function ending({ server, certificateUntil }: ServerReport): Finding[] {
    if (certificateUntil === null || certificateUntil - now > SHORT) return [];
    const left = Math.max(0, certificateUntil - now);
    return [warning("directory.expires", "directory.renew", { server, left })];
  }

  function person(): readonly Finding[] {
    switch (outcome.kind) {
      case "failed":
      case "ready":
        return [];
      case "nobody":
        return [problem("directory.nobody", "directory.search")];
      case "several":
        return [problem("directory.several", "directory.narrow")];
      case "person":
        return [entry(outcome.person), ...tried(outcome.password)];
    }
  }

  function entry({ dn, account, names, mails }: DirectoryPerson): Finding {
    const params = {
      ...{ dn, account, nameAttribute: directory.nameAttribute, mailAttribute: directory.mailAttribute },
      ...{ names: list(names), mails: list(mails) },
    };
    if (names.length === 0)
      return ok(mails.length === 0 ? "directory.person-neither" : "directory.person-no-name", params);
    return ok(mails.length === 0 ? "directory.person-no-mail" : "directory.person", params);
  }

  function tried(password: "right" | "wrong" | "expired" | "untried"): Finding[] {
    switch (password) {
      case "untried":
        return [];
      case "right":
        return [ok("directory.password-right")];
      case "wrong":
        return [problem("directory.password-wrong", "directory.again")];
      case "expired":
        return [problem("directory.password-expired", "directory.change")];
    }
  }
}

const list = (values: readonly string[]): string =>
  values
    .slice(0, 5)
    .map((value) => value.slice(0, 100))
    .join(", ");
