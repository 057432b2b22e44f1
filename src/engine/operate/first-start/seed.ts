import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import type { Failure } from "../../../base/failure.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import type { Result } from "../../../base/result.ts";
import { seedFields } from "../../../base/seed-fields.ts";
import { systemFault } from "../../../base/system-fault.ts";
import { weakPassword } from "../../../domain/people/index.ts";
import { checkedImapAccount, checkedOutgoing } from "../../../domain/settings/index.ts";
import {
  type Administrator,
  checkedAdministrator,
  checkedHostname,
  checkedMailbox,
  type Plan,
} from "../../../domain/setup/index.ts";
import { failure } from "../../../text/index.ts";
import { unusable } from "../certificates/check.ts";

/** A seed's fields, by dotted names; null and empty ones are left out. */
export type Seed = ReadonlyMap<string, string>;

const LARGEST = 1024 * 1024;

/**
 * Reads a seed, JSON or TOML, from a file or ("-") from standard input.
 * @throws Failure that names the file or the field that cannot be read
 */
export function readSeed(file: string): Seed {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (cause) {
    const problem = systemFault(cause, file);
    if (problem === null) throw cause;
    throw failure(problem, { subject: fault("seed.unreadable", { params: { file } }) });
  }
  if (text.length > LARGEST) throw failure(fault("seed.large", { params: { file } }));
  let document: unknown;
  try {
    document = text.trimStart().startsWith("{") ? JSON.parse(text) : parse(text);
  } catch (cause) {
    // A parser may quote what it could not read, which may be a password.
    const line = cause instanceof Error && "line" in cause ? Number(cause.line) : null;
    throw failure(
      line === null
        ? fault("seed.form", { params: { file } })
        : fault("seed.form-line", { params: { file, line } }),
    );
  }
  const seed = new Map<string, string>();
  flatten(document, "", seed);
  for (const name of seed.keys()) {
    if (seedFields.includes(name) || name.startsWith("network.") || name === "network") continue;
    const known = [...seedFields, "network"].join(", ");
    throw failure(fault("seed.unknown", { params: { name, known } }));
  }
  return seed;
}

/**
 * The plan with the seed's fields.
 * @param around.hostname a host name that takes the place of the seed's, or null
 * @param around.now milliseconds since 1970
 * @throws Failure that names the invalid field
 */
export async function withSeed(
  plan: Plan,
  seed: Seed,
  around: {
    readonly hash: (password: string) => Promise<string>;
    readonly hostname: string | null;
    readonly now: number;
  },
): Promise<Plan> {
  const zone = seed.get("zone") ?? plan.zone;
  if (zone !== null && !isZone(zone)) throw wrong("zone", fault("seed.zone", { params: { value: zone } }));
  const hostname = seed.get("hostname");
  const mailbox = has(seed, "mailbox")
    ? must(
        "mailbox",
        checkedMailbox({ address: seed.get("mailbox.address") ?? "", name: seed.get("mailbox.name") ?? "" }),
      )
    : plan.mailbox;
  const seeded: Plan = {
    zone,
    language: seed.get("language") ?? plan.language,
    admin: has(seed, "admin") ? await administrator(seed, plan.admin, around.hash) : plan.admin,
    hostname: hostname === undefined ? plan.hostname : must("", checkedHostname(hostname)),
    mailbox,
    incoming: has(seed, "incoming") ? incoming(seed, mailbox?.address ?? "") : plan.incoming,
    outgoing: has(seed, "outgoing") ? outgoing(seed) : plan.outgoing,
    ...{ certificate: plan.certificate, oauth: plan.oauth },
  };
  if (!has(seed, "certificate")) return seeded;
  return { ...seeded, certificate: certificate(seed, around.hostname ?? seeded.hostname, around.now) };
}

