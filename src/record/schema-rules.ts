/** The tables of what rules wait for, as `schema.ts` has the others. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { MessageKey, TicketNumber } from "../base/ids.ts";
import type { Happening, TicketWait } from "../domain/ticket/index.ts";

const json = <T>(name: string) => text(name, { mode: "json" }).$type<T>();

export const ruleWork = sqliteTable("rule_work", {
  position: integer("position").primaryKey(),
  ticket: integer("ticket").$type<TicketNumber>().notNull(),
  depth: integer("depth").notNull(),
  happening: json<Happening>("happening").notNull(),
  message: text("message").$type<MessageKey>(),
});

export const ruleWait = sqliteTable("rule_wait", {
  id: integer("id").primaryKey(),
  waits: json<readonly TicketWait[]>("waits").notNull(),
  depth: integer("depth").notNull(),
});
