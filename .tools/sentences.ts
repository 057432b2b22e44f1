/**
 * Finds sentences that the program would say by itself: on the command line, at a start, in the exceptions that end
 * either. People's texts are in `src/text/`; a string of two words or more elsewhere is one that has been forgotten there.
 */
import { type Node, parseSync } from "oxc-parser";

/** Where the command line's words could come from; the mails of the demonstration are content, not texts. */
const places = [
  /^src\/main(?:\.ts|\/(?!demo\/))/,
  /^src\/app\//,
  /^src\/edges\/archive\//,
  /^src\/engine\/operate\/(?:backup|data-folder|trial)\//,
  /^src\/engine\/operate\/(?:certificates\/store|first-start\/(?:apply|draft|seed))\.ts$/,
];
/** Two words, one after the other; with braces it is code. */
const sentence = /^[^{}]*\p{L}{2,}[,;:.]? \p{L}{2,}[^{}]*$/u;

/** Properties that are no text: what a command is called, and its options, are the same in every language. */
const names = new Set(["name", "usage"]);
/** HTTP headers, whose values are no text either. */
const header = /^[A-Z][a-z]+(?:-[A-Z][a-z]+)+$/;
/** Calls whose arguments people do not read: bugs and the log, which are English, names, bytes, SQL. */
const unsaid = new Set([
  ...["Error", "AggregateError", "log.info", "log.warn", "log.error"],
  ...["system", "systemActor", "engine.settingsChanged", "Buffer.from", "database.prepare"],
]);

/**
 * All such sentences, with their places.
 * @param sources path to text, of the program's files without tests
 */
export function sentenceViolations(sources: ReadonlyMap<string, string>): readonly string[] {
  return [...sources].flatMap(([file, text]) =>
    places.some((place) => place.test(file))
      ? sentencesOf(file, text).map(
          ({ line, said }) => `${file}:${line}: "${said}" is a text of its own; it belongs into src/text`,
        )
      : [],
  );
}

interface Sentence {
  /** Counted from 1. */
  readonly line: number;
  readonly said: string;
}

function sentencesOf(file: string, text: string): readonly Sentence[] {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error) throw new Error(`${file}: ${error.message}`);
  const found: Sentence[] = [];
  visit(program, (node) => {
    const said = wordsOf(node);
    if (said === null || !sentence.test(said)) return;
    found.push({ line: text.slice(0, node.start).split("\n").length, said: said.trim() });
  });
  return found;
}

function wordsOf(node: Node): string | null {
  if (node.type === "TemplateElement") return node.value.cooked ?? node.value.raw;
  return node.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

/** Calls `see` for each node but those that say nothing to people. */
function visit(node: Node, see: (node: Node) => void): void {
  if (saysNothing(node)) return;
  see(node);
  for (const child of Object.values(node)) {
    for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one, see);
  }
}

function saysNothing(node: Node): boolean {
  if (node.type.startsWith("TS") && !/^TS(?:As|Satisfies|NonNull)/.test(node.type)) return true;
  if (node.type === "Property") {
    if (node.key.type === "Identifier") return names.has(node.key.name);
    return node.key.type === "Literal" && header.test(String(node.key.value));
  }
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return false;
  return unsaid.has(nameOf(node.callee));
}

/** "name" or "object.name"; "" for what has no name of its own. */
function nameOf(callee: Node): string {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return "";
  return `${nameOf(callee.object)}.${callee.property.name}`;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
