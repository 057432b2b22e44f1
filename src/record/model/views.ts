import type { Database } from "../database.ts";
import { upserter } from "../prepared.ts";
import { listChoice, savedView } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Tables saved_view and list_choice. */
export const views: Projection = {
  name: "views",
  version: 1,
  usableFrom: 1,
  tables: ["saved_view", "list_choice"],
  rebuilt: "at-start",
  rare: true,
  project: projectViews,
};

function projectViews(db: Database): Project {
  const save = upserter(db.drizzle, savedView, savedView.id);
  const remove = db.sqlite.prepare<[string]>("DELETE FROM saved_view WHERE id = ?");
  const choose = upserter(db.drizzle, listChoice, listChoice.user);
  return (events) => {
    for (const { event } of events) {
      if (event.type === "ViewSaved") save({ id: event.view.id, owner: event.view.owner, value: event.view });
      else if (event.type === "ViewRemoved") remove.run(event.id);
      else if (event.type === "ListChosen") choose({ user: event.user, value: event.choice });
    }
  };
}
