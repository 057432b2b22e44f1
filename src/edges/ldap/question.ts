import {
  type Directory,
  type DirectoryProblem,
  type DirectoryQuestion,
  type DirectoryReply,
  directoryFilter,
  directoryServer,
  type ServerReport,
} from "../../domain/directory/index.ts";
import { type Connection, connect, type LdapTimes } from "./connection.ts";
import { ownName, personIn } from "./entry.ts";
import { isExpired, reason, resultCode, Unable, unable } from "./reasons.ts";

type Outcome = DirectoryReply["outcome"];

/** Problems of a server after which another is tried: it is not available, or not trusted. */
const elsewhere: ReadonlySet<DirectoryProblem["kind"]> = new Set([
  "silent",
  "untrusted",
  "misnamed",
  "unencrypted",
]);

/** Asks the servers one after another, until one answers, or all of them. Rejects only on a bug. */
export async function answer(
  directory: Directory,
  question: DirectoryQuestion,
  times: LdapTimes,
): Promise<DirectoryReply> {
  const servers: ServerReport[] = [];
  let told: Outcome | null = null;
  for (const server of directory.servers) {
    const { report, outcome } = await askServer(directory, server, question, times);
    servers.push(report);
    if (told === null || told.kind === "failed") told = outcome;
    const decided = outcome.kind !== "failed" || !elsewhere.has(outcome.problem.kind);
    if (decided && !question.every) break;
  }
  return {
    servers,
    outcome: told ?? { kind: "failed", problem: { kind: "silent", text: "there is no server" } },
  };
}

async function askServer(
  directory: Directory,
  server: string,
  question: DirectoryQuestion,
  times: LdapTimes,
): Promise<{ readonly report: ServerReport; readonly outcome: Outcome }> {
  let line: Connection | null = null;
  const report = (problem: DirectoryProblem | null): ServerReport => ({
    ...{ server, problem, encrypted: line?.encrypted ?? false },
    certificateUntil: line?.certificateUntil ?? null,
  });
  try {
    const where = directoryServer(server);
    if (where === null) throw new Unable("silent", "that is not a server's address");
    line = await connect(directory, where, times);
    const outcome = await asked(directory, question, line);
    return { report: report(null), outcome };
  } catch (cause) {
    if (!(cause instanceof Unable)) throw cause;
    const problem = { kind: cause.kind, text: reason(cause) };
    return { report: report(problem), outcome: { kind: "failed", problem } };
  } finally {
    line?.close();
  }
}

async function asked(
  directory: Directory,
  { user, password }: DirectoryQuestion,
  line: Connection,
): Promise<Outcome> {
  const { bindDn, bindPassword, baseDn, nameAttribute, mailAttribute } = directory;
  // The settings have no account without a password: servers would treat that as an anonymous bind.
  await line.bind(bindDn, bindPassword).catch((cause: unknown) => {
    throw unable("bind", cause);
  });
  const search = (of: Parameters<Connection["search"]>[0]) =>
    line.search(of).catch((cause: unknown) => {
      throw unable("search", cause);
    });
  if (user === null) {
    // "1.1": no attributes (RFC 4511 section 4.5.1.8).
    const filter = { kind: "present", attribute: "objectClass" } as const;
    const { entries } = await search({ base: baseDn, scope: "base", filter, attributes: ["1.1"], most: 1 });
    if (entries.length === 0) throw new Unable("base", "the entry cannot be read");
    return { kind: "ready" };
  }
  const filter = directoryFilter(directory.filter, user);
  if (filter === null) throw new Unable("filter", "it is not written as filters are");
  const { entries, more } = await search({
    ...{ base: baseDn, scope: "sub", filter, most: 1 },
    attributes: [nameAttribute, mailAttribute, ...ownName],
  });
  const [entry] = entries;
  if (entry === undefined) return { kind: "nobody" };
  if (more) return { kind: "several" };
  const person = personIn(entry, { nameAttribute, mailAttribute });
  return {
    kind: "person",
    person,
    password: password === null ? "untried" : await tried(line, person.dn, password),
  };
}

/**
 * Whether the password is the entry's. Servers treat a log-in without one as an anonymous bind and accept it
 * (RFC 4513 section 5.1.2); some also one that begins with NUL.
 */
async function tried(line: Connection, dn: string, password: string): Promise<"right" | "wrong" | "expired"> {
  if (password === "" || password.includes("\0")) return "wrong";
  try {
    await line.bind(dn, password);
    return "right";
  } catch (cause) {
    const failure = unable("bind", cause);
    // Errors of the connection and the server say nothing about the password.
    if (resultCode(cause) === null || elsewhere.has(failure.kind)) throw failure;
    return isExpired(cause) ? "expired" : "wrong";
  }
}
