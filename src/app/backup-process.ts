import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";
import sea from "node:sea";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { boxFault } from "../../appliance/protocol.ts";
import { type Fault, fault, faultCodes } from "../base/fault.ts";
import { isReason } from "../base/fault-reasons.ts";
import type { Log } from "../base/log.ts";
import { ok, type Result, refuse } from "../base/result.ts";
import type { BackupWork, StartBackupWork } from "../engine/operate/backup/work.ts";

const refused = z.object({
  ok: z.literal(false),
  code: z.enum(faultCodes),
  reason: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), boxFault])),
});

/** Its niceness relative to the program that starts it; see nice(1). */
const NICE = 10;

/** This program: the executable, or the command line of backups in the source tree. */
const thisProgram: readonly string[] = sea.isSea()
  ? [process.execPath]
  : [process.execPath, fileURLToPath(new URL("../main/backup.ts", import.meta.url))];

/**
 * Starts the command line of backups, with --json, in a separate process.
 * @param program the words that start it; default: this program
 */
export const startBackupProcess =
  (log: Log, program = thisProgram): StartBackupWork =>
  (words, shape, progress) =>
    start([...program, "backup", ...words, "--json"], shape, progress, log);

function start<T>(
  words: readonly string[],
  shape: z.ZodType<T>,
  progress: Parameters<StartBackupWork>[2],
  log: Log,
): BackupWork<T> {
  const [command = "", ...rest] = words;
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  const said: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    const [, done, total, what] = /^progress: (\d+) (\d+) (.*)$/.exec(line) ?? [];
    if (what !== undefined) progress(Number(done), Number(total), what);
    else said.push(line);
  });
  child.once("spawn", () => lowerPriority(child.pid ?? 0));
  const done = new Promise<Result<T, Fault>>((resolve) => {
    child.once("error", (cause) => resolve(refuse(fault("internal.bug", { cause }))));
    child.once("close", (status, signal) => {
      const result = read(out, shape);
      if (result) return resolve(result);
      log.error("the backup process ended without a result", { words, status, signal, said: said.slice(-5) });
      resolve(refuse(fault("backup.interrupted")));
    });
  });
  return { done, kill: () => child.kill("SIGKILL") };
}

/** A service without permission to set priorities runs at the usual one; the process may also have ended. */
const allowed: readonly unknown[] = [
  constants.errno.EPERM,
  constants.errno.EACCES,
  constants.errno.ESRCH,
].map((errno) => -errno);

/** Lowers a process's priority. Does nothing if that is not allowed, or if the process has ended. */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICE);
  } catch (cause) {
    if (!(cause instanceof Error && "errno" in cause && allowed.includes(cause.errno))) throw cause;
  }
}

function read<T>(out: string, shape: z.ZodType<T>): Result<T, Fault> | null {
  let value: unknown;
  try {
    value = JSON.parse(out);
  } catch {
    return null;
  }
  const bad = refused.safeParse(value);
  if (bad.success) {
    const { code, reason, params } = bad.data;
    return refuse(reason !== null && isReason(reason) ? { code, reason, params } : fault(code));
  }
  const good = shape.safeParse(value);
  return good.success ? ok(good.data) : null;
}
