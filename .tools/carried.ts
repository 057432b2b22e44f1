/**
 * What goes into the executable beside its main program. Names of assets are paths in the source tree; see
 * `src/app/assets.ts` for how the program gets at them.
 */
import { globSync } from "node:fs";

/** Files carried as they are. */
export const carriedFiles = (root: string): readonly string[] =>
  files(root, [
    "LICENSE",
    "CHANGELOG.md",
    "migrations/*.sql",
    "src/record/**/*.sql",
    "src/edges/web/assets/**",
    "src/edges/web/help/**",
  ]);

/** Programs of worker threads, each bundled into one file: whatever is called `worker.ts`. */
export const carriedWorkers = (root: string): readonly string[] => files(root, ["src/**/worker.ts"]);

function files(root: string, patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length + 1))
    .sort();
}
