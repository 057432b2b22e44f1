import type { UserName } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { team, token } from "../schema.ts";
import type { TokenRow } from "../view.ts";

export interface PeopleQueries {
  groups(): readonly { readonly name: string; readonly members: readonly UserName[] }[];
  tokens(): readonly TokenRow[];
}

export function peopleQueries({ drizzle }: Database): PeopleQueries {
  const groups = reader<typeof team, []>(drizzle, team, "ORDER BY name");
  const tokens = reader<typeof token, []>(drizzle, token, "ORDER BY created_at");
  return {
    groups: () => groups.all(),
    tokens: () => tokens.all(),
  };
}
