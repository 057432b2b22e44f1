import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { warning } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Table warning. Warnings of earlier releases were composed together with their action, and never due. */
export const warnings: Projection = {
  name: "warnings",
  version: 2,
  usableFrom: 2,
  tables: ["warning"],
  rebuilt: "at-start",
  rare: true,
  project: projectWarnings,
};

function projectWarnings(db: Database): Project {
  const insert = inserter(db.drizzle, warning);
  const composed = db.sqlite.prepare<{ message: string; position: number; messageId: string }>(
    `INSERT INTO warning (message, due, position, message_id) VALUES (@message, @position, @position, @messageId)
     ON CONFLICT (message) DO UPDATE SET position = excluded.position, message_id = excluded.message_id`,
  );
  const forget = db.sqlite.prepare("DELETE FROM warning WHERE position IS NULL");
  return (events) => {
    for (const { position, event } of events) {
      if (event.type === "WarningDue") {
        insert({ message: event.message, due: position, position: null, messageId: null });
      } else if (event.type === "WarningQueued") {
        composed.run({ message: event.message, position, messageId: event.messageId });
      }
      // It may have settled one that was due; none is better than two.
      else if (event.type === "Erased" && event.was === "WarningQueued") forget.run();
    }
  };
}
