import { createHash } from "node:crypto";
import { type Position, position } from "../base/ids.ts";
import type { Database } from "./database.ts";
import type { Journal } from "./journal.ts";
import { createProjection, MODEL_VERSION } from "./model/index.ts";

const PAGE = 1000;

/** Whether the file holds the read model that this release makes. */
export function modelIsCurrent({ sqlite }: Database, model: string): boolean {
  return modelIn({ sqlite }) === modelName(model);
}

/** Names the read model that a file holds; null where it holds none. */
export const modelIn = ({ sqlite }: Pick<Database, "sqlite">): string | null =>
  sqlite.prepare<[], string>("SELECT value FROM fact WHERE name = 'model'").pluck().get() ?? null;

/**
 * Drops the read model and derives it again from the journal, in one transaction: until its end the old one stands.
 * @returns the position the model is at
 */
export function rebuild(
  { sqlite, ...rest }: Database,
  journal: Journal,
  model: string,
  progress?: (done: number, of: number) => void,
): Position {
  const total = journal.head();
  let done = 0;
  sqlite
    .transaction(() => {
      for (const name of modelTables(model)) sqlite.exec(`DROP TABLE IF EXISTS "${name}"`);
      sqlite.exec(model);
      const project = createProjection({ sqlite, ...rest });
      while (done < total) {
        project(journal.read(done, PAGE));
        done = Math.min(done + PAGE, total);
        progress?.(done, total);
      }
      sqlite
        .prepare(
          "INSERT INTO fact (name, value) VALUES ('model', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        )
        .run(modelName(model));
    })
    .immediate();
  return position(done);
}

/** The tables that model.sql makes. */
export function modelTables(model: string): readonly string[] {
  return [...model.matchAll(/^CREATE (?:VIRTUAL )?TABLE (\w+)/gm)].flatMap((found) => found[1] ?? []);
}

/** Names the read model that this release makes. */
export function modelName(model: string): string {
  return `${MODEL_VERSION}-${createHash("sha256").update(model).digest("hex").slice(0, 16)}`;
}
