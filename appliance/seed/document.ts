import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";

/** A seed's values by dotted name ("network.dns"); lists are joined with commas. */
export type Fields = ReadonlyMap<string, string>;

const DEEPEST = 12;
const MOST = 500;

/**
 * Reads a JSON, TOML or YAML document. Fields that are null, "null" or empty are left out.
 * @throws Error that does not quote the document, since it may contain passwords
 */
export function readDocument(text: string, kind: "seed" | "yaml"): unknown {
  try {
    if (kind === "yaml") return parseYaml(text, { maxAliasCount: 20, logLevel: "error" });
    return text.trimStart().startsWith("{") ? JSON.parse(text) : parseToml(text);
  } catch (cause) {
    const line = cause instanceof Error && "line" in cause ? `, line ${cause.line}` : "";
    throw new Error(`it cannot be read${line}`);
  }
}

/** A document's fields. @throws Error if it is too large or too deep */
export function fieldsOf(document: unknown): Fields {
  const fields = new Map<string, string>();
  flatten(document, "", 0, fields);
  return fields;
}

/** Merges seeds; for each field the first one counts. */
export const merged = (...all: readonly Fields[]): Fields =>
  new Map(all.toReversed().flatMap((one) => [...one]));

function flatten(value: unknown, path: string, depth: number, into: Map<string, string>): void {
  if (depth > DEEPEST || into.size > MOST) throw new Error("it is larger than such a document is");
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    const words = value.filter((one) => ["string", "number"].includes(typeof one)).map(plain);
    set(path, words.filter((word) => word !== null).join(","), into);
  } else if (typeof value === "object" && !(value instanceof Date)) {
    for (const [name, one] of Object.entries(value))
      flatten(one, path === "" ? name : `${path}.${name}`, depth + 1, into);
  } else set(path, String(value), into);
}

function set(path: string, value: string, into: Map<string, string>): void {
  if (path !== "" && plain(value) !== null) into.set(path, value);
}

const plain = (value: unknown): string | null => {
  const text = String(value).trim();
  return text === "" || text === "null" ? null : String(value);
};
