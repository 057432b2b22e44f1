import { fault } from "../../base/fault.ts";
import {
  accountAttributes,
  accountOf,
  compares,
  type Directory,
  type DirectoryProblem,
  type DirectoryQuestion,
  type DirectoryReply,
  directoryFilter,
  directoryServer,
  type Filter,
  lookedUp,
  type ServerReport,
  sameName,
} from "../../domain/directory/index.ts";
import { type Connection, connect, type LdapTimes } from "./connection.ts";
import { dnOf, ownName, personIn, textsOf } from "./entry.ts";
import { isExpired, resultCode, Unable, unable } from "./reasons.ts";

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
    outcome: told ?? { kind: "failed", problem: { kind: "silent", why: fault("ldap.none") } },
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
    if (where === null) throw new Unable("silent", fault("ldap.address"));
    line = await connect(directory, where, times);
    const outcome = await asked(directory, question, line);
    return { report: report(null), outcome };
  } catch (cause) {
    if (!(cause instanceof Unable)) throw cause;
    const problem = { kind: cause.kind, why: cause.why };
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
    if (entries.length === 0) throw new Unable("base", fault("ldap.entry"));
    return { kind: "ready" };
  }
  const { filter: template } = directory;
  const attributes = [nameAttribute, mailAttribute, ...accountAttributes(template), ...ownName];
  const find = async (filter: Filter) => search({ base: baseDn, scope: "sub", filter, most: 1, attributes });
  const filterFor = (name: string): Filter => {
    const filter = directoryFilter(template, name);
    if (filter === null) throw new Unable("filter", fault("ldap.filter-form"));
    return filter;
  };
  for (const name of lookedUp(user)) {
    const { entries, more } = await find(filterFor(name));
    const [entry] = entries;
    if (entry === undefined) continue;
    if (more) return { kind: "several" };
    const account = accountOf(template, name, (attribute) => textsOf(entry, attribute));
    const person = personIn(entry, { nameAttribute, mailAttribute, account: account?.value ?? name });
    // Nobody gets an account by an address or a second name that somebody else's account has as well.
    if (account !== null && !sameName(account.value, name)) {
      const { attribute, value } = account;
      const equal = equalTo(attribute, value);
      const named = await find(
        compares(template, attribute) ? { kind: "and", of: [filterFor(value), equal] } : equal,
      );
      const [only] = named.entries;
      if (named.more || only === undefined || dnOf(only) !== person.dn) return { kind: "several" };
    }
    const tried = password === null ? "untried" : await tryPassword(line, person.dn, password);
    return { kind: "person", person, password: tried };
  }
  return { kind: "nobody" };
}

const equalTo = (attribute: string, value: string): Filter => ({ kind: "equal", attribute, value });

/**
 * Whether the password is the entry's. Servers treat a log-in without one as an anonymous bind and accept it
 * (RFC 4513 section 5.1.2); some also one that begins with NUL.
 */
async function tryPassword(
  line: Connection,
  dn: string,
  password: string,
): Promise<"right" | "wrong" | "expired"> {
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
