/** The table of drafts, as in schema.ts. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { UserName } from "../base/ids.ts";
import type { DraftFields, DraftKind } from "../domain/ticket/index.ts";

export const draft = sqliteTable("draft", {
  /** 0 for a ticket that is still to be opened. */
  ticket: integer("ticket").notNull(),
  user: text("user").$type<UserName>().notNull(),
  kind: text("kind").$type<DraftKind>().notNull(),
  writer: text("writer").notNull(),
  savedAt: integer("saved_at").notNull(),
  fields: text("fields", { mode: "json" }).$type<DraftFields>().notNull(),
});