async function administrator(
  seed: Seed,
  before: Administrator | null,
  hash: (password: string) => Promise<string>,
): Promise<Administrator> {
  const given = must(
    "admin",
    checkedAdministrator({
      user: seed.get("admin.user") ?? before?.user ?? "admin",
      name: seed.get("admin.name") ?? before?.name ?? "Administrator",
      email: seed.get("admin.email") ?? before?.email ?? null,
    }),
  );
  const [password, hashed] = [seed.get("admin.password"), seed.get("admin.password_hash")];
  if (password !== undefined) {
    const weak = weakPassword(password);
    if (weak) throw wrong("admin.password", weak);
    return { ...given, password: await hash(password) };
  }
  if (
    hashed !== undefined &&
    // linear: anchored, and no two neighbouring repetitions share a character
    !/^\$argon2id\$v=19\$m=\d{4,6},t=\d{1,2},p=\d{1,2}\$[\w-]{11,}\$[\w-]{22,}$/.test(hashed)
  )
    throw wrong("admin.password_hash", fault("seed.hash"));
  return { ...given, password: hashed ?? before?.password ?? null };
}

function incoming(seed: Seed, mailbox: string): Plan["incoming"] {
  const kind = choice(seed, "incoming.kind", ["smtp", "imap"]);
  if (kind === "smtp") return { kind };
  const { host, port, user, password } = server(seed, "incoming", 993);
  const account = {
    ...{ name: "first", mailbox, host, port, user: user ?? "", certificate: "", folders: ["INBOX"] },
    tls: choice(seed, "incoming.tls", ["implicit", "starttls", "none"]),
    login: { kind: "password", password: password ?? "" },
    take: "unseen",
    after: { kind: "seen" },
    enabled: true,
  } as const;
  return { kind, account: must("incoming", checkedImapAccount(account)) };
}

function outgoing(seed: Seed): Plan["outgoing"] {
  const kind = choice(seed, "outgoing.kind", ["smtp", "direct", "later"]);
  if (kind !== "smtp") return { kind };
  const tls = choice(seed, "outgoing.tls", ["starttls", "implicit", "opportunistic", "none"]);
  return must("outgoing", checkedOutgoing({ kind, tls, ...server(seed, "outgoing", 587) }));
}

function server(seed: Seed, part: string, port: number) {
  const given = seed.get(`${part}.port`);
  return {
    host: (seed.get(`${part}.host`) ?? "").toLowerCase(),
    port: given === undefined ? port : (wholeNumber(given) ?? 0),
    user: seed.get(`${part}.user`) ?? null,
    password: seed.get(`${part}.password`) ?? null,
  };
}

function certificate(seed: Seed, hostname: string | null, now: number): Plan["certificate"] {
  const pem = (name: string) => `${(seed.get(`certificate.${name}`) ?? "").trim()}\n`;
  const own = { kind: "own", key: pem("key"), cert: pem("cert") } as const;
  const problem = unusable(own, hostname, now);
  if (problem) throw wrong(`certificate.${problem.field}`, problem);
  return own;
}

/** The first choice is the default. */
function choice<const C extends string>(seed: Seed, name: string, choices: readonly [C, ...C[]]): C {
  const said = seed.get(name);
  if (said === undefined) return choices[0];
  const found = choices.find((one) => one === said);
  if (found === undefined) {
    throw wrong(name, fault("seed.choice", { params: { value: said, values: choices.join(", ") } }));
  }
  return found;
}

const has = (seed: Seed, part: string): boolean =>
  [...seed.keys()].some((name) => name.startsWith(`${part}.`));

function must<T>(part: string, result: Result<T, Fault>): T {
  if (result.ok) return result.value;
  const { field = "" } = result.error;
  throw wrong([part, field].filter(Boolean).join("."), result.error);
}

const wrong = (field: string, problem: Fault): Failure =>
  failure(problem, { subject: fault("seed.field", { params: { field } }) });

/** Objects become dotted names; names with dots already mean the same. */
function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (value === null || value === undefined || value === "") return;
  if (typeof value === "object" && !(value instanceof Date)) {
    for (const [name, one] of Object.entries(value))
      flatten(one, path === "" ? name : `${path}.${name}`, into);
    return;
  }
  const text = String(value).trim();
  if (text === "" || text === "null") return;
  if (path === "") throw failure(fault("seed.no-fields"));
  into.set(path, String(value));
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
