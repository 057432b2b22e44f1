/** A service manager for tests: opens sockets and keeps them while the program restarts, and hears what it is told. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Running, readRunning } from "../../src/engine/operate/data-folder/lock.ts";
import { executable } from "./program.ts";

/** Starts the program again and again, but not while there is the file "hold". */
const loop = `
while true; do
  if test -e hold; then sleep 0.02; continue; fi
  sh -c 'LISTEN_PID=$$; export LISTEN_PID; exec "$@"' sh "$@"
done`;

export interface Managed {
  /** Resolves with its addresses once the process that runs now serves. */
  serving(): Promise<Running>;
  /** Sends a signal to the process that runs now, and resolves when that one is gone. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Keeps the next process from being started, until `go`. */
  hold(): void;
  go(): void;
  log(): string;
  stop(): Promise<void>;
}

/**
 * Serves a desk behind sockets that systemd's own tool opens.
 * @param folder for files of the test's; holds the desk in "data"
 * @param sockets an address or path for each name, or several
 * @param args more for "serve"
 */
export async function manage(
  folder: string,
  sockets: Readonly<Record<string, string | readonly string[]>>,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Managed> {
  const file = (name: string) => join(folder, name);
  const data = file("data");
  const listed = Object.entries(sockets).flatMap(([name, places]) =>
    [places].flat().map((place) => ({ name, place })),
  );
  const child = spawn(
    "systemd-socket-activate",
    [
      ...listed.map(({ place }) => `--listen=${place}`),
      `--fdname=${listed.map(({ name }) => name).join(":")}`,
      ...Object.keys(env).map((name) => `--setenv=${name}`),
      ...["sh", "-c", loop, "sh", executable, "serve", "--data", data, "--outgoing", "catch", ...args],
    ],
    { cwd: folder, env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const gone = new Promise((resolve) => child.once("close", resolve));
  // The tool waits for a first connection before it starts anything.
  while (!(await answers(listed[0]?.place ?? ""))) {
    if (child.exitCode !== null) throw new Error(`systemd-socket-activate: ${log}`);
    await wait(20);
  }
  let last = 0;
  return {
    async serving() {
      for (;;) {
        const running = readRunning(data);
        if (running !== null && running.pid !== last) return running;
        if (child.exitCode !== null) throw new Error(`it ended: ${log}`);
        await wait(10);
      }
    },
    async end(signal) {
      last = readRunning(data)?.pid ?? 0;
      process.kill(last, signal);
      while (existsSync(`/proc/${last}`)) await wait(10);
    },
    hold: () => writeFileSync(file("hold"), ""),
    go: () => rmSync(file("hold")),
    log: () => log,
    async stop() {
      // The shell and whatever it runs: they are a group of their own.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
      await gone;
    },
  };
}

function answers(place: string): Promise<boolean> {
  const [host, port] = [place.replace(/:\d+$/, ""), Number(/\d+$/.exec(place)?.[0])];
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Node has no Unix datagrams to listen with, which is why the program has ways of its own to send them. */
const reader = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1].replace("@", "\\0", 1) if sys.argv[1].startswith("@") else sys.argv[1])
print(json.dumps("bound"), flush=True)
while True: print(json.dumps(s.recv(65536).decode()), flush=True)`;

export interface Ear {
  /** All datagrams so far. */
  readonly heard: string[];
  /** Resolves once one of them begins so; `from` is how many to pass over. */
  until(start: string, from?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Listens for datagrams at a path, or at "@" and a name of the abstract name space. */
export async function listenFor(path: string): Promise<Ear> {
  const child: ChildProcess = spawn("python3", ["-c", reader, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const heard: string[] = [];
  let unfinished = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (unfinished + text).split("\n");
    unfinished = lines.pop() ?? "";
    heard.push(...lines.map((line) => String(JSON.parse(line))));
  });
  const until = async (start: string, from = 0) => {
    while (!heard.slice(from).some((message) => message.startsWith(start))) {
      if (child.exitCode !== null) throw new Error("the reader of datagrams ended");
      await wait(10);
    }
  };
  await until("bound");
  heard.length = 0;
  return {
    heard,
    until,
    async stop() {
      const gone = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}
