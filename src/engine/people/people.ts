import { hash } from "node:crypto";
import type { Now, RandomBytes } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { timeId, type UserName } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { userActor } from "../../domain/actor.ts";
import type { Dependency } from "../../domain/dependency.ts";
import type { PeopleEvent } from "../../domain/people/events.ts";
import {
  type AccountChange,
  type Away,
  changeAway,
  changeLanguage,
  changeNotifications,
  createToken,
  createUser,
  decideUserChange,
  isExpired,
  mayReplacePassword,
  type PasswordChange,
  type Role,
  replacePassword,
  revokeToken,
  sessionLimits,
  type TokenScope,
  validUserName,
  weakPassword,
} from "../../domain/people/index.ts";
import { type Caller, type SystemCaller, tokenCaller, userCaller } from "../../domain/policy/index.ts";
import { type Decision, nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import { type ShownUser, shownUser, type View } from "../../record/view.ts";
import { languages } from "../../text/index.ts";
import { peopleOf, settingsOf, unlessMoved } from "../depends.ts";
import { forbidden } from "./caller.ts";
import type { DirectoryAuthenticator } from "./directory.ts";
import { createLogIn } from "./log-in.ts";
import { isPassword, newHash } from "./passwords.ts";
import { createThrottle } from "./throttle.ts";

interface Parts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  /** Absent if nobody logs in. */
  readonly directory?: DirectoryAuthenticator | undefined;
}

export interface NewUser {
  readonly user: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  /** The password, or its hash, or that the directory checks it. */
  readonly password: string | { readonly hash: string } | { readonly of: "directory" };
}

export interface UserChange extends AccountChange {
  /** A new password, or that the directory checks it. */
  readonly password?: string | { readonly of: "directory" };
  /** What happens to the person's API tokens with a new password: they stay unless this says so. */
  readonly tokens?: "keep" | "revoke";
}

export interface Session {
  readonly caller: Caller;
  readonly user: ShownUser;
  /** Has to be sent with every form of this session. */
  readonly csrf: string;
}

export interface People {
  createUser(caller: Caller, user: NewUser): Promise<Result<UserName, Fault>>;
  /** Changes a person and, if wanted, where their password is checked: all of it in one commit, or nothing. */
  changeUser(caller: Caller, user: UserName, change: UserChange): Promise<Result<void, Fault>>;
  /**
   * An administrator sets anyone's password, everyone else their own with their current one. From then on the password
   * stored here is used, even if it was the directory's before.
   * @param tokens what happens to the person's API tokens, which do not depend on the password
   */
  setPassword(
    caller: Caller,
    user: UserName,
    password: string,
    current: string | null,
    tokens?: "keep" | "revoke",
  ): Promise<Result<void, Fault>>;
  /** What a person is notified of by mail; everyone sets this for themselves. */
  setNotifications(
    caller: Caller,
    wanted: { readonly assigned: boolean; readonly wrote: boolean },
  ): Promise<Result<void, Fault>>;
  /** Says when a person is away, so that rules give them no tickets, or with null that they are back; for themselves. */
  setAway(caller: Caller, away: Away | null): Promise<Result<void, Fault>>;
  /** Chooses the language that a person reads in, by BCP 47 tag, or with null what their browser asks for; for themselves. */
  setLanguage(caller: Caller, language: string | null): Promise<Result<void, Fault>>;
  /**
   * Opens a session, with the password stored here or the directory's, whichever applies to the person.
   * @returns its token, for the cookie, shown nowhere else
   */
  logIn(name: string, password: string, ip: string): Promise<Result<string, Fault>>;
  /** Opens a session for someone whom the program has verified in another way. @returns its token */
  begin(by: SystemCaller, user: UserName, ip: string): Promise<string>;
  /** The user with this session token, unless it has expired. @param use whether this is a use of it, which prolongs it */
  session(token: string, use?: boolean): Session | null;
  logOut(token: string): void;
  expireSessions(by: SystemCaller): void;
  /** @returns the API token, shown once */
  createToken(
    caller: Caller,
    of: { name: string; user: UserName; scope: TokenScope },
  ): Promise<Result<string, Fault>>;
  revokeToken(caller: Caller, id: string): Promise<Result<void, Fault>>;
  /** The user whom an API token acts as. */
  bearer(token: string): Caller | null;
}

