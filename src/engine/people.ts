import { argon2, createHash, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { type Fault, fault } from "../base/fault.ts";
import { timeId, type UserName } from "../base/ids.ts";
import { ok, type Result, refuse } from "../base/result.ts";
import type { Actor } from "../domain/events.ts";
import { type Caller, permissionsOf, type Role, type Scope, validUserName } from "../domain/people/index.ts";
import type { Record } from "../record/record.ts";
import type { UserRow } from "../record/view.ts";
import { forbidden } from "./caller.ts";
import type { Log, Now, RandomBytes } from "./ports.ts";
import { createThrottle } from "./throttle.ts";

interface Parts {
  readonly record: Record;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}

export interface NewUser {
  readonly user: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly password: string;
}

export interface Session {
  readonly caller: Caller;
  readonly user: UserRow;
  /** Has to come back with every form of this session. */
  readonly csrf: string;
}

export interface People {
  createUser(caller: Caller, user: NewUser): Promise<Result<UserName, Fault>>;
  changeUser(
    caller: Caller,
    user: UserName,
    change: { name?: string; email?: string | null; role?: Role; disabled?: boolean },
  ): Promise<Result<void, Fault>>;
  /** An administrator sets anyone's password, everybody their own with the one they have. */
  setPassword(
    caller: Caller,
    user: UserName,
    password: string,
    current: string | null,
  ): Promise<Result<void, Fault>>;
  /** Opens a session. @returns its token, for the cookie, shown nowhere else */
  logIn(name: string, password: string, ip: string): Promise<Result<string, Fault>>;
  /** Who holds this session token, unless it has expired. */
  session(token: string): Session | null;
  logOut(token: string): void;
  expireSessions(): void;
  /** @returns the API token, shown once */
  createToken(
    caller: Caller,
    of: { name: string; user: UserName; scope: Scope },
  ): Promise<Result<string, Fault>>;
  revokeToken(caller: Caller, id: string): Promise<Result<void, Fault>>;
  /** Whom an API token speaks for. */
  bearer(token: string): Caller | null;
}

const HOUR = 3_600_000;
/** A session ends after so long without a request, and after so long at all. In milliseconds. */
const IDLE = 12 * HOUR;
const ABSOLUTE = 14 * 24 * HOUR;
const TOKEN_PREFIX = "mm_";

/** RFC 9106 section 4, second recommended option, with less memory so that a small box can check several at once. */
const cost = { parallelism: 1, tagLength: 32, memory: 19_456, passes: 2 } as const;
const hashPassword = promisify(argon2);

export function createPeople({ record, now, randomBytes, log }: Parts): People {
  const byName = createThrottle({ most: 10, window: 15 * 60_000 });
  const byIp = createThrottle({ most: 50, window: 15 * 60_000 });
  const secret = (prefix = "") => prefix + Buffer.from(randomBytes(32)).toString("base64url");

  return {
    async createUser(caller, wanted) {
      const denied = forbidden(caller, "people.write");
      if (denied) return denied;
      const name = validUserName(wanted.user);
      const problem = name === null ? badName : weak(wanted.password);
      if (problem || name === null) return refuse(problem ?? badName);
      const password = await newHash(wanted.password);
      return record.commit<Result<UserName, Fault>>(caller.actor, (view) => {
        if (view.user(name)) {
          return {
            events: [],
            value: refuse(fault("thing.exists", { field: "user", text: `There is a user ${name} already` })),
          };
        }
        const { email, role } = wanted;
        const event = {
          type: "UserCreated",
          user: name,
          name: wanted.name.trim() || name,
          email,
          role,
          password,
        } as const;
        return { events: [{ ticket: null, event }], value: ok(name) };
      });
    },

    async changeUser(caller, name, change) {
      const denied = forbidden(caller, "people.write");
      if (denied) return denied;
      const done = await record.commit<Result<void, Fault>>(caller.actor, (view) => {
        const user = view.user(name);
        if (!user)
          return {
            events: [],
            value: refuse(fault("thing.not-found", { text: `There is no user ${name}` })),
          };
        const next = {
          name: change.name ?? user.fullName,
          email: change.email === undefined ? user.email : change.email,
          role: change.role ?? user.role,
          disabled: change.disabled ?? user.disabled,
        };
        const others = view.users().some((u) => u.name !== name && u.role === "admin" && !u.disabled);
        if (!others && (next.disabled || next.role !== "admin") && user.role === "admin") {
          return {
            events: [],
            value: refuse(fault("ticket.state", { text: "Someone has to stay administrator" })),
          };
        }
        return {
          events: [{ ticket: null, event: { type: "UserChanged", user: name, ...next } }],
          value: ok(undefined),
        };
      });
      if (done.ok && change.disabled) record.operations.closeSessionsOf(name);
      return done;
    },

    async setPassword(caller, name, password, current) {
      const user = record.view.user(name);
      const own = caller.user === name && current !== null;
      if (!own) {
        const denied = forbidden(caller, "people.write");
        if (denied) return denied;
      }
      if (!user) return refuse(fault("thing.not-found", { text: `There is no user ${name}` }));
      if (own && !(await isPassword(current, user.password))) {
        return refuse(fault("auth.failed", { field: "current", text: "That is not your present password" }));
      }
      const problem = weak(password);
      if (problem) return refuse(problem);
      const hash = await newHash(password);
      await record.commit(caller.actor, () => ({
        events: [{ ticket: null, event: { type: "PasswordChanged", user: name, password: hash } }],
        value: undefined,
      }));
      record.operations.closeSessionsOf(name);
      return ok(undefined);
    },

    async logIn(text, password, ip) {
      const name = validUserName(text);
      const time = now();
      if (!byIp.take(ip, time) || !byName.take(name ?? "", time)) {
        log.warn("too many log-ins", { ip, name });
        return refuse(
          fault("rate.limited", { text: "Too many attempts; wait a quarter of an hour and try again" }),
        );
      }
      const user = name && record.view.user(name);
      // The same work whether the name exists or not, so that the time does not tell.
      const right = await isPassword(password, user ? user.password : await noHash);
      if (!user || !right || user.disabled) {
        log.warn("log-in refused", { ip, name });
        return refuse(fault("auth.failed"));
      }
      byName.reset(user.name);
      const token = secret();
      const actor: Actor = `user:${user.name}`;
      await record.commit(actor, () => ({
        events: [{ ticket: null, event: { type: "LoggedIn", user: user.name, ip } }],
        value: undefined,
        also: (operations) => operations.openSession(token, user.name, secret()),
      }));
      return ok(token);
    },

    session(token) {
      const session = record.operations.session(token);
      const time = now();
      if (!session || session.seenAt < time - IDLE || session.createdAt < time - ABSOLUTE) return null;
      const user = record.view.user(session.user);
      if (!user || user.disabled) return null;
      if (session.seenAt < time - 60_000) record.operations.touchSession(token);
      const caller = { actor: `user:${user.name}`, user: user.name, may: permissionsOf(user.role, null) };
      return { caller, user, csrf: session.csrf };
    },
    logOut: (token) => record.operations.closeSession(token),
    expireSessions: () => record.operations.expireSessions(now() - IDLE, now() - ABSOLUTE),

    async createToken(caller, { name, user, scope }) {
      const denied = forbidden(caller, "people.write");
      if (denied) return denied;
      const token = secret(TOKEN_PREFIX);
      const id = timeId(now(), randomBytes(10));
      return record.commit<Result<string, Fault>>(caller.actor, (view) => {
        if (!view.user(user)) {
          return {
            events: [],
            value: refuse(fault("thing.not-found", { field: "user", text: `There is no user ${user}` })),
          };
        }
        const event = { type: "TokenCreated", id, name, user, scope, hash: hashOf(token) } as const;
        return { events: [{ ticket: null, event }], value: ok(token) };
      });
    },

    async revokeToken(caller, id) {
      const denied = forbidden(caller, "people.write");
      if (denied) return denied;
      return record.commit<Result<void, Fault>>(caller.actor, (view) => {
        if (!view.token(id))
          return { events: [], value: refuse(fault("thing.not-found", { text: "There is no such token" })) };
        return { events: [{ ticket: null, event: { type: "TokenRevoked", id } }], value: ok(undefined) };
      });
    },

    bearer(token) {
      const row = token.startsWith(TOKEN_PREFIX) ? record.view.tokenByHash(hashOf(token)) : null;
      const user = row && record.view.user(row.user);
      if (!row || !user || user.disabled) return null;
      return { actor: `token:${row.name}`, user: user.name, may: permissionsOf(user.role, row.scope) };
    },
  };

  async function newHash(password: string): Promise<string> {
    const salt = Buffer.from(randomBytes(16));
    const { memory, passes, parallelism } = cost;
    const hash = await hashPassword("argon2id", {
      message: password.normalize("NFKC"),
      nonce: salt,
      ...cost,
    });
    return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
  }
}

const noHash = Promise.resolve(
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=1$${"A".repeat(22)}$${"A".repeat(43)}`,
);

const badName = fault("request.invalid", {
  field: "user",
  text: "A log-in name has 1 to 50 of a-z, 0-9, dot, dash and underscore",
});

function weak(password: string): Fault | null {
  if (password.length >= 10 && password.length <= 1000) return null;
  return fault("request.invalid", { field: "password", text: "A password has 10 to 1,000 characters" });
}

/** Whether the password belongs to the hash, with the cost that the hash names. */
async function isPassword(password: string, stored: string): Promise<boolean> {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  const [, memory, passes, parallelism, salt, hash] = found ?? [];
  if (!salt || !hash || password.length > 1000) return false;
  const expected = Buffer.from(hash, "base64url");
  const actual = await hashPassword("argon2id", {
    message: password.normalize("NFKC"),
    nonce: Buffer.from(salt, "base64url"),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
