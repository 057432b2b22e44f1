/** The built executable as a process of its own: set up, started, stopped, killed. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Running, readRunning } from "../../src/engine/operate/data-folder/lock.ts";

/** The result of `make build`; the environment can name another one. */
export const executable = resolve(process.env.MAILMANAGER_EXECUTABLE ?? "dist/mailmanager");
/** The number of log lines kept. */
const KEPT = 500;

export interface Ended {
  /** Null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Process {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** The newest lines of its log. */
  log(): readonly string[];
  /** Sends SIGTERM, and waits for its end. */
  stop(): Promise<Ended>;
  /** Sends SIGKILL. */
  kill(): Promise<void>;
  /** Its peak memory in bytes: VmHWM of proc_pid_status(5). */
  peakMemory(): number;
  /** Its memory now, in bytes: VmRSS. */
  memory(): number;
}

export interface Program extends Process {
  /** Resolves with its addresses once it serves; rejects with its output if it ends before. */
  readonly serving: Promise<Running>;
}

/** Runs a command. */
export const run = (...args: readonly string[]): Promise<Ended> => start(...args).ended;

export interface Installation {
  readonly data: string;
  /** An API token with all rights. */
  readonly token: string;
  /** The password of the administrator, "admin". */
  readonly password: string;
}

export const mailbox = "support@desk.example";

/** Creates a data folder with an administrator, a mailbox and a token. */
export async function newInstallation(data: string): Promise<Installation> {
  const args = ["setup", "--data", data, "--hostname", "desk.example", "--mailbox", mailbox];
  const password = /^password: (\S+)$/m.exec((await expectDone(args)).stdout)?.[1] ?? "";
  return { data, password, token: await newToken(data, "test") };
}

async function newToken(data: string, name: string): Promise<string> {
  return (await expectDone(["token", "create", "--data", data, "--name", name])).stdout.trim();
}

/** Runs a command. @throws if it fails */
export async function expectDone(args: readonly string[]): Promise<Ended> {
  const ended = await run(...args);
  if (ended.status !== 0) throw new Error(`mailmanager ${args.join(" ")} failed: ${ended.stderr}`);
  return ended;
}

/** Serves on free loopback ports; outgoing mail stays in the catcher unless `more` says otherwise. */
export function serve(data: string, ...more: readonly string[]): Program {
  return serveConfigured(data, ...(more.includes("--outgoing") ? [] : ["--outgoing", "catch"]), ...more);
}

/** The same, but outgoing mail is sent as set in the data. */
export function serveConfigured(data: string, ...more: readonly string[]): Program {
  const listen = ["--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0"];
  const process = start("serve", "--data", data, ...listen, ...more);
  const serving = addresses();
  // Tests that only kill it do not wait for this.
  serving.catch(() => {});
  return { ...process, serving };

  async function addresses(): Promise<Running> {
    let over = false;
    void process.ended.then(() => (over = true));
    while (!over) {
      const running = readRunning(data);
      // A killed process may have left its file, with its own process id.
      if (running?.pid === process.pid) return running;
      await new Promise((wait) => setTimeout(wait, 10));
    }
    throw new Error(`it did not start: ${process.log().join("\n")}`);
  }
}

/** The port of ADDR:PORT. @throws if it does not listen */
export function portOf(place: string | null): number {
  const port = Number(/:(\d+)$/.exec(place ?? "")?.[1]);
  if (!(port > 0)) throw new Error(`${place} names no port`);
  return port;
}

/** Starts a command. */
export function start(...args: readonly string[]): Process {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith("MAILMANAGER_")),
  );
  const child = spawn(executable, args, { stdio: ["ignore", "pipe", "pipe"], env });
  const pid = child.pid ?? 0;
  let stdout = "";
  let unfinished = "";
  const lines: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    const parts = (unfinished + text).split("\n");
    unfinished = parts.pop() ?? "";
    lines.push(...parts);
    lines.splice(0, lines.length - KEPT);
  });
  const log = () => [...lines, ...(unfinished === "" ? [] : [unfinished])];
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr: log().join("\n") }));
  });
  const memoryOf = (name: string) => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]);
  };
  return {
    pid,
    ended,
    log,
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    peakMemory: () => memoryOf("VmHWM"),
    memory: () => memoryOf("VmRSS"),
  };
}
