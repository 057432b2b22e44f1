/** Parses TypeScript for the checks: what a file imports, and which globals it uses. */
import { type Node, parseSync } from "oxc-parser";

/** What a file imports or re-exports, including dynamic imports and import types. */
export function importsOf(file: string, text: string): readonly string[] {
  const found: string[] = [];
  visit(program(file, text), (node) => {
    if (!/^(Import(Declaration|Expression)|TSImportType|Export(All|Named)Declaration)$/.test(node.type))
      return;
    if (!("source" in node) || !node.source) return;
    if (node.source.type !== "Literal" || typeof node.source.value !== "string") {
      throw new Error(`${file}: an import of something computed cannot be checked`);
    }
    found.push(node.source.value);
  });
  return found;
}

/** What a file re-exports, types included: straight from another file, or as something that it has imported. */
export function reexportsOf(file: string, text: string): readonly string[] {
  const found = new Set<string>();
  const from = new Map<string, string>();
  const exported: string[] = [];
  visit(program(file, text), (node) => {
    if (node.type === "ImportDeclaration") {
      for (const { local } of node.specifiers) from.set(local.name, node.source.value);
    } else if (node.type === "ExportAllDeclaration") {
      found.add(node.source.value);
    } else if (node.type === "ExportNamedDeclaration") {
      if (node.source) found.add(node.source.value);
      else
        for (const { local } of node.specifiers) if (local.type === "Identifier") exported.push(local.name);
    }
  });
  for (const name of exported) {
    const source = from.get(name);
    if (source !== undefined) found.add(source);
  }
  return [...found];
}

const ambientNames = new Set([
  ...["process", "Buffer", "crypto", "performance", "fetch", "console", "globalThis", "require"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
]);

/** Uses of clock, randomness and I/O, which a pure file must not have. */
export function ambientIn(file: string, text: string): readonly string[] {
  const found = new Set<string>();
  visit(program(file, text), (node) => {
    if (node.type === "Identifier" && ambientNames.has(node.name)) found.add(`uses ${node.name}`);
    if (node.type === "MemberExpression" && node.object.type === "Identifier" && !node.computed) {
      const name = `${node.object.name}.${node.property.type === "Identifier" ? node.property.name : ""}`;
      if (name === "Date.now" || name === "Math.random") found.add(`uses ${name}`);
    }
    const made = node.type === "NewExpression" || node.type === "CallExpression" ? node : undefined;
    if (made?.callee.type === "Identifier" && made.callee.name === "Date" && made.arguments.length === 0) {
      found.add("asks the clock with Date()");
    }
  });
  return [...found];
}

function program(file: string, text: string): Node {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error) throw new Error(`${file}: ${error.message}`);
  return program;
}

/** Calls `see` for each node except property names, which look like variables. */
function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const [key, child] of Object.entries(node)) {
    if ((key === "property" || key === "key") && !("computed" in node && node.computed)) continue;
    for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one, see);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
