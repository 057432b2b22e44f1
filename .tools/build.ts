/**
 * Builds the executable, `dist/mailmanager`: the runtime, the bundled program and its assets. The same source gives the
 * same bytes, in any folder.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { type BuildResult, build, type Metafile, type Plugin } from "esbuild";
import { cacheOf, wrapped } from "../src/app/program.ts";
import { carriedFiles, carriedPrograms } from "./carried.ts";
import { licences } from "./licences.ts";

/**
 * With these flags, V8's code cache is reproducible: a fixed seed, no concurrent work, and nothing that depends on
 * memory pressure. None of them keeps a process without them from using the cache.
 */
const deterministic = [
  "--random-seed=1",
  "--min-semi-space-size=256",
  "--max-semi-space-size=256",
  "--single-threaded-gc",
  "--no-concurrent-recompilation",
  "--no-concurrent-sparkplug",
];

/** Arguments for a run that is cheap, always the same, and takes the usual path. */
const words: Readonly<Record<string, readonly string[]>> = {
  "src/main.ts": ["serve", "--help"],
  "src/main/backup.ts": ["backup", "create", "--help"],
  "src/main/box.ts": ["appliance", "apply", "--help"],
};

/** Packages that others only load if they are asked to: here, another client of PostgreSQL, which is not installed. */
const neverLoaded: readonly string[] = ["pg-native"];

/** The bundle of the editor, among the pages' assets. */
const editor = "editor.js";
/** Marks what a plugin below resolves itself. */
const OWN = "own";

const started = performance.now();
const root = resolve(import.meta.dirname, "..");
const dist = join(root, "dist");
mkdirSync(dist, { recursive: true });
// Built under another name and renamed: a running program keeps its file, and nobody starts an incomplete one.
const aside = mkdtempSync(join(dist, ".build-"));
try {
  await makeExecutable();
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
} finally {
  rmSync(aside, { recursive: true, force: true });
}

async function makeExecutable(): Promise<void> {
  const programs = carriedPrograms(root);
  const metafiles = [
    await bundle("src/main/start.ts", "start.cjs"),
    ...(await Promise.all(programs.map((program) => bundle(program, bundled(program))))),
    await bundleEditor(),
  ];
  const inProcess = programs.filter((name) => !name.endsWith("/worker.ts"));
  for (const program of programs) tune(join(aside, bundled(program)), inProcess.includes(program));
  for (const program of inProcess) makeCodeCache(program);
  writeFileSync(join(aside, "licences.txt"), licences(root, metafiles));
  writeFileSync(
    join(aside, "sea.json"),
    JSON.stringify({
      main: "start.cjs",
      output: "mailmanager",
      disableExperimentalSEAWarning: true,
      // Node warns that node:ffi may change; our Node version is pinned.
      execArgv: ["--disable-warning=ExperimentalWarning"],
      useSnapshot: false,
      // Node's own is not reproducible; ours is (code-cache.ts).
      useCodeCache: false,
      assets: {
        ...Object.fromEntries(carriedFiles(root).map((name) => [name, join(root, name)])),
        ...Object.fromEntries(programs.map((name) => [name, bundled(name)])),
        ...Object.fromEntries(inProcess.map((name) => [cacheOf(name), cacheOf(bundled(name))])),
        [`src/edges/web/assets/${editor}`]: editor,
        "licences.txt": "licences.txt",
        "sqlite.node": join(root, `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`),
      },
    }),
  );
  execFileSync(process.execPath, ["--build-sea", "sea.json"], {
    cwd: aside,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  renameSync(join(aside, "mailmanager"), join(dist, "mailmanager"));
  const { size } = statSync(join(dist, "mailmanager"));
  const seconds = (performance.now() - started) / 1000;
  console.log(`dist/mailmanager: ${(size / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s`);
}

async function bundle(entry: string, output: string): Promise<Metafile> {
  const file = join(aside, output);
  mkdirSync(dirname(file), { recursive: true });
  const result: BuildResult<{ metafile: true }> = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    metafile: true,
    platform: "node",
    format: "cjs",
    target: `node${process.versions.node}`,
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    keepNames: true,
    legalComments: "none",
    // Comments would make the text a third longer, and twice as large in memory if they are not ASCII.
    minifyWhitespace: true,
    lineLimit: 160,
    // CommonJS has no import.meta; inside the executable every module's URL is that of the executable.
    define: {
      "import.meta.url": "executableUrl",
      ...(process.env.VERSION ? { builtVersion: JSON.stringify(process.env.VERSION) } : {}),
    },
    banner: { js: `const executableUrl = require("node:url").pathToFileURL(process.execPath).href;` },
    logLevel: "warning",
    external: [...neverLoaded],
  });
  const missing = Object.values(result.metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path, external }) => external && !isBuiltin(path) && !neverLoaded.includes(path));
  // The executable contains no node_modules, and must not use those of the current folder.
  if (missing.length > 0) throw new Error(`${entry} needs ${missing.map(({ path }) => path).join(", ")}`);
  return result.metafile;
}

/** Bundles the editor of rules, which runs in the browser, into one file (src/edges/web/editor/). */
async function bundleEditor(): Promise<Metafile> {
  const result: BuildResult<{ metafile: true }> = await build({
    absWorkingDir: root,
    entryPoints: ["src/edges/web/editor/editor.js"],
    outfile: join(aside, editor),
    bundle: true,
    metafile: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    plugins: [withoutSideEffects()],
  });
  return result.metafile;
}

/** Modules of ours do nothing when they are loaded: what the editor does not use of them, and their packages, stays out. */
function withoutSideEffects(): Plugin {
  return {
    name: "without-side-effects",
    setup(builder) {
      builder.onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === OWN || kind === "entry-point") return undefined;
        const found = await builder.resolve(path, { kind, importer, resolveDir, pluginData: OWN });
        return { ...found, sideEffects: false };
      });
    },
  };
}

/** Changes a bundle so that it starts faster; see asciiOnly and withoutTouching. @param wrap whether it runs in the process */
function tune(file: string, wrap: boolean): void {
  const text = withoutTouching(asciiOnly(readFileSync(file, "utf8")));
  writeFileSync(file, wrap ? wrapped(text) : text, "latin1");
}

/**
 * Escapes what is not ASCII: the text then takes half the memory, and need not be decoded. esbuild leaves it in regular
 * expressions only, where the escape means the same.
 */
function asciiOnly(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * esbuild's helper for imported modules asks for the descriptor of each export, and so loads what Node only loads when it is
 * used: for node:http, a whole HTTP client. Whether an export is enumerable is known without that.
 */
function withoutTouching(text: string): string {
  const descriptor = /!\(\s*\w+\s*=\s*__getOwnPropDesc\(\s*(\w+),\s*key\)\s*\)\s*\|\|\s*\w+\.enumerable/;
  if (!text.includes("__toESM=")) return text;
  if (!descriptor.test(text)) throw new Error("esbuild's helper __copyProps is not as expected");
  return text.replace(descriptor, "Object.prototype.propertyIsEnumerable.call($1,key)");
}

function makeCodeCache(program: string): void {
  const file = join(aside, bundled(program));
  execFileSync(
    process.execPath,
    [...deterministic, join(root, ".tools/code-cache.ts"), file, cacheOf(file), ...(words[program] ?? [])],
    { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, NODE_OPTIONS: "" } },
  );
}

function bundled(program: string): string {
  return program.replace(/\.ts$/, ".cjs");
}
