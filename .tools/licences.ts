/** Collects the licence texts of everything in the executable. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";

/**
 * One text with the licences of the runtime, of the SQLite addon and of every package with code in the bundles, sorted
 * by name.
 * @param root the source tree
 * @param bundles esbuild's metadata of each bundle
 */
export function licences(root: string, bundles: readonly Metafile[]): string {
  const folders = new Set([`node_modules/node-linux-${process.arch}`, "node_modules/better-sqlite3"]);
  for (const { outputs } of bundles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
        if (folder && bytesInOutput > 0) folders.add(folder);
      }
    }
  }
  const parts = [...folders].sort().map((folder) => licenceOf(root, folder));
  return [`MailManager carries the following works of others, each under its own licence.\n`, ...parts].join(
    `\n${"-".repeat(78)}\n\n`,
  );
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

function licenceOf(root: string, folder: string): string {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const texts = globSync("{LICENSE,LICENCE,COPYING,NOTICE}*", { cwd: join(root, folder) })
    .sort()
    .map((name) => readFileSync(join(root, folder, name), "utf8").trim());
  if (!manifest.license && texts.length === 0) texts.push(licenceInReadme(root, folder));
  return [`${manifest.name} ${manifest.version} (${manifest.license ?? "see below"})\n`, ...texts].join("\n");
}

/** The licence section of a README, for packages without a licence file. */
function licenceInReadme(root: string, folder: string): string {
  const [name] = globSync("README*", { cwd: join(root, folder) });
  const text = name === undefined ? "" : readFileSync(join(root, folder, name), "utf8");
  const [, section] = /^#+ *licen[cs]e *#*$([^#]+)/im.exec(text) ?? [];
  if (!section?.trim()) throw new Error(`${folder} states no licence`);
  return section.trim();
}
