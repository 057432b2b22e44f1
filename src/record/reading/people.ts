/** People, groups and API tokens. */
import type { UserName } from "../../base/ids.ts";
import type { Record } from "../record.ts";
import type { TokenRow, UserRow } from "../view.ts";

export interface PeopleReading {
  user(name: UserName): UserRow | null;
  users(): readonly UserRow[];
  /** The members of a group. */
  group(name: string): readonly UserName[] | null;
  groups(): readonly { readonly name: string; readonly members: readonly UserName[] }[];
  tokens(): readonly TokenRow[];
}

export const peopleReading = ({ view, queries }: Record): PeopleReading => ({
  user: (name) => view.user(name),
  users: () => view.users(),
  group: (name) => view.group(name),
  groups: () => queries.groups(),
  tokens: () => queries.tokens(),
});
