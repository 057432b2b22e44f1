import type { Database } from "../database.ts";
import { inserter } from "../prepared.ts";
import { boxAction } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Table box_action. */
export const box: Projection = {
  name: "box",
  version: 1,
  usableFrom: 1,
  tables: ["box_action"],
  rebuilt: "at-start",
  rare: true,
  project: projectBox,
};

function projectBox(db: Database): Project {
  const add = inserter(db.drizzle, boxAction, true);
  return (events) => {
    for (const { position, event } of events) {
      if (event.type === "BoxActed") add({ log: event.action.log, number: event.action.number, position });
    }
  };
}
