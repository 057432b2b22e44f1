import { Failure } from "../base/failure.ts";
import type { Listen } from "./configuration.ts";
import { libc } from "./libc.ts";

/** An address as shown and written to run.json: ADDR:PORT. */
const place = ({ host }: Listen, port: number): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** What a Node server listens on. */
export type ListenAddress = { readonly host: string; readonly port: number } | { readonly fd: number };

/**
 * Starts to listen on an address, or on each of its inherited sockets.
 * @param what the option that gives the address
 * @param start creates a server and lets it listen; returns its port
 * @returns ADDR:PORT
 * @throws Failure that says what an operator can do about the system's error
 */
export async function listenAt(
  what: string,
  listen: Listen,
  start: (where: ListenAddress) => Promise<number>,
): Promise<string> {
  const { host, port, fds } = listen;
  if (fds === undefined) return place(listen, await orInUse(what, listen, () => start({ host, port })));
  for (const fd of fds) await start({ fd: ownNumber(fd, what) });
  return place(listen, port);
}

/** A duplicate of an inherited socket: closing it leaves the socket open for the next listener. */
export function ownNumber(fd: number, what: string): number {
  const own = libc().duplicate(fd);
  if (own < 0) throw new Failure(`the socket handed over as "${what}" is not open`);
  return own;
}

async function orInUse<T>(what: string, listen: Listen, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const where = place(listen, listen.port);
    if (code === "EADDRINUSE") {
      throw new Failure(
        `${where} is in use by another program; stop that, or give another address with --${what}`,
      );
    }
    if (code === "EACCES") {
      throw new Failure(`listening on ${where} needs more rights; give --${what} a port from 1024 on`);
    }
    if (code === "EADDRNOTAVAIL")
      throw new Failure(`${listen.host} is not an address of this machine (--${what})`);
    throw cause;
  }
}
