/** Accounts of agents and administrators: adding and changing them, and where their passwords are checked. */
import { type Fault, fault } from "../../base/fault.ts";
import type { UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { administratorRemains } from "./administrators.ts";
import type { Away, PeopleEvent, Role, TokenScope } from "./events.ts";
import type { PasswordChange } from "./password.ts";

/** A person with an account. */
export interface Account {
  readonly name: UserName;
  readonly fullName: string;
  readonly email: string | null;
  readonly role: Role;
  readonly disabled: boolean;
  /** Whether the directory checks their password. */
  readonly directory: boolean;
  /** When they are away; null if they are not. */
  readonly away: Away | null;
}

/** Everyone, and whether a directory is set up. */
export interface PeopleFacts {
  readonly people: readonly Account[];
  readonly directory: boolean;
}

type Decided = Result<readonly PeopleEvent[], Fault>;

/** Adds a person. @param password its hash; null if the directory checks it */
export function createUser(
  wanted: Pick<Account, "name" | "email" | "role"> & {
    readonly fullName: string;
    readonly password: string | null;
  },
  { exists, directory }: { readonly exists: boolean; readonly directory: boolean },
): Decided {
  const { name, email, role, password } = wanted;
  if (exists) return refuse(fault("user.exists", { field: "user", params: { name } }));
  if (password === null && !directory) return refuse(noDirectory);
  const fullName = wanted.fullName.trim() || name;
  return ok(created({ name, fullName, email, role, password }));
}

/** The events of a new person. */
export function created(
  person: Pick<Account, "name" | "fullName" | "email" | "role"> & { readonly password: string | null },
): readonly PeopleEvent[] {
  const { name: user, fullName: name, email, role, password } = person;
  const made = { type: "UserCreated", user, name, email, role, password: password ?? "" } as const;
  return password === null ? [made, { type: "PasswordDelegated", user }] : [made];
}

/** What is changed of a person; what is not given stays. */
export interface AccountChange {
  readonly name?: string;
  readonly email?: string | null;
  readonly role?: Role;
  readonly disabled?: boolean;
  /** Null for somebody who is back. */
  readonly away?: Away | null;
}

/**
 * Changes a person and their password together. One administrator must remain who can log in without the directory.
 * @returns the events, and whether the person's sessions end with them
 */
export function decideUserChange(
  name: UserName,
  change: AccountChange,
  password: PasswordChange,
  facts: PeopleFacts,
): Result<{ readonly events: readonly PeopleEvent[]; readonly endsSessions: boolean }, Fault> {
  const { away, ...account } = change;
  const changed = changeUser(name, account, facts);
  if (!changed.ok) return changed;
  const before = facts.people.find((one) => one.name === name) ?? null;
  const leaves = away === undefined ? ok([]) : changeAway(name, before, away);
  if (!leaves.ok) return leaves;
  const { role, disabled } = changed.value;
  const people = facts.people.map((one) => (one.name === name ? { ...one, role, disabled } : one));
  const passwords = changedPassword(name, password, { ...facts, people });
  if (!passwords.ok) return passwords;
  // Nothing else is recorded of a person of whom nothing else was said.
  const onlyThat = (password.kind !== "keep" || away !== undefined) && Object.keys(account).length === 0;
  const events = [...(onlyThat ? [] : [changed.value]), ...leaves.value, ...passwords.value];
  return ok({ events, endsSessions: disabled || password.kind !== "keep" });
}

function changedPassword(name: UserName, password: PasswordChange, facts: PeopleFacts): Decided {
  switch (password.kind) {
    case "keep":
      return ok([]);
    case "directory":
      return delegatePassword(name, facts);
    case "new":
      return ok(replacePassword(name, password.hash, password.revoked));
  }
}

function changeUser(
  name: UserName,
  change: AccountChange,
  facts: PeopleFacts,
): Result<Extract<PeopleEvent, { type: "UserChanged" }>, Fault> {
  const user = facts.people.find((one) => one.name === name);
  if (!user) return refuse(unknown(name));
  const { role = user.role, disabled = user.disabled } = change;
  if (user.role === "admin" && !administratorRemains(facts.people, { ...user, role, disabled }))
    return refuse(lastAdministrator(facts));
  const { name: fullName = user.fullName, email = user.email } = change;
  return ok({ type: "UserChanged", user: name, name: fullName, email, role, disabled });
}

/** Lets the directory check someone's password; the stored one is no longer used. */
function delegatePassword(name: UserName, facts: PeopleFacts): Decided {
  const user = facts.people.find((one) => one.name === name);
  if (!user) return refuse(unknown(name));
  if (!facts.directory) return refuse(noDirectory);
  if (!administratorRemains(facts.people, { ...user, directory: true }))
    return refuse(lastAdministrator(facts));
  return ok(user.directory ? [] : [{ type: "PasswordDelegated", user: name }]);
}

/** Whether someone's password may be replaced. @param own whether they do it themselves, with their current one */
export function mayReplacePassword(
  name: UserName,
  user: Pick<Account, "directory"> | null,
  own: boolean,
): Fault | null {
  if (!user) return unknown(name);
  return own && user.directory ? fault("password.elsewhere", { field: "current" }) : null;
}

/** Replaces a password; the person's API tokens stay, or end with it. @param revoked the ids of those that end */
export const replacePassword = (
  user: UserName,
  hash: string,
  revoked: readonly string[],
): readonly PeopleEvent[] => [
  { type: "PasswordChanged", user, password: hash },
  ...revoked.map((id) => ({ type: "TokenRevoked", id }) as const),
];

/** What a person is notified of by mail; nothing is recorded if it is so already. */
export function changeNotifications(
  user: UserName,
  before: { readonly notifyAssigned: boolean; readonly notifyWrote: boolean } | null,
  { assigned, wrote }: { readonly assigned: boolean; readonly wrote: boolean },
): readonly PeopleEvent[] {
  const same = before?.notifyAssigned === assigned && before.notifyWrote === wrote;
  return same ? [] : [{ type: "NotificationsChanged", user, assigned, wrote }];
}

/** Says when a person is away, or that they are back; nothing is recorded if it is so already. */
export function changeAway(
  user: UserName,
  before: { readonly away: Away | null } | null,
  away: Away | null,
): Decided {
  if (before === null) return refuse(unknown(user));
  const { from = null, until = null } = away ?? {};
  if (from !== null && until !== null && until <= from)
    return refuse(fault("person.away", { field: "until" }));
  const was = before.away;
  const same = away === null ? was === null : was !== null && was.from === from && was.until === until;
  return ok(same ? [] : [{ type: "AwayChanged", user, away: away === null ? null : { from, until } }]);
}

/**
 * Chooses the language that a person reads in; nothing is recorded if it is so already.
 * @param language a BCP 47 tag, or null for what their browser asks for
 * @param known the languages that there are texts in
 */
export function changeLanguage(
  user: UserName,
  before: { readonly language: string | null } | null,
  language: string | null,
  known: readonly string[],
): Decided {
  if (before === null) return refuse(unknown(user));
  if (language !== null && !known.includes(language))
    return refuse(fault("person.language", { field: "language", params: { known: known.join(", ") } }));
  return ok(before.language === language ? [] : [{ type: "LanguageChanged", user, language }]);
}

/** An API token that acts as a person. @param exists whether there is somebody of that name */
export function createToken(
  token: {
    readonly id: string;
    readonly name: string;
    readonly user: UserName;
    readonly scope: TokenScope;
    readonly hash: string;
  },
  exists: boolean,
): Decided {
  if (exists) return ok([{ type: "TokenCreated", ...token }]);
  return refuse(fault("user.unknown", { field: "user", params: { name: token.user } }));
}

/** Ends an API token. @param exists whether it is valid */
export const revokeToken = (id: string, exists: boolean): Decided =>
  exists ? ok([{ type: "TokenRevoked", id }]) : refuse(fault("token.unknown"));

const unknown = (name: UserName): Fault => fault("user.unknown", { params: { name } });
const noDirectory = fault("directory.not-set-up");
const lastAdministrator = ({ directory }: PeopleFacts): Fault =>
  fault(directory ? "user.last-local-admin" : "user.last-admin");
