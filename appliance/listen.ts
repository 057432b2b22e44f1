import { chmodSync, chownSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import type { Caller } from "./protocol.ts";

/** The sockets to listen on, each with its caller. */
export interface Listening {
  readonly servers: readonly Server[];
  /** Whether systemd opened the sockets, and starts the helper again on a connection. */
  readonly activated: boolean;
}

export interface OwnSocket {
  readonly caller: Caller;
  readonly path: string;
  readonly mode: number;
  /** The group that may open it; null: the process's own. */
  readonly group: number | null;
}

/**
 * Takes the sockets that systemd passed (named "app" and "console"), or creates them.
 * @param env the environment, with systemd's variables (sd_listen_fds(3))
 * @param own the sockets to create if systemd passed none
 */
export async function listen(
  env: Readonly<Record<string, string | undefined>>,
  own: readonly OwnSocket[],
  connected: (caller: Caller, socket: Socket) => void,
): Promise<Listening> {
  const given = handedOver(env);
  const servers = await Promise.all(
    given.length > 0
      ? given.map(({ caller, fd }) => start(caller, { fd }))
      : own.map(async ({ caller, path, mode, group }) => {
          mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
          rmSync(path, { force: true });
          // The umask keeps others out until the mode is set.
          const server = await start(caller, { path });
          if (group !== null) chownSync(path, process.getuid?.() ?? 0, group);
          chmodSync(path, mode);
          return server;
        }),
  );
  return { servers, activated: given.length > 0 };

  function start(caller: Caller, where: { fd: number } | { path: string }): Promise<Server> {
    const server = createServer((socket) => connected(caller, socket));
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(where, () => {
        server.off("error", reject);
        resolve(server);
      });
    });
  }
}

const FIRST_FD = 3;

function handedOver(
  env: Readonly<Record<string, string | undefined>>,
): readonly { readonly caller: Caller; readonly fd: number }[] {
  if (env.LISTEN_PID !== String(process.pid)) return [];
  const names = (env.LISTEN_FDNAMES ?? "").split(":");
  const count = Number(env.LISTEN_FDS);
  return Array.from({ length: Number.isInteger(count) ? count : 0 }, (_, index) => {
    const caller = names[index];
    if (caller !== "app" && caller !== "console") {
      throw new Error(`systemd passed a socket called "${caller ?? ""}"; "app" and "console" are known`);
    }
    return { caller, fd: FIRST_FD + index };
  });
}
