/** A service manager for tests: keeps sockets open while the program restarts, and receives its notifications. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Running, readRunning } from "../../src/engine/operate/data-folder/lock.ts";
import { executable } from "./program.ts";

/** Restarts the program whenever it ends, except while the file "hold" exists. */
const loop = `
while true; do
  if test -e hold; then sleep 0.02; continue; fi
  sh -c 'LISTEN_PID=$$; export LISTEN_PID; exec "$@"' sh "$@"
done`;

export interface Managed {
  /** Resolves with its addresses once the current process serves. */
  serving(): Promise<Running>;
  /** Sends a signal to the current process, and resolves when it has ended. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Prevents the next start until `go`. */
  hold(): void;
  go(): void;
  log(): string;
  stop(): Promise<void>;
}

/**
 * Serves with sockets opened by systemd's own tool.
 * @param folder for the test's files; its "data" is the data folder
 * @param sockets one or more addresses or paths for each name
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
  // The tool waits for a first connection before it starts the program.
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
      // The shell and its children: they are a process group.
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

/** Node has no Unix datagram sockets, which is why the program sends them in its own way. */
const reader = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1].replace("@", "\\0", 1) if sys.argv[1].startswith("@") else sys.argv[1])
print(json.dumps("bound"), flush=True)
while True: print(json.dumps(s.recv(65536).decode()), flush=True)`;

export interface DatagramListener {
  /** All datagrams received so far. */
  readonly heard: string[];
  /** Resolves once one of them begins like this; skips the first `from`. */
  until(start: string, from?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Listens for datagrams at a path, or at "@" and a name in the abstract namespace. */
export async function listenFor(path: string): Promise<DatagramListener> {
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
