import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { warning } from "../schema.ts";
import type { Projection } from "./projection.ts";

/** Table warning. Warnings of earlier releases were composed with the action that they warn of, and never due. */
export function projectWarnings(db: Database): Projection {
  const insert = inserter(db.drizzle, warning);
  const composed = db.sqlite.prepare<[number, string]>("UPDATE warning SET position = ? WHERE message = ?");
  return (events) => {
    for (const { position, event } of events) {
      if (event.type === "WarningDue") insert({ message: event.message, due: position, position: null });
      else if (event.type === "WarningQueued") composed.run(position, event.message);
    }
  };
}
