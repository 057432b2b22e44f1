/** The tables of how people see lists of tickets, and of what they noted about those who write, as in schema.ts. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { UserName } from "../base/ids.ts";
import type { ListChoice, SavedView } from "../domain/views/index.ts";

export const savedView = sqliteTable("saved_view", {
  id: text("id").primaryKey(),
  owner: text("owner").$type<UserName>().notNull(),
  value: text("value", { mode: "json" }).$type<SavedView>().notNull(),
});

export const listChoice = sqliteTable("list_choice", {
  user: text("user").$type<UserName>().primaryKey(),
  value: text("value", { mode: "json" }).$type<ListChoice>().notNull(),
});

export const contact = sqliteTable("contact", {
  address: text("address").primaryKey(),
  note: text("note").notNull(),
  notedBy: text("noted_by").$type<UserName>(),
  notedAt: integer("noted_at").notNull(),
  changed: integer("changed").notNull(),
});
