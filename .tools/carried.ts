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
    "src/edges/web/**/*.md",
  ]);

/**
 * Programs of their own, each bundled into one file: the command lines, those of worker threads, whatever is called
 * `worker.ts`, and those of the box, called `program.ts`.
 */
export const carriedPrograms = (root: string): readonly string[] =>
  files(root, ["src/main.ts", "src/main/{backup,box}.ts", "src/**/worker.ts", "appliance/**/program.ts"]);

function files(root: string, patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$|^README\.md$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length + 1))
    .sort();
}
