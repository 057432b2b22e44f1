/** The tables of what rules wait for besides mail, as in schema.ts. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { MessageKey, TicketNumber, UserName } from "../base/ids.ts";
import type { Happening, TicketWait } from "../domain/ticket/index.ts";

export const ruleWork = sqliteTable("rule_work", {
  position: integer("position").primaryKey(),
  ticket: integer("ticket").$type<TicketNumber>().notNull(),
  depth: integer("depth").notNull(),
  happening: text("happening", { mode: "json" }).$type<Happening>().notNull(),
  message: text("message").$type<MessageKey>(),
});

export const ruleChain = sqliteTable("rule_chain", {
  ticket: integer("ticket").$type<TicketNumber>().primaryKey(),
  depth: integer("depth").notNull(),
});

export const ruleShare = sqliteTable(
  "rule_share",
  {
    team: text("team").notNull(),
    person: text("person").$type<UserName>().notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.team, table.person] })],
);

export const ruleAnswered = sqliteTable("rule_answered", {
  ticket: integer("ticket").$type<TicketNumber>().primaryKey(),
  person: text("person").$type<UserName>().notNull(),
  at: integer("at").notNull(),
});

export const ruleWait = sqliteTable("rule_wait", {
  id: integer("id").primaryKey(),
  waits: text("waits", { mode: "json" }).$type<readonly TicketWait[]>().notNull(),
  depth: integer("depth").notNull(),
});
