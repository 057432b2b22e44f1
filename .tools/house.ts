/** Rules that no other tool checks: the layout, the length of files, what no file may contain. */

/** The top level, besides dot files. A new name needs a good reason to be added here. */
const topLevel = {
  folders: ["src", "appliance", "image", "systemd", "migrations", "test"],
  files: [
    ...["package.json", "package-lock.json", "Makefile", "README.md", "CHANGELOG.md", "LICENSE"],
    ...["tsconfig.json", "biome.json", "knip.json", "vitest.config.ts"],
  ],
};
const longestFile = 500;

/** The only source files with SQL on the journal's tables: the journal may be in another database than the read model. */
const journalFiles = ["journal", "payloads", "blobs", "inspect"].map((name) => `src/record/${name}.ts`);
const journalTables = /\b(?:FROM|JOIN|INTO|UPDATE) (?:event|blob|payload_\w+)\b/;

/** Where what people and programs send is read as a number: `Number` takes "", "0x32" and "1e2" for one. */
const readsNumbers = /^src\/(?:edges\/(?:web|api)|main)\/.*(?<!\.test)\.tsx?$/;
const otherNumbers = /(?<![\w.])Number\(|\bparse(?:Int|Float)\b|coerce\.number/;

/** What no file may contain: it ties the project to one machine, or postpones work. */
const forbidden: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  {
    pattern:
      /\b(?:registry|npm|deb|mirrors?|artifactory|nexus)\.[a-z0-9-]+\.(?:com|org|net|io|dev|internal)\b/i,
    what: "names the host of a package registry",
  },
  { pattern: /(?<![\w.$}/-])\/(?:home|root|work|Users)\/[\w.-]+/, what: "holds a path of one machine" },
  { pattern: /\b(?:TO[D]O|FIX[M]E)\b/, what: "puts something off" },
  // The object `z` includes all of zod's languages in every program: half a second at the start on a small machine.
  { pattern: /import (?:type )?\{ z \} from "zod["]/, what: 'imports all of zod: import * as z from "zod"' },
];

/**
 * All violations of a source tree.
 * @param files paths of the tracked files
 * @param read gives a file's text
 */
export function houseViolations(files: readonly string[], read: (file: string) => string): readonly string[] {
  return [
    ...layout(files),
    ...explained(files),
    ...files.filter(isText).flatMap((file) => texts(file, read(file))),
    ...releases(files, read),
    ...lock(JSON.parse(read("package-lock.json"))),
  ];
}

function layout(files: readonly string[]): readonly string[] {
  const found: string[] = [];
  const present = new Set(files.map((file) => file.split("/")[0] ?? ""));
  for (const name of present) {
    const known = name.startsWith(".") || topLevel.folders.includes(name) || topLevel.files.includes(name);
    if (!known) found.push(`${name}: does not belong on the top level`);
  }
  for (const name of [...topLevel.folders, ...topLevel.files]) {
    if (!present.has(name)) found.push(`${name}: is missing on the top level`);
  }
  return found;
}

/** Each folder on the second level of src has a README.md or an index that says what it contains. */
function explained(files: readonly string[]): readonly string[] {
  const folders = new Set(files.flatMap((file) => /^src\/[^/]+\/[^/]+(?=\/)/.exec(file)?.[0] ?? []));
  return [...folders]
    .filter((folder) => !["README.md", "index.ts", "index.tsx"].some((n) => files.includes(`${folder}/${n}`)))
    .map((folder) => `${folder}: has neither README.md nor index.ts to say what it is for`);
}

function texts(file: string, text: string): readonly string[] {
  const found: string[] = [];
  const lines = text.split("\n");
  // A translation has a line more wherever a text is longer than the English one, whose file has the limit.
  const isTranslation = /^src\/text\/(?!en\/)[a-z]+\//.test(file);
  if (/\.(?:tsx?|mjs)$/.test(file) && lines.length > longestFile && !isTranslation) {
    found.push(`${file}: has ${lines.length} lines, more than ${longestFile}`);
  }
  if (/^src\/.*(?<!\.test|testing)\.ts$/.test(file) && !journalFiles.includes(file)) {
    const line = lines.findIndex((line) => journalTables.test(line));
    if (line >= 0)
      found.push(`${file}:${line + 1}: has SQL on the journal's tables; ask journal.ts or blobs.ts`);
  }
  if (readsNumbers.test(file)) {
    const line = lines.findIndex((line) => otherNumbers.test(line));
    if (line >= 0) found.push(`${file}:${line + 1}: reads a number in a way of its own; use base/numbers.ts`);
  }
  for (const { pattern, what } of forbidden) {
    const line = lines.findIndex((line) => pattern.test(line));
    if (line >= 0) found.push(`${file}:${line + 1}: ${what}`);
  }
  return found;
}

/** The version in package.json has its section in the changelog. */
function releases(files: readonly string[], read: (file: string) => string): readonly string[] {
  if (!files.includes("CHANGELOG.md") || !files.includes("package.json")) return [];
  const { version }: { version: string } = JSON.parse(read("package.json"));
  const told = read("CHANGELOG.md")
    .split("\n")
    .some((line) => line === `## ${version}` || line.startsWith(`## ${version} `));
  return told ? [] : [`CHANGELOG.md: has no section "## ${version}"`];
}

interface Lock {
  readonly packages?: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
}

/**
 * The lock file names no registry, and it is complete: npm leaves out optional packages that it did not find, and then
 * `npm ci` refuses the whole file everywhere.
 */
function lock({ packages = {} }: Lock): readonly string[] {
  const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, "")));
  return Object.entries(packages).flatMap(([path, { resolved, optionalDependencies = {} }]) => [
    ...(resolved ? [`package-lock.json: ${path} names where it comes from`] : []),
    ...Object.keys(optionalDependencies)
      .filter((name) => !names.has(name))
      .map(
        (name) =>
          `package-lock.json: lacks ${name}, which ${path || "the project"} may need on another platform`,
      ),
  ]);
}

/** Mails of the corpus are arbitrary bytes; the licence is not our text. */
function isText(file: string): boolean {
  return (
    !file.startsWith("test/corpus/") &&
    !["LICENSE"].includes(file) &&
    !/\.(?:png|ico|woff2|gz|eml|der|p12)$/.test(file)
  );
}
