/** Finds the regular expressions in a file: literals, and those constructed with `RegExp`. */
import { type Node, parseSync } from "oxc-parser";

export interface Expression {
  /** Counted from 1. */
  readonly line: number;
  readonly source: string;
  readonly flags: string;
  /** A comment on that line or above it about its time ("linear: ...") or its input ("bounded: ..."), or null. */
  readonly note: string | null;
}

/** A placeholder for a part that is only known at run time: a word without special meaning in an expression. */
const UNKNOWN = "x";

/**
 * All regular expressions in a file. Constants of the same file are inserted; other parts count as a word.
 * @throws if the file cannot be parsed, or the flags of an expression are computed
 */
export function expressionsOf(file: string, text: string): readonly Expression[] {
  const { program, errors, comments } = parseSync(file, text);
  const [error] = errors;
  if (error) throw new Error(`${file}: ${error.message}`);
  const constants = constantsOf(program);
  const notes = comments
    .filter(({ value }) => /^(?:bounded|linear):/.test(value.trim()))
    .map(({ value, start, end }) => ({
      value: value.trim(),
      first: lineAt(text, start),
      last: lineAt(text, end),
    }));
  const found: Expression[] = [];
  visit(program, (node) => {
    const expression = literal(node) ?? made(file, node, constants);
    if (expression === null) return;
    const line = lineAt(text, node.start);
    const beside = notes.find(({ first, last }) => first === line || last === line - 1);
    found.push({ ...expression, line, note: beside?.value ?? null });
  });
  return found;
}

function literal(node: Node): Pick<Expression, "source" | "flags"> | null {
  if (node.type !== "Literal" || !("regex" in node) || !node.regex) return null;
  return { source: node.regex.pattern, flags: node.regex.flags };
}

/** `RegExp(source, flags)`, with or without `new`. */
function made(file: string, node: Node, constants: Constants): Pick<Expression, "source" | "flags"> | null {
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return null;
  if (node.callee.type !== "Identifier" || node.callee.name !== "RegExp") return null;
  const [source, flags] = node.arguments;
  if (flags !== undefined && !(flags.type === "Literal" && typeof flags.value === "string")) {
    throw new Error(`${file}: the flags of an expression are computed, so that it cannot be checked`);
  }
  return {
    source: source === undefined ? "" : written(source, constants),
    flags: flags?.type === "Literal" && typeof flags.value === "string" ? flags.value : "",
  };
}

/** The values of a file's constants. */
type Constants = ReadonlyMap<string, Node>;

function constantsOf(program: Node): Constants {
  const constants = new Map<string, Node>();
  visit(program, (node) => {
    if (node.type !== "VariableDeclaration" || node.kind !== "const") return;
    for (const { id, init } of node.declarations) {
      if (id.type === "Identifier" && init) constants.set(id.name, init);
    }
  });
  return constants;
}

/** The text of an expression: strings, templates, sums, `[...].join("|")`, the source of a regular expression. */
function written(node: Node, constants: Constants): string {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : UNKNOWN;
  if (node.type === "TemplateLiteral") {
    return node.quasis
      .map(({ value }, i) => {
        const next = node.expressions[i];
        return (value.cooked ?? value.raw) + (next === undefined ? "" : written(next, constants));
      })
      .join("");
  }
  if (node.type === "BinaryExpression" && node.operator === "+") {
    return written(node.left, constants) + written(node.right, constants);
  }
  if (node.type === "Identifier") {
    const value = constants.get(node.name);
    // A constant that depends on itself has no text.
    const others = new Map([...constants].filter(([name]) => name !== node.name));
    return value === undefined ? UNKNOWN : written(value, others);
  }
  if (
    node.type === "MemberExpression" &&
    node.property.type === "Identifier" &&
    node.property.name === "source"
  ) {
    const of = node.object.type === "Identifier" ? constants.get(node.object.name) : node.object;
    return (of && literal(of)?.source) ?? UNKNOWN;
  }
  return joined(node, constants) ?? UNKNOWN;
}

function joined(node: Node, constants: Constants): string | null {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return null;
  const { object, property } = node.callee;
  if (property.type !== "Identifier" || property.name !== "join") return null;
  const list = object.type === "Identifier" ? constants.get(object.name) : object;
  if (list?.type !== "ArrayExpression") return null;
  const [separator] = node.arguments;
  const between = separator === undefined ? "," : written(separator, constants);
  return list.elements.map((one) => (one === null ? "" : written(one, constants))).join(between);
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const child of Object.values(node)) {
    for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one, see);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
