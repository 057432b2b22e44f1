import { ok, type Result, refuse } from "../../../base/result.ts";
import { type Cursor, readLine } from "../cursor.ts";
import type { Problem } from "../problems.ts";
import { tokenise } from "../tokens.ts";

/**
 * Reads a part of a ruleset's line by itself.
 * @param text one line, without a comment
 * @returns or its first problem
 */
export function readPart<T>(text: string, read: (cursor: Cursor) => T): Result<T, Problem> {
  const { lines, problems: found } = tokenise(text);
  const problems = [...found];
  const [line] = lines;
  const value = line ? readLine(line, problems, read) : null;
  const [problem] = problems;
  if (problem) return refuse(problem);
  if (value === null) return refuse({ code: "empty", params: {}, from: 0, to: 0 });
  return ok(value);
}
