/** The tables of saved views and of how people want to see lists; part of schema.ts. */
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { UserName } from "../base/ids.ts";
import type { ListChoice, SavedView } from "../domain/views/index.ts";

const json = <T>(name: string) => text(name, { mode: "json" }).$type<T>();

export const savedView = sqliteTable("saved_view", {
  id: text("id").primaryKey(),
  owner: text("owner").$type<UserName>().notNull(),
  value: json<SavedView>("value").notNull(),
});

export const listChoice = sqliteTable("list_choice", {
  user: text("user").$type<UserName>().primaryKey(),
  value: json<ListChoice>("value").notNull(),
});
