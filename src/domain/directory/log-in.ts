import { type Fault, fault } from "../../base/fault.ts";
import type { UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { PeopleEvent } from "../people/events.ts";
import { type Account, created } from "../people/index.ts";
import { mailFrom, nameFrom } from "./person.ts";
import type { DirectoryPerson, DirectoryReply } from "./reply.ts";

/**
 * Where a password is checked: here, by the directory, or not at all. A name that nobody has here is the directory's, if
 * people log in with one.
 * @param user the person with the name that was typed; null for nobody
 * @param directory whether people log in with the directory
 */
export function passwordPlace(
  user: Pick<Account, "directory"> | null,
  directory: boolean,
): "here" | "directory" | "nowhere" {
  if (user ? !user.directory : !directory) return "here";
  return directory ? "directory" : "nowhere";
}

/**
 * Whether somebody whose password was right may log in with it.
 * @param place where the password was checked
 * @param user their account as it is now; null for none
 */
export const logsInFrom = (
  place: "here" | "directory",
  user: Pick<Account, "directory" | "disabled"> | null,
): boolean => user !== null && !user.disabled && user.directory === (place === "directory");

/**
 * The person whom the directory has verified; null if the name or the password is not right.
 * @returns a fault "directory.failed" if the password could not be checked, "auth.failed" with a reason if it is correct but
 *   does not count
 */
export function directoryProof(outcome: DirectoryReply["outcome"]): Result<DirectoryPerson | null, Fault> {
  switch (outcome.kind) {
    case "failed":
      return refuse(
        fault(outcome.problem.kind === "silent" ? "login.directory-silent" : "login.directory-unfit"),
      );
    case "person":
      if (outcome.password === "expired") return refuse(fault("login.expired"));
      return ok(outcome.password === "right" ? outcome.person : null);
    case "several":
    case "nobody":
    case "ready":
      return ok(null);
  }
}

/** The facts about a person whose password the directory has found right. */
export interface DirectoryLogInFacts {
  readonly name: UserName;
  readonly person: Pick<DirectoryPerson, "names" | "mails">;
  /** Their account here; null if they have none. */
  readonly user: Account | null;
  /** Whether people who have none get one; null if the directory is no longer the one that was asked. */
  readonly newcomers: boolean | null;
  /** Who has the address of `directoryAddress` here; null for nobody. */
  readonly holder: UserName | null;
}

/** The address that a person gets from the directory, unless somebody else has it; null for none. */
export const directoryAddress = (
  { mails }: Pick<DirectoryPerson, "mails">,
  user: Pick<Account, "email"> | null,
): string | null => mailFrom(mails, user?.email ?? null);

/**
 * Lets a person in whom the directory has verified: their account is updated from it, or they get one if the settings say so.
 * What the directory does not have, or belongs to someone else here, stays.
 * @returns or auth.failed
 */
export function directoryLogIn(facts: DirectoryLogInFacts): Result<readonly PeopleEvent[], Fault> {
  const { name, person, user, newcomers, holder } = facts;
  const allowed = newcomers !== null && (user ? logsInFrom("directory", user) : newcomers);
  if (!allowed) return refuse(fault("auth.failed"));
  const fullName = nameFrom(person.names, user?.fullName ?? null) ?? user?.fullName ?? name;
  const wanted = directoryAddress(person, user);
  // An agent's mail is recognised by its address.
  const theirs = holder === null || holder === name;
  const email = (theirs ? wanted : null) ?? user?.email ?? null;
  if (user === null) return ok(created({ name, fullName, email, role: "agent", password: null }));
  if (fullName === user.fullName && email === user.email) return ok([]);
  const { role, disabled } = user;
  return ok([{ type: "UserChanged", user: name, name: fullName, email, role, disabled }]);
}
