import type { UserName } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import { team, token } from "../schema.ts";
import type { TokenRow } from "../view.ts";

export interface PeopleQueries {
  groups(): readonly { readonly name: string; readonly members: readonly UserName[] }[];
  tokens(): readonly TokenRow[];
}

export function peopleQueries({ drizzle }: Database): PeopleQueries {
  return {
    groups: () => drizzle.select().from(team).orderBy(team.name).all(),
    tokens: () => drizzle.select().from(token).orderBy(token.createdAt).all(),
  };
}
