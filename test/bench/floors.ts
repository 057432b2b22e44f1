/** Starts other servers on this machine, for comparison. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";
import { startPostfix } from "./postfix.ts";

export interface Server {
  readonly name: string;
  readonly port: number;
  /** Null if it is more than one process. */
  readonly pid: number | null;
  stop(): Promise<void>;
}

/** Starts the servers; prints on standard error what cannot be measured here. */
export async function startFloors(folder: string, domain: string): Promise<readonly Server[]> {
  const servers: Server[] = [
    await plain("smtp-server, a file for each mail", "file", join(folder, "files")),
    await plain("smtp-server with SQLite", "sqlite", join(folder, "sqlite")),
  ];
  const postfix = await startPostfix(domain);
  if (typeof postfix === "string") process.stderr.write(`without the floor of Postfix: ${postfix}\n`);
  else servers.push({ name: "Postfix", port: postfix.port, pid: null, stop: postfix.stop });
  return servers;
}

async function plain(name: string, kind: string, data: string): Promise<Server> {
  const file = join(import.meta.dirname, "smtp-floor.ts");
  const child = spawn(process.execPath, [file, "--kind", kind, "--data", data], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => reject(new Error(`${name} ended`)));
    child.stdout.once("data", (line) => {
      resolve(z.object({ port: z.number() }).parse(JSON.parse(String(line))).port);
    });
  });
  return {
    name,
    port,
    pid: child.pid ?? null,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
