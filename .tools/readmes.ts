/** Checks that the files, folders and make targets that READMEs name exist. */

/** Endings of files that are part of the tree, not written at run time. */
const source = /\.(?:tsx?|mjs|md|sql|css)$/;
/** Folders that are generated, and so not part of the tree. */
const generated = /^(?:dist|node_modules|data|\.cache)(?:\/|$)/;

/**
 * All violations, as "file:line: what".
 * @param files paths of the tracked files
 * @param read gives a file's text
 */
export function readmeViolations(
  files: readonly string[],
  read: (file: string) => string,
): readonly string[] {
  const tree = new Set(files.flatMap((file) => [file, ...foldersOf(file)]));
  const targets = new Set(read("Makefile").match(/^[a-z][a-z-]*(?=:)/gm));
  return files
    .filter((file) => /(?:^|\/)(?:README|SPEC)\.md$/.test(file))
    .flatMap((file) =>
      mentionsIn(read(file)).flatMap(({ line, words }) => {
        const missing = words.filter((word) => !exists(word, words.length === 1, file, tree));
        const target = words[0] === "make" ? words[1] : undefined;
        const unknown = target !== undefined && /^[a-z-]+$/.test(target) && !targets.has(target);
        return [
          ...missing.map((word) => `${file}:${line}: names ${word}, which does not exist`),
          ...(unknown ? [`${file}:${line}: names make ${target}, which is not a target`] : []),
        ];
      }),
    );
}

interface Mention {
  /** Counted from 1. */
  readonly line: number;
  readonly words: readonly string[];
}

/** What is in backticks, the targets of links, and the paths in indented blocks. */
function mentionsIn(text: string): readonly Mention[] {
  return text.split("\n").flatMap((content, index) => {
    const found = content.startsWith("    ")
      ? content.split(/\s+/).filter((word) => word.includes("/") && source.test(word))
      : [
          ...[...content.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code),
          ...[...content.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link),
        ];
    return found.map((words) => ({ line: index + 1, words: words.split(/\s+/) }));
  });
}

/**
 * Whether a word names something that exists, or no path at all. Paths are relative to the README, to `src` or to the
 * whole tree; a name alone may also be of a file further down. "*" stands for any characters, "{a,b}" for each of these.
 * @param alone whether the word is not part of a command
 */
function exists(word: string, alone: boolean, readme: string, tree: ReadonlySet<string>): boolean {
  const path = word.replace(/[#:].*$/, "").replace(/[.,;)]+$/, "");
  if (!/^(?:\.\.?\/)*[\w.@*{},-]+(?:\/[\w.@*{},-]+)*\/?$/.test(path)) return true;
  if (generated.test(path) || /[A-Z]{2}/.test(path.replace(/(?:README|SPEC|CHANGELOG)\.md$/, "")))
    return true;
  const here = readme.slice(0, readme.lastIndexOf("/") + 1);
  const bases = ["", "src/", here];
  const [first = ""] = path.replace(/^(?:\.\.?\/)+/, "").split("/");
  const inTree = bases.some((base) => tree.has(base + first)) && path.includes("/");
  const isPath = source.test(path) || (inTree && (path.endsWith("/") || tree.has(first)));
  if (!isPath || (!alone && !path.includes("/"))) return true;
  const below = (one: string) =>
    !one.includes("/") && [...tree].some((file) => file.startsWith(here) && file.endsWith(`/${one}`));
  return expanded(path).every(
    (one) => bases.some((base) => matches(resolved(base + one), tree)) || below(one),
  );
}

function foldersOf(file: string): readonly string[] {
  const parts = file.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}

/** The paths that "{a,b}" stands for. */
function expanded(path: string): readonly string[] {
  const braces = /\{([^{}]*)\}/.exec(path);
  if (!braces) return [path];
  const [all, choices = ""] = braces;
  return choices.split(",").flatMap((choice) => expanded(path.replace(all, choice)));
}

/** A path without "." and "..", and without a slash at its end. */
function resolved(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function matches(path: string, tree: ReadonlySet<string>): boolean {
  if (!path.includes("*")) return tree.has(path);
  const pattern = path
    .split("*")
    .map((part) => part.replace(/[.{}@+]/g, "\\$&"))
    .join("[^/]*");
  const found = new RegExp(`^${pattern}$`);
  return [...tree].some((one) => found.test(one));
}
