/** People, groups and API tokens; without the hashes of passwords and tokens. */
import type { UserName } from "../../base/ids.ts";
import type { RecordStore } from "../record.ts";
import { type ShownToken, type ShownUser, shownToken, shownUser } from "../view.ts";
import type { Visibility } from "./scope.ts";

export interface PeopleReading {
  user(name: UserName): ShownUser | null;
  users(): readonly ShownUser[];
  /** The members of a group. */
  group(name: string): readonly UserName[] | null;
  groups(): readonly { readonly name: string; readonly members: readonly UserName[] }[];
  /** The API tokens of everyone, for those who manage people. */
  tokens(): readonly ShownToken[];
  /** The API tokens that act as a person: one's own, or anyone's for those who manage people. */
  tokensOf(user: UserName): readonly ShownToken[];
}

export function peopleReading({ view, queries }: RecordStore, seen: Visibility): PeopleReading {
  const sees = seen.may("settings.read");
  const manages = seen.may("people.write");
  return {
    user(name) {
      const row = sees ? view.user(name) : null;
      return row && shownUser(row);
    },
    users: () => (sees ? view.users().map(shownUser) : []),
    group: (name) => (sees ? view.group(name) : null),
    groups: () => (sees ? queries.groups() : []),
    tokens: () => (manages ? queries.tokens().map(shownToken) : []),
    tokensOf: (user) => (manages || user === seen.user ? view.tokensOf(user).map(shownToken) : []),
  };
}
