import { upserter } from "../prepared.ts";
import { contact } from "../schema.ts";
import type { Projection } from "./projection.ts";

/** Table contact. */
export const contacts: Projection = {
  name: "contacts",
  version: 1,
  usableFrom: 1,
  tables: ["contact"],
  rebuilt: "before-decisions",
  rare: true,
  project(db) {
    const save = upserter(db.drizzle, contact, contact.address);
    return (events) => {
      for (const { event, actor, time, position } of events) {
        if (event.type !== "ContactNoted") continue;
        const { address, note } = event;
        save({
          address,
          note,
          notedBy: actor.kind === "user" ? actor.name : null,
          notedAt: time,
          changed: position,
        });
      }
    };
  },
};
