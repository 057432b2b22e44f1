import { join } from "node:path";
import type { Box } from "./box.ts";
import { textIfAny } from "./files.ts";
import type { Ran, RunOptions } from "./run.ts";

/** The user whom the program runs as; null where there is none, as on a machine that is no box. */
export function programUser(box: Box): { readonly uid: number; readonly gid: number } | null {
  // linear: tried once a line, and no two neighbouring repetitions share a character
  const line = /^mailmanager:[^:]*:(\d+):(\d+):/m.exec(textIfAny(join(box.places.etc, "passwd")) ?? "");
  return line ? { uid: Number(line[1]), gid: Number(line[2]) } : null;
}

/** Runs a command of the program on its data, with its rights and no more. */
export function runProgram(box: Box, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const as = programUser(box);
  return box.run(box.places.program, args, { ...options, ...(as ? { as } : {}) });
}
