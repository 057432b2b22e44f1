/** What the checks that read the program's syntax share. */
import { type Node, type Program, parseSync } from "oxc-parser";

/** The syntax tree of a file. Throws if the file is not valid. */
export function treeOf(file: string, text: string): Program {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error) throw new Error(`${file}: ${error.message}`);
  return program;
}

/** The nodes directly in a node, in their order. */
export const childrenOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode);

/** The line of a node, counted from 1. */
export const lineOf = (text: string, node: Node): number => text.slice(0, node.start).split("\n").length;

/** "name" or "object.name"; "" for what has no name of its own. */
export function nameOf(callee: Node): string {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return "";
  return `${nameOf(callee.object)}.${callee.property.name}`;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