const TOKEN_PREFIX = "mm_";

export function createPeople({ record, now, randomBytes, log, directory }: Parts): People {
  // A session that someone has taken over guesses slowly, and keeps the owner waiting for seconds only.
  const presentPasswords = createThrottle(
    { free: 5, window: 15 * 60_000, pause: 2000, patience: 6000, forgives: false, refusal: "login.often" },
    now,
  );
  const secret = (prefix = "") => prefix + Buffer.from(randomBytes(32)).toString("base64url");

  return {
    async createUser(caller, wanted) {
      const denied = forbidden(caller, "people.write");
      if (denied) return denied;
      const name = validUserName(wanted.user);
      const { password: given } = wanted;
      const problem = name === null ? badName : typeof given === "string" ? weakPassword(given) : null;
      if (problem || name === null) return refuse(problem ?? badName);
      const delegated = typeof given === "object" && "of" in given;
      const password =
        typeof given === "string" ? await newHash(given, randomBytes) : "hash" in given ? given.hash : "";
      const { email, role } = wanted;
      const person = { name, fullName: wanted.name, email, role, password: delegated ? null : password };
      return record.commit<Result<UserName, Fault>>(caller.actor, (view) => {
        const facts = { exists: view.user(name) !== null, directory: view.directory() !== null };
        return decided(createUser(person, facts), name, [
          { on: "person", person: name, changed: null },
          settingsOf(view),
        ]);
      });
    },

    async changeUser(caller, name, change) {
      const denied = forbidden(caller, "people.write");
      if (denied) return denied;
      const { password, tokens = "keep", ...rest } = change;
      const problem = typeof password === "string" ? weakPassword(password) : null;
      if (problem) return refuse(problem);
      const hash = typeof password === "string" ? await newHash(password, randomBytes) : null;
      return record.commit<Result<void, Fault>>(caller.actor, (view) => {
        const revoked = hash !== null && tokens === "revoke" ? view.tokensOf(name).map(({ id }) => id) : [];
        const decision = decideUserChange(name, rest, passwordChange(hash, revoked), peopleFacts(view));
        if (!decision.ok) return nothing(decision);
        const { events, endsSessions } = decision.value;
        const depends = [
          ...[peopleOf(view), settingsOf(view)],
          ...revoked.map((token) => ({ on: "token", token }) as const),
        ];
        return {
          ...decided(ok(events), undefined, depends),
          ...(endsSessions ? endSessionsOf(name) : {}),
        };
      });

      function passwordChange(hash: string | null, revoked: readonly string[]): PasswordChange {
        if (hash !== null) return { kind: "new", hash, revoked };
        return { kind: typeof password === "object" ? "directory" : "keep" };
      }
    },

    async setPassword(caller, name, password, current, tokens = "keep") {
      const user = record.view.user(name);
      const changed = record.view.personChanged(name);
      const own = caller.user === name && current !== null;
      const denied = forbidden(caller, own ? "account.write" : "people.write");
      if (denied) return denied;
      const refused = mayReplacePassword(name, user, own);
      if (refused || !user) return refuse(refused ?? fault("user.unknown", { params: { name } }));
      if (own) {
        const shown = await presentPasswords.attempt(name, async () =>
          (await isPassword(current, user.password))
            ? ok(undefined)
            : refuse(fault("password.current", { field: "current" })),
        );
        if (!shown.ok) return shown;
      }
      const problem = weakPassword(password);
      if (problem) return refuse(problem);
      const hash = await newHash(password, randomBytes);
      const done = record.commit<Result<void, Fault>>(caller.actor, (view) => {
        const revoked = tokens === "revoke" ? view.tokensOf(name) : [];
        const events = replacePassword(
          name,
          hash,
          revoked.map(({ id }) => id),
        );
        const depends = [
          { on: "person", person: name, changed } as const,
          ...revoked.map(({ id }) => ({ on: "token", token: id }) as const),
        ];
        return { ...decided(ok(events), undefined, depends), ...endSessionsOf(name) };
      });
      return unlessMoved(done, fault("thing.moved-on"));
    },

    async setNotifications(caller, wanted) {
      const { actor, user } = caller;
      const denied = forbidden(caller, "account.write");
      if (denied) return denied;
      if (user === null) return refuse(fault("permission.not-logged-in"));
      return record.commit<Result<void, Fault>>(actor, (view) => {
        const events = changeNotifications(user, view.user(user), wanted);
        return decided(ok(events), undefined, [
          { on: "person", person: user, changed: view.personChanged(user) },
        ]);
      });
    },

    async setAway(caller, away) {
      const { actor, user } = caller;
      const denied = forbidden(caller, "account.write");
      if (denied) return denied;
      if (user === null) return refuse(fault("permission.not-logged-in"));
      return record.commit<Result<void, Fault>>(actor, (view) =>
        decided(changeAway(user, view.user(user), away), undefined, [
          { on: "person", person: user, changed: view.personChanged(user) },
        ]),
      );
    },

    async setLanguage(caller, language) {
      const { actor, user } = caller;
      const denied = forbidden(caller, "account.write");
      if (denied) return denied;
      if (user === null) return refuse(fault("permission.not-logged-in"));
      return record.commit<Result<void, Fault>>(actor, (view) =>
        decided(changeLanguage(user, view.user(user), language, languages()), undefined, [
          { on: "person", person: user, changed: view.personChanged(user) },
        ]),
      );
    },

    logIn: createLogIn({ record, now, log, directory, begin }),
    begin: (_, user, ip) => begin(user, ip),

    session(token, use = true) {
      const session = record.operations.session(token);
      const time = now();
      if (!session || isExpired(session, time)) return null;
      const user = record.view.user(session.user);
      if (!user || user.disabled) return null;
      if (use && session.seenAt < time - 60_000) record.operations.touchSession(token);
      return { caller: userCaller(user), user: shownUser(user), csrf: session.csrf };
    },
    logOut: (token) => record.operations.closeSession(token),
    expireSessions: () =>
      record.operations.expireSessions(now() - sessionLimits.idle, now() - sessionLimits.absolute),

    async createToken(caller, { name, user, scope }) {
      const denied = forbidden(caller, "people.write");
      if (denied) return denied;
      const token = secret(TOKEN_PREFIX);
      const id = timeId(now(), randomBytes(10));
      return record.commit<Result<string, Fault>>(caller.actor, (view) => {
        const made = { id, name, user, scope, hash: hashOf(token) };
        return decided(createToken(made, view.user(user) !== null), token, [
          { on: "person", person: user, changed: view.personChanged(user) },
        ]);
      });
    },

    async revokeToken(caller, id) {
      const denied = forbidden(caller, "people.write");
      if (denied) return denied;
      return record.commit<Result<void, Fault>>(caller.actor, (view) =>
        decided(revokeToken(id, view.token(id) !== null), undefined, [{ on: "token", token: id }]),
      );
    },

    bearer(token) {
      const row = token.startsWith(TOKEN_PREFIX) ? record.view.tokenByHash(hashOf(token)) : null;
      const user = row && record.view.user(row.user);
      if (!row || !user || user.disabled) return null;
      return tokenCaller(user, row);
    },
  };

  async function begin(
    user: UserName,
    ip: string,
    changed = record.view.personChanged(user),
  ): Promise<string> {
    const token = secret();
    await record.commit(userActor(user), () => ({
      events: [{ ticket: null, event: { type: "LoggedIn", user, ip } }],
      // A password that was replaced while it was checked opens no session.
      dependsOn: [{ on: "person", person: user, changed }],
      value: undefined,
      sideWrites: (operations) => operations.openSession(token, user, secret()),
    }));
    return token;
  }
}

/** What was decided about people, as a commit. */
function decided<T>(
  events: Result<readonly PeopleEvent[], Fault>,
  value: T,
  dependsOn: readonly Dependency[],
): Decision<Result<T, Fault>> {
  if (!events.ok) return nothing(events);
  return { events: events.value.map((event) => ({ ticket: null, event })), dependsOn, value: ok(value) };
}

const peopleFacts = (view: View) => ({ people: view.users(), directory: view.directory() !== null });

/** In the same commit as what ends them: no session outlives the password it was opened with. */
const endSessionsOf = (user: UserName): Pick<Decision<unknown>, "sideWrites"> => ({
  sideWrites: (operations) => operations.closeSessionsOf(user),
});

const badName = fault("user.name", { field: "user" });

const hashOf = (token: string): string => hash("sha256", token);
