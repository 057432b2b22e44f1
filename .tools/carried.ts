/**
 * What the executable contains besides its main program. Names of assets are paths in the source tree;
 * `src/app/assets.ts` reads them.
 */
import { globSync } from "node:fs";

/** Files included unchanged. */
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
 * Programs that are bundled into one file each: the command lines, those of worker threads, called `worker.ts`, and
 * those of the appliance, called `program.ts`.
 */
export const carriedPrograms = (root: string): readonly string[] =>
  files(root, ["src/main.ts", "src/main/{backup,box}.ts", "src/**/worker.ts", "appliance/**/program.ts"]);

function files(root: string, patterns: readonly string[]): readonly string[] {
  return globSync([...patterns], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$|^README\.md$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length + 1))
    .sort();
}
