import { createHash } from "node:crypto";
import type Sqlite from "better-sqlite3";

/** One migration; its name determines the order. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Runs every migration that this file has not had, each in one transaction together with the record of it.
 * Migrations are identified by name and digest, so that gaps and changed migrations are noticed.
 * @throws if the file has had a migration that this release does not know, or that was changed after its release
 */
export function migrate(sqlite: Sqlite.Database, migrations: readonly Migration[]): void {
  sqlite.exec(
    "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL DEFAULT (unixepoch() * 1000)) STRICT",
  );
  const steps = [...migrations].sort((a, b) => (a.name < b.name ? -1 : 1));
  const take = sqlite.transaction(() => {
    const taken = new Map(appliedMigrations(sqlite).map((row) => [row.name, row.digest]));
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

/** The migrations that a file still needs, and those that this release does not know or knows differently. */
export function compareSteps(
  sqlite: Sqlite.Database,
  migrations: readonly Migration[],
): { readonly pending: readonly string[]; readonly foreign: readonly string[] } {
  return compareTaken(appliedMigrations(sqlite), migrations);
}

/** The same, given the migrations that the file has had. */
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

/** The migrations that a file has had, by name and digest. */
export function appliedMigrations(sqlite: Sqlite.Database): readonly { name: string; digest: string }[] {
  return sqlite.prepare<[], { name: string; digest: string }>("SELECT name, digest FROM migration").all();
}
