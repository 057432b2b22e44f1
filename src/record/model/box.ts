import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { boxAction } from "../schema.ts";
import type { Projection } from "./projection.ts";

/** Table box_action. */
export function projectBox(db: Database): Projection {
  const add = inserter(db.drizzle, boxAction, true);
  return (events) => {
    for (const { position, event } of events) {
      if (event.type === "BoxActed") add({ log: event.action.log, number: event.action.number, position });
    }
  };
}
