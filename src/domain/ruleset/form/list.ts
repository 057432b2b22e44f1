/** Several texts in one field of a form: with commas between them, and quotes around those that need them. */
import { quoted } from "../tokens.ts";

/** The field's text. Reading it gives the same texts, whatever is in them. */
export const listText = (values: readonly string[]): string => values.map(plainOrQuoted).join(", ");

/** The texts in a field; blanks around them, and nothing between two commas, do not count. */
export function listOf(field: string): readonly string[] {
  const values: string[] = [];
  let at = 0;
  while (at < field.length) {
    const start = skipBlanks(field, at);
    const read = field[start] === '"' ? readQuoted(field, start) : null;
    if (read) {
      values.push(read.value);
      at = read.next;
    } else {
      const comma = field.indexOf(",", start);
      const stop = comma === -1 ? field.length : comma;
      const value = field.slice(start, stop).trim();
      if (value !== "") values.push(value);
      at = stop + 1;
    }
  }
  return values;
}

function plainOrQuoted(value: string): string {
  const plain = value !== "" && value === value.trim() && !value.startsWith('"') && !/[,\n]/.test(value);
  return plain ? value : quoted(value);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at]?.trim() === "") at += 1;
  return at;
}

/** A text in quotes with the comma after it; null if it is not that, so that it is taken as it stands. */
function readQuoted(field: string, start: number): { readonly value: string; readonly next: number } | null {
  let value = "";
  for (let at = start + 1; at < field.length; at += 1) {
    const char = field[at] ?? "";
    if (char === "\\") {
      at += 1;
      const escaped = field[at] ?? "";
      value += escaped === "n" ? "\n" : escaped;
    } else if (char === '"') {
      const next = skipBlanks(field, at + 1);
      return next === field.length || field[next] === "," ? { value, next: next + 1 } : null;
    } else {
      value += char;
    }
  }
  return null;
}
