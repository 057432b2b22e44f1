import { createHash } from "node:crypto";
import type Sqlite from "better-sqlite3";

/** One step of migrations/: its name orders it. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Takes every step that this file has not taken, each in a transaction of its own together with the note that it was.
 * Steps are known by name and by digest, so neither a gap nor a changed step goes unseen.
 * @throws if the file holds a step that this release does not know, or one that was changed after its release
 */
export function migrate(sqlite: Sqlite.Database, migrations: readonly Migration[]): void {
  sqlite.exec(
    "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL DEFAULT (unixepoch() * 1000)) STRICT",
  );
  const steps = [...migrations].sort((a, b) => (a.name < b.name ? -1 : 1));
  const take = sqlite.transaction(() => {
    const taken = new Map(stepsTaken(sqlite).map((row) => [row.name, row.digest]));
    for (const name of taken.keys()) {
      if (!steps.some((step) => step.name === name)) {
        throw new Error(
          `the data was written by a newer release (it has step ${name}); start that release instead`,
        );
      }
    }
    for (const step of steps) {
      const digest = digestOf(step.sql);
      const before = taken.get(step.name);
      if (before === digest) continue;
      if (before !== undefined)
        throw new Error(`migration ${step.name} was changed after it had been taken here`);
      sqlite.exec(step.sql);
      sqlite.prepare("INSERT INTO migration (name, digest) VALUES (?, ?)").run(step.name, digest);
    }
  });
  take.immediate();
}

/** Which steps a file has still to take, and which of its steps this release does not know or knows otherwise. */
export function compareSteps(
  sqlite: Sqlite.Database,
  migrations: readonly Migration[],
): { readonly pending: readonly string[]; readonly foreign: readonly string[] } {
  return compareTaken(stepsTaken(sqlite), migrations);
}

/** The same of steps that are known to be taken. */
export function compareTaken(
  taken: readonly { readonly name: string; readonly digest: string }[],
  migrations: readonly Migration[],
): { readonly pending: readonly string[]; readonly foreign: readonly string[] } {
  const known = new Map(migrations.map(({ name, sql }) => [name, digestOf(sql)]));
  return {
    pending: [...known.keys()].filter((name) => !taken.some((step) => step.name === name)),
    foreign: taken.filter(({ name, digest }) => known.get(name) !== digest).map(({ name }) => name),
  };
}

const digestOf = (sql: string): string => createHash("sha256").update(sql).digest("hex");

/** The steps that a file has taken, by name and by digest. */
export function stepsTaken(sqlite: Sqlite.Database): readonly { name: string; digest: string }[] {
  return sqlite.prepare<[], { name: string; digest: string }>("SELECT name, digest FROM migration").all();
}
