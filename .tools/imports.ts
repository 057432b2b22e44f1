import { dirname, join } from "node:path/posix";
import { ambientIn, importsOf, reexportsOf } from "./source.ts";

/**
 * The import rule: main -> app -> edges -> engine -> record -> domain -> base. A layer imports only from itself and
 * from layers to its right; `text` is open to all above `domain`; edges do not import one another; `domain`, `text` and
 * `base` are pure; there are no import cycles. A type is a dependency like any other.
 */

const layers = ["main", "app", "edges", "engine", "record", "domain", "text", "base"];
/** Layers without I/O, clock or randomness. */
const pureLayers = new Set(["domain", "text", "base"]);
/** Packages without I/O, by the layer that may use them; pure layers use no others. */
const purePackages: Readonly<Record<string, readonly string[]>> = {
  text: ["messageformat"],
  // Data alone.
  domain: ["email-providers"],
};
/** Layers that the appliance may use. */
const openToBox = ["base", "text"];
/** What layers above the engine may use of the record: queries, bound to what a caller may see. */
const reading = "src/record/reading/";
const aboveEngine = new Set(["main", "app", "edges"]);
/** The files of the record that reach journal and database synchronously: for its own folder alone. */
const inRecordAlone = [
  ...["journal.ts", "blobs.ts", "payloads.ts", "search.ts"],
  ...["database.ts", "prepared.ts", "schema.ts"],
].map((name) => `src/record/${name}`);
/** Packages and modules of databases: for the record alone, whatever a file calls them. */
const databases = new Set(["better-sqlite3", "drizzle-orm", "node:sqlite", "pg"]);
/** What commits use: the read model alone, since the journal may be on another machine. */
const inCommits = ["src/record/view.ts", "src/record/view/", "src/record/depends.ts", "src/record/queries/"];
const ofTheJournal = ["journal.ts", "journal-reader.ts", "blobs.ts", "search.ts", "past/", "record.ts"].map(
  (name) => `src/record/${name}`,
);
/** The only part of the appliance that the program may use: the protocol. */
const protocol = "appliance/protocol.ts";

export interface Violation {
  readonly file: string;
  readonly what: string;
}

/**
 * All violations in a source tree.
 * @param sources path in the tree ("src/base/ids.ts") to text, of every TypeScript file of `src` and `appliance`
 * @param packages names of the packages that the product itself may use
 */
export function importViolations(
  sources: ReadonlyMap<string, string>,
  packages: ReadonlySet<string>,
): readonly Violation[] {
  const found: Violation[] = [];
  const graph = new Map<string, readonly string[]>();
  for (const [file, text] of sources) {
    const imports = importsOf(file, text);
    if (isOf("engine", file) && !isTest(file)) {
      for (const specifier of reexportsOf(file, text)) {
        const target = specifier.startsWith(".") ? join(dirname(file), specifier) : specifier;
        if (isOf("record", target))
          found.push({ file, what: `hands on ${target}: layers to the left see ${reading} alone` });
      }
    }
    for (const specifier of new Set(imports)) {
      const what = specifier.startsWith(".")
        ? againstLayers(file, join(dirname(file), specifier))
        : againstPackages(file, specifier, packages);
      if (what) found.push({ file, what });
    }
    if (isPure(file)) for (const what of ambientIn(file, text)) found.push({ file, what });
    graph.set(
      file,
      [...new Set(imports)]
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => join(dirname(file), specifier)),
    );
  }
  return [...found, ...circles(graph)];
}

function againstLayers(file: string, target: string): string | undefined {
  if (target === "package.json") return undefined;
  if (isTest(file) && target.startsWith("test/support/")) return undefined;
  if (isTest(target) && !isTest(file)) return `imports ${target}, which is for tests`;
  const from = place(file);
  const to = place(target);
  if (from.top === "appliance") {
    return to.top === "appliance" || openToBox.includes(to.layer)
      ? undefined
      : `the box imports ${target}: it may use src/base and src/text alone`;
  }
  if (from.top !== "src" || target === protocol) return undefined;
  if (to.top !== "src") return `imports ${target}, which is not part of the program`;
  const [left, right] = [layers.indexOf(from.layer), layers.indexOf(to.layer)];
  if (left < 0) return `lies in no layer; the layers are ${layers.join(", ")}`;
  if (from.layer === "domain" && to.layer === "text") {
    return `domain imports ${target}: it decides in codes and parameters, and says nothing`;
  }
  if (right < left) return `${from.layer} imports ${target}: ${to.layer} is to its left`;
  if (aboveEngine.has(from.layer) && to.layer === "record" && !target.startsWith(reading) && !isTest(file)) {
    return `${from.layer} imports ${target}: of the record it sees ${reading} alone`;
  }
  if (from.layer !== "record" && inRecordAlone.includes(target) && !isTest(file)) {
    return `${from.layer} imports ${target}: only the record reads its journal and database synchronously`;
  }
  if (isAmong(inCommits, file) && isAmong(ofTheJournal, target) && !isTest(file)) {
    return `imports ${target}: what a commit uses is the read model alone`;
  }
  if (from.layer === "edges" && to.layer === "edges" && from.part !== to.part) {
    return `edge "${from.part}" imports ${target}: edges do not import one another`;
  }
  return undefined;
}

const isOf = (layer: string, file: string): boolean => file.startsWith(`src/${layer}/`);

const isAmong = (places: readonly string[], file: string): boolean =>
  places.some((place) => (place.endsWith("/") ? file.startsWith(place) : file === place));

function againstPackages(file: string, specifier: string, packages: ReadonlySet<string>): string | undefined {
  if (isTest(file)) return undefined;
  const name = packageOf(specifier);
  const { layer } = place(file);
  if (databases.has(name) && layer !== "record") {
    return `imports "${specifier}": only the record reaches a database`;
  }
  if (specifier === "node:module" && file.startsWith("src/") && layer !== "main") {
    return `imports "${specifier}": what it loads cannot be checked`;
  }
  if (isPure(file) && !purePackages[layer]?.includes(name)) return `imports "${specifier}": ${layer} is pure`;
  if (!specifier.startsWith("node:") && !packages.has(name)) {
    return `imports "${specifier}", which is not among the dependencies in package.json`;
  }
  return undefined;
}

function place(file: string): { readonly top: string; readonly layer: string; readonly part: string } {
  const [top = "", second = "", third = ""] = file.split("/");
  return { top, layer: second.replace(/\.tsx?$/, ""), part: third };
}

function packageOf(specifier: string): string {
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
}

/** Tests and code only for tests: `testing.ts`, `testing-WHAT.ts`, a folder `testing`. */
export const isTest = (file: string): boolean =>
  /\.test\.tsx?$|\/testing(?:-[^/]+)?(?:\.tsx?$|\/)/.test(file);
const isPure = (file: string): boolean =>
  file.startsWith("src/") && pureLayers.has(place(file).layer) && !isTest(file);

/** Import cycles, each reported once. */
function circles(graph: ReadonlyMap<string, readonly string[]>): readonly Violation[] {
  const found: Violation[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (file: string): void => {
    if (done.has(file)) return;
    const start = trail.indexOf(file);
    if (start >= 0) {
      found.push({ file, what: `imports itself: ${[...trail.slice(start), file].join(" -> ")}` });
      return;
    }
    trail.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    trail.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}
