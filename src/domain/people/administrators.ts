import type { UserName } from "../../base/ids.ts";
import type { Role } from "./events.ts";

interface Person {
  readonly name: UserName;
  readonly role: Role;
  readonly disabled: boolean;
  readonly directory: boolean;
}

/**
 * Whether at least one administrator remains who can log in with a password stored here, whatever the directory does,
 * once `changed` is applied.
 */
export const administratorRemains = (people: readonly Person[], changed: Person): boolean =>
  [...people.filter(({ name }) => name !== changed.name), changed].some(
    ({ role, disabled, directory }) => role === "admin" && !disabled && !directory,
  );
