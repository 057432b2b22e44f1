import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Now } from "../../base/clock.ts";
import { type Fault, fault } from "../../base/fault.ts";
import type { UserName } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { networkOf } from "../../base/network.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import {
  type Directory,
  type DirectoryPerson,
  directoryAddress,
  directoryLogIn,
  logsInFrom,
  passwordPlace,
} from "../../domain/directory/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import { validUserName } from "../../domain/people/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { UserRow } from "../../record/view.ts";
import { peopleOf, settingsOf, unlessMoved } from "../depends.ts";
import { userNameOf } from "./account-name.ts";
import type { DirectoryAuthenticator } from "./directory.ts";
import { isPassword, noHash, passwordsBusy } from "./passwords.ts";
import { createThrottle } from "./throttle.ts";

interface Parts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly log: Log;
  /** Absent if nobody logs in with the directory. */
  readonly directory: DirectoryAuthenticator | undefined;
  /** Opens a session, unless the person was changed after that position. @returns its token; rejects with Moved */
  readonly begin: (user: UserName, ip: string, changed: number | null) => Promise<string>;
}

/**
 * If there is a directory, milliseconds before a failed log-in is answered, so that the time does not reveal whether the
 * directory was queried. Only while it is silent or very slow can names with a password stored here be recognised.
 */
const REFUSED_AFTER = 1000;

/** Characters of a name that are looked at. */
const LONGEST_NAME = 200;
const MINUTE = 60_000;
/** The most names remembered as having logged in from a network. */
const FAMILIAR = 10_000;

/**
 * Log-in with the password stored here or the directory's, whichever applies to the person. People who are only in the
 * directory become users, if the settings say so. Wrong attempts are counted per name and network: after ten there is one
 * a minute, and nobody elsewhere is affected. Someone who tries many names from one network slows down the names that
 * have not logged in from there before.
 * @returns logs in; gives the session's token
 */
export function createLogIn({ record, now, log, directory, begin }: Parts) {
  const refusal = "login.often";
  const byName = createThrottle(
    { free: 10, window: 15 * MINUTE, pause: MINUTE, patience: 0, forgives: true, refusal },
    now,
  );
  const byNetwork = createThrottle(
    { free: 100, window: 15 * MINUTE, pause: 1000, patience: 20_000, forgives: false, atOnce: 20, refusal },
    now,
  );
  const familiar = new Set<string>();

  return async (text: string, password: string, ip: string): Promise<Result<string, Fault>> => {
    if (passwordsBusy()) return refuse(fault("system.busy"));
    const typed = text.slice(0, LONGEST_NAME).normalize("NFKC").trim().toLowerCase();
    const network = networkOf(ip);
    // Another name for the same person gives no more guesses.
    const key = `${network} ${personCalled(typed) ?? typed}`;
    const attempt = () => byName.attempt(key, () => checked(typed, password, ip));
    const entered = await (familiar.has(key) ? attempt() : byNetwork.attempt(network, attempt));
    if (!entered.ok) {
      log.warn("log-in refused", { ip, name: typed, code: entered.error.code });
      return entered;
    }
    familiar.delete(key);
    familiar.add(key);
    const [oldest] = familiar;
    if (familiar.size > FAMILIAR && oldest !== undefined) familiar.delete(oldest);
    return entered;
  };

  async function checked(text: string, password: string, ip: string): Promise<Result<string, Fault>> {
    const even = directory?.on() ? wait(REFUSED_AFTER, undefined, { ref: false }) : null;
    const known = await proven(text, password);
    if (!known.ok) {
      await even;
      return known;
    }
    const { person, changed } = known.value;
    return unlessMoved(begin(person, ip, changed).then(ok), fault("auth.failed"));
  }

  /** The person with that name and password. */
  async function proven(typed: string, password: string): Promise<Result<Proven, Fault>> {
    const user = userCalled(typed);
    const changed = user && record.view.personChanged(user.name);
    const asked = directory?.on() ?? null;
    const place = passwordPlace(user, asked !== null);
    if (place === "here") {
      // The same work whether the name exists or not, so that the time reveals nothing.
      const right = await isPassword(password, user ? user.password : await noHash);
      return user && right && logsInFrom("here", user)
        ? ok({ person: user.name, changed })
        : refuse(fault("auth.failed"));
    }
    // Even if it will not matter: neither the time nor an error about the directory reveals who is a user here.
    if (asked === null || !directory || typed === "") return refuse(fault("auth.failed"));
    const found = await directory.prove(asked, typed, password);
    if (!found.ok) return found;
    if (found.value === null) return refuse(fault("auth.failed"));
    return welcomed(userNameOf(found.value.account), found.value, asked);
  }

  /** The user whom a name or an address means, wherever their password is checked; also an account of the directory. */
  function personCalled(typed: string): UserName | null {
    const user =
      record.view.user(userNameOf(typed)) ??
      (typed.includes("@") ? record.view.userOfAddress(normalAddress(typed)) : null);
    return user?.name ?? null;
  }

  /** The user with that name; or with that address, if their password is stored here. */
  function userCalled(typed: string): UserRow | null {
    const name = validUserName(typed);
    if (name !== null) return record.view.user(name);
    const holder = typed.includes("@") ? record.view.userOfAddress(normalAddress(typed)) : null;
    return holder?.directory ? null : holder;
  }

  /** A person verified by the directory: their account here, or a new one if that is allowed. */
  async function welcomed(
    name: UserName,
    person: DirectoryPerson,
    asked: Directory,
  ): Promise<Result<Proven, Fault>> {
    const result = await record.commit<Result<void, Fault>>(systemActor("directory"), (view) => {
      const user = view.user(name);
      const address = directoryAddress(person, user);
      const holder = address === null ? null : view.userOfAddress(normalAddress(address));
      const same = isDeepStrictEqual(view.directory(), asked);
      const decided = directoryLogIn({
        ...{ name, person, user, holder: holder?.name ?? null },
        newcomers: same ? asked.newcomers === "create" : null,
      });
      if (!decided.ok) return nothing(decided);
      return {
        events: decided.value.map((event) => ({ ticket: null, event })),
        dependsOn: [peopleOf(view), settingsOf(view)],
        value: ok(undefined),
      };
    });
    if (result.ok) return afterCommit(name);
    log.warn("log-in refused: in the directory, but not allowed to log in here", { name });
    return result;
  }

  /** As they are after that commit: another one may have disabled them since, or given them a password here. */
  function afterCommit(name: UserName): Result<Proven, Fault> {
    return logsInFrom("directory", record.view.user(name))
      ? ok({ person: name, changed: record.view.personChanged(name) })
      : refuse(fault("auth.failed"));
  }
}

/** Someone whose password was right, and when they had last been changed when it was read: a journal position. */
interface Proven {
  readonly person: UserName;
  readonly changed: number | null;
}
