import { type Fault, fault } from "../../base/fault.ts";
import type { UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { PeopleEvent } from "../people/events.ts";
import { type Account, created } from "../people/index.ts";
import { mailFrom, nameFrom } from "./person.ts";
import type { DirectoryPerson } from "./reply.ts";

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
  const allowed = newcomers !== null && (user ? !user.disabled && user.directory : newcomers);
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
