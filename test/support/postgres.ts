/** Runs a PostgreSQL server on loopback, with its data in one folder, and a relay that loses answers. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { patience } from "./patience.ts";
import { freePort } from "./ports.ts";

export interface Postgres {
  readonly port: number;
  /** Creates an empty database. @returns its URL */
  newDatabase(): Promise<string>;
  /** Runs a statement as its owner. */
  ask(sql: string): Promise<void>;
  start(): Promise<void>;
  /** Ends it in an orderly way; connections are closed. */
  stop(): Promise<void>;
  /** Kills all its processes at once. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export async function startPostgres(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), "postgres-test-"));
  const as = ordinaryUser();
  if (as.uid !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, "data");
  const port = await freePort();
  const options = { cwd: folder, ...as };
  const init = ["-D", data, "-U", "mailmanager", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"];
  execFileSync(join(programs(), "initdb"), init, { ...options, stdio: "pipe" });
  let server: ChildProcess | null = null;
  let databases = 0;

  const end = async (signal: "SIGINT" | "SIGKILL") => {
    const ending = server;
    server = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    // Its own process group: with SIGKILL, nothing of it goes on.
    if (signal === "SIGKILL" && ending.pid !== undefined) process.kill(-ending.pid, signal);
    else ending.kill(signal);
    await ended;
  };

  const postgres: Postgres = {
    port,
    async newDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await asked(port, `CREATE DATABASE ${name}`);
      return `postgres://mailmanager@127.0.0.1:${port}/${name}`;
    },
    ask: (sql) => asked(port, sql),
    async start() {
      const words = [
        "-D",
        data,
        "-p",
        `${port}`,
        "-h",
        "127.0.0.1",
        "-k",
        folder,
        "-c",
        "max_connections=40",
      ];
      server = spawn(join(programs(), "postgres"), words, { ...options, stdio: "ignore", detached: true });
      for (const end = performance.now() + patience; performance.now() < end; ) {
        if (
          await asked(port, "SELECT 1").then(
            () => true,
            () => false,
          )
        )
          return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error("PostgreSQL does not answer");
    },
    stop: () => end("SIGINT"),
    kill: () => end("SIGKILL"),
    async remove() {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await postgres.start();
  return postgres;
}

/** Writes a schema of a database to a file. */
export function dumpDatabase(url: string, schema: string, file: string): void {
  execFileSync(join(programs(), "pg_dump"), [`--schema=${schema}`, `--file=${file}`, url]);
}

/** Loads what dumpDatabase has written into an empty database. */
export function loadDump(file: string, url: string): void {
  const words = ["--quiet", "--set=ON_ERROR_STOP=1", `--file=${file}`, url];
  execFileSync(join(programs(), "psql"), words, { stdio: "ignore" });
}

/** Where Debian puts the programs of the newest version. */
function programs(): string {
  const [newest] = globSync("/usr/lib/postgresql/*/bin/initdb").toSorted().reverse();
  if (newest === undefined) throw new Error("the package postgresql is not installed");
  return dirname(newest);
}

/** The server refuses to run as root. */
function ordinaryUser():
  | { readonly uid?: number; readonly gid: number }
  | { readonly uid?: never; readonly gid?: never } {
  if (process.getuid?.() !== 0) return {};
  const [, uid = "", gid = ""] = /^nobody:[^:]*:(\d+):(\d+)/m.exec(readFileSync("/etc/passwd", "utf8")) ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function asked(port: number, sql: string): Promise<void> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: "mailmanager", database: "postgres" });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export interface Relay {
  readonly port: number;
  /**
   * Breaks the connection at the next commit: before the server gets it, or after the server has done it, so that its answer is
   * lost. @returns whether that has happened
   */
  breakNext(when: "before" | "after"): () => boolean;
  close(): Promise<void>;
}

/** A relay to a port on loopback. */
export async function startRelay(to: number): Promise<Relay> {
  let armed: "before" | "after" | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(to, "127.0.0.1");
    let lost = false;
    const both = [client, upstream];
    for (const one of both) {
      sockets.add(one);
      one.on("error", () => {});
      one.on("close", () => {
        sockets.delete(one);
        for (const other of both) other.destroy();
      });
    }
    const cut = () => {
      for (const one of both) one.destroy();
    };
    client.on("data", (bytes) => {
      if (armed !== null && bytes.includes("COMMIT")) {
        const when = armed;
        armed = null;
        if (when === "before") return cut();
        lost = true;
      }
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => (lost ? cut() : client.write(bytes)));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port,
    breakNext(when) {
      armed = when;
      return () => armed === null;
    },
    async close() {
      for (const one of sockets) one.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
