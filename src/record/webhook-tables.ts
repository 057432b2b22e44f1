/** The tables of webhooks, as in schema.ts. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { StoredFault } from "../base/fault.ts";
import type { TicketNumber } from "../base/ids.ts";
import type { Webhook } from "../domain/settings/index.ts";

export const webhook = sqliteTable("webhook", {
  name: text("name").primaryKey(),
  webhook: text("webhook", { mode: "json" }).$type<Webhook>().notNull(),
  since: integer("since").notNull(),
});

/** How far an endpoint has come, and how it answers. */
export const webhookLane = sqliteTable("webhook_lane", {
  webhook: text("webhook").primaryKey(),
  position: integer("position").notNull(),
  failures: integer("failures").notNull(),
  failingSince: integer("failing_since"),
  nextAt: integer("next_at").notNull(),
});

export const webhookDelivery = sqliteTable("webhook_delivery", {
  number: integer("number").primaryKey(),
  id: text("id").notNull(),
  webhook: text("webhook").notNull(),
  type: text("type").notNull(),
  ticket: integer("ticket").$type<TicketNumber>(),
  createdAt: integer("created_at").notNull(),
  body: text("body").notNull(),
  state: text("state").$type<"waiting" | "delivered" | "failed">().notNull(),
  attempts: integer("attempts").notNull(),
  nextAt: integer("next_at"),
  asked: integer("asked", { mode: "boolean" }).notNull(),
});

export const webhookAttempt = sqliteTable("webhook_attempt", {
  number: integer("number").primaryKey(),
  delivery: integer("delivery").notNull(),
  at: integer("at").notNull(),
  took: integer("took").notNull(),
  status: integer("status"),
  answer: text("answer").notNull(),
  fault: text("fault", { mode: "json" }).$type<StoredFault>(),
});
