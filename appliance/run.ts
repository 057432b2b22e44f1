import { spawn } from "node:child_process";

export interface Ran {
  /** Exit status; null where a signal ended it, the time limit among them. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  /** Milliseconds after which it is ended; 15 seconds unless told. */
  readonly limit?: number;
  /** What it reads; nothing unless told. */
  readonly input?: string;
  /** Most bytes kept of each of its two outputs; 1 MiB unless told. What is more is dropped. */
  readonly most?: number;
  /** Whom it runs as; us unless told. */
  readonly as?: { readonly uid: number; readonly gid: number };
  readonly signal?: AbortSignal;
  /** Called with each line of either output as soon as it is whole. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program of the system: never through a shell, with a plain environment, bounded in time and output.
 * A program that is missing gives the status 127.
 */
export type Run = (program: string, args: readonly string[], options?: RunOptions) => Promise<Ran>;

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
    // A program that ends without reading its input is none of our business.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("error", (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (cause.name === "AbortError") return resolve({ status: null, out: out(), err: "ended" });
      if (cause.code === "ENOENT")
        return resolve({ status: 127, out: "", err: `there is no program ${program}` });
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
