/** What decisions ask of saved views and of how people want to see lists, within their transaction. */
import type { UserName } from "../../base/ids.ts";
import type { ListChoice, SavedView } from "../../domain/views/index.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { listChoice, savedView, team } from "../schema.ts";

export interface SavedViewView {
  savedView(id: string): SavedView | null;
  /** All of them, of everyone. */
  savedViews(): readonly SavedView[];
  /** How a person wants to see lists; null if they chose nothing. */
  listChoice(user: UserName): ListChoice | null;
  /** The groups that a person is in. */
  groupsOf(user: UserName): readonly string[];
}

export function createSavedViewView({ drizzle }: Database): SavedViewView {
  const byId = reader<typeof savedView, [string]>(drizzle, savedView, "WHERE id = ?");
  const all = reader<typeof savedView, []>(drizzle, savedView, "ORDER BY id");
  const choice = reader<typeof listChoice, [string]>(drizzle, listChoice, "WHERE user = ?");
  const teams = reader<typeof team, []>(drizzle, team, "ORDER BY name");
  return {
    savedView: (id) => byId.get(id)?.value ?? null,
    savedViews: () => all.all().map(({ value }) => value),
    listChoice: (user) => choice.get(user)?.value ?? null,
    groupsOf: (user) => teams.all().flatMap(({ name, members }) => (members.includes(user) ? [name] : [])),
  };
}
