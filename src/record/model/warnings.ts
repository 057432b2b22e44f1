import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { warning } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Table warning. Warnings of earlier releases were composed together with their action, and never due. */
export const warnings: Projection = {
  name: "warnings",
  version: 1,
  tables: ["warning"],
  rebuilt: "at-start",
  rare: true,
  project: projectWarnings,
};

function projectWarnings(db: Database): Project {
  const insert = inserter(db.drizzle, warning);
  const composed = db.sqlite.prepare<[number, string]>("UPDATE warning SET position = ? WHERE message = ?");
  const forget = db.sqlite.prepare("DELETE FROM warning WHERE position IS NULL");
  return (events) => {
    for (const { position, event } of events) {
      if (event.type === "WarningDue") insert({ message: event.message, due: position, position: null });
      else if (event.type === "WarningQueued") composed.run(position, event.message);
      // It may have settled one that was due; none is better than two.
      else if (event.type === "Erased" && event.was === "WarningQueued") forget.run();
    }
  };
}
