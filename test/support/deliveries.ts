import { desc } from "drizzle-orm";
import type { OpenRecord } from "../../src/record/record.ts";
import { delivery } from "../../src/record/schema.ts";

/** All deliveries, the newest message first. */
export const allDeliveries = ({ database }: OpenRecord): readonly (typeof delivery.$inferSelect)[] =>
  database.drizzle.select().from(delivery).orderBy(desc(delivery.position), delivery.recipient).all();
