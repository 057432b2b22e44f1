import * as z from "zod";
import { fault, type StoredFault } from "../src/base/fault.ts";
import { boxFault } from "./protocol.ts";
import type { RunResult } from "./run.ts";

/** What a command of the program writes about its failure with --json: the fault, and what it is about, if anything. */
const failed = z.object({
  ok: z.literal(false),
  code: z.string(),
  reason: z.string().nullable(),
  params: z.record(z.string(), z.unknown()),
  subject: z.union([z.string(), boxFault]).nullish(),
});

/** The most characters of the program's output that are kept. */
const MOST = 1000;

/**
 * Why a command of the program failed that was run with --json: its own fault; if it left none, as after a crash, the last
 * line that it wrote.
 */
export function programFault({ status, out, err }: RunResult): StoredFault {
  const own = ownFault(out);
  if (own !== null) return own;
  const said = err
    .split("\n")
    .filter((line) => !line.startsWith("progress: ") && line.trim() !== "")
    .at(-1)
    ?.trim();
  if (said !== undefined) return fault("box.program-said", { params: { said: said.slice(0, MOST) } });
  return status === null ? fault("box.program-killed") : fault("box.program-ended", { params: { status } });
}

function ownFault(out: string): StoredFault | null {
  const line = out.trim().split("\n").at(-1) ?? "";
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const read = failed.safeParse(value);
  if (!read.success) return null;
  const { code, reason, params, subject } = read.data;
  const problem = boxFault.safeParse({ code, ...(reason === null ? {} : { reason }), params });
  if (!problem.success) return null;
  return subject === null || subject === undefined
    ? problem.data
    : fault("box.about", { params: { subject, problem: problem.data } });
}
