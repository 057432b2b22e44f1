/** Runs the load generator and measures what it costs the server. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { mailbox } from "../support/program.ts";

const call = promisify(execFile);

const result = z.object({
  accepted: z.number(),
  seconds: z.number(),
  complete: z.boolean(),
  refused: z.number(),
  brokenSessions: z.number(),
});

export interface Load {
  readonly accepted: number;
  readonly perSecond: number;
  /** Milliseconds of processor time per mail that the server needed, if its process is known. */
  readonly cpu: number | null;
}

/**
 * Sends mails of 4 KB, 20 per session.
 * @param pid process id of the server
 * @param to the address that they are for
 * @throws if not every mail was accepted
 */
export async function load(
  port: number,
  sessions: number,
  total: number,
  pid: number | null,
  to = mailbox,
): Promise<Load> {
  const before = pid === null ? 0 : cpuTime(pid);
  const args = { port, sessions, total, mails: 20, size: 4096, to, seconds: 60 };
  const { stdout } = await call(process.execPath, [
    join(import.meta.dirname, "smtp-load.ts"),
    ...Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ]);
  const done = result.parse(JSON.parse(stdout));
  if (!done.complete || done.refused > 0 || done.brokenSessions > 0)
    throw new Error(`not every mail was taken: ${stdout}`);
  return {
    accepted: done.accepted,
    perSecond: done.accepted / done.seconds,
    cpu: pid === null ? null : (cpuTime(pid) - before) / done.accepted,
  };
}

/** Milliseconds of processor time of a process so far, with all its threads: utime and stime of proc_pid_stat(5). */
export function cpuTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
