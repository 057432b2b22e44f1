import { spawn } from "node:child_process";

export interface RunResult {
  /** Exit status; null if a signal ended it, as the time limit does. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  /** Milliseconds after which it is ended; default 15 seconds. */
  readonly limit?: number;
  /** Standard input; default empty. */
  readonly input?: string;
  /** The most bytes kept of each output; default 1 MiB. The rest is dropped. */
  readonly most?: number;
  /** The user it runs as; default: the current one. */
  readonly as?: { readonly uid: number; readonly gid: number };
  readonly signal?: AbortSignal;
  /** Called with each complete line of either output. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a system program: never through a shell, with a minimal environment, bounded in time and output. A missing
 * program gives status 127.
 */
export type Run = (program: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

export const run: Run = (program, args, options = {}) =>
  new Promise((resolve, reject) => {
    const { limit = 15_000, input = "", most = 1_048_576, as, signal, onLine } = options;
    const child = spawn(program, [...args], {
      stdio: "pipe",
      env: {
        PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
        LC_ALL: "C.UTF-8",
        SYSTEMD_PAGER: "",
        SYSTEMD_COLORS: "0",
      },
      cwd: "/",
      ...as,
      ...(signal ? { signal, killSignal: "SIGKILL" } : {}),
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), limit);
    const out = collect(child.stdout, most, onLine);
    const err = collect(child.stderr, most, onLine);
    // A program may end without reading its input.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (cause.name === "AbortError") return resolve({ status: null, out: out(), err: "ended" });
      if (cause.code === "ENOENT")
        return resolve({ status: 127, out: "", err: `program ${program} not found` });
      reject(cause);
    });
    child.on("close", (status) => {
      clearTimeout(timer);
      resolve({ status, out: out(), err: err() });
    });
  });

const LONGEST_LINE = 2_000;

function collect(
  stream: NodeJS.ReadableStream,
  most: number,
  onLine: ((line: string) => void) | undefined,
): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let begun = "";
  stream.on("data", (chunk: Buffer) => {
    if (onLine) {
      const lines = (begun + chunk.toString("utf8")).split("\n");
      begun = (lines.pop() ?? "").slice(-LONGEST_LINE);
      for (const line of lines) onLine(line);
    }
    const room = most - bytes;
    if (room <= 0) return;
    chunks.push(chunk.subarray(0, room));
    bytes += Math.min(room, chunk.length);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
