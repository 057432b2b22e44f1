/** Which parts of a ruleset's text are what, for colours. */
import { tokenise } from "../../../domain/ruleset/tokens.ts";

export interface Mark {
  readonly kind: "head" | "key" | "text" | "number" | "comment";
  /** UTF-16 units, the end exclusive. */
  readonly from: number;
  readonly to: number;
}

/** Start a part of a ruleset, at the beginning of a line. */
const heads: ReadonlySet<string> = new Set([
  "ruleset",
  "rule",
  "test",
  "lifecycle",
  "calendar",
  "target",
  "include",
]);
/** Give a line its meaning, at its beginning. */
const keys: ReadonlySet<string> = new Set(["when", "and", "or", "then", "given", "expect"]);

/** The marked parts of a text, in their order. */
export function marksIn(text: string): readonly Mark[] {
  const marks: Mark[] = [];
  let at = 0;
  for (const { tokens } of tokenise(text).lines) {
    for (const [n, { kind, value, from, to }] of tokens.entries()) {
      commentsIn(text, at, from, marks);
      at = to;
      if (kind === "text" || kind === "number") marks.push({ kind, from, to });
      else if (n === 0 && heads.has(String(value))) marks.push({ kind: "head", from, to });
      else if (kind === "word" && keys.has(value)) marks.push({ kind: "key", from, to });
    }
  }
  commentsIn(text, at, text.length, marks);
  return marks;
}

/** Comments between two tokens: what is from a # to the end of its line. */
function commentsIn(text: string, from: number, to: number, marks: Mark[]): void {
  for (let start = text.indexOf("#", from); start !== -1 && start < to; ) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    marks.push({ kind: "comment", from: start, to: end });
    start = text.indexOf("#", end);
  }
}
