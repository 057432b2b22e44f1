import { join } from "node:path";
import type { Box } from "./box.ts";
import { textIfAny } from "./files.ts";
import type { RunOptions, RunResult } from "./run.ts";

/** The user that the program runs as; null if there is none, as on other machines. */
export function programUser(box: Box): { readonly uid: number; readonly gid: number } | null {
  // linear: tried once a line, and no two neighbouring repetitions share a character
  const line = /^mailmanager:[^:]*:(\d+):(\d+):/m.exec(textIfAny(join(box.places.etc, "passwd")) ?? "");
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : null;
}

/** Runs one of the program's commands on its data, as its user. */
export function runProgram(box: Box, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const as = programUser(box);
  return box.run(box.places.program, args, { ...options, ...(as ? { as } : {}) });
}
