/** People, groups and API tokens. */
import type { UserName } from "../../base/ids.ts";
import type { RecordStore } from "../record.ts";
import type { TokenRow, UserRow } from "../view.ts";

export interface PeopleReading {
  user(name: UserName): UserRow | null;
  users(): readonly UserRow[];
  /** The members of a group. */
  group(name: string): readonly UserName[] | null;
  groups(): readonly { readonly name: string; readonly members: readonly UserName[] }[];
  tokens(): readonly TokenRow[];
  /** The API tokens that act as a person. */
  tokensOf(user: UserName): readonly TokenRow[];
}

export const peopleReading = ({ view, queries }: RecordStore): PeopleReading => ({
  user: (name) => view.user(name),
  users: () => view.users(),
  group: (name) => view.group(name),
  groups: () => queries.groups(),
  tokens: () => queries.tokens(),
  tokensOf: (user) => view.tokensOf(user),
});
