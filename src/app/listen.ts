import type { Listen } from "./configuration.ts";
import { Failure } from "./failure.ts";

/** An address as it is shown and written to run.json: ADDR:PORT. */
export const place = ({ host }: Listen, port: number): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

/**
 * Starts to listen; turns the system's refusal into what an operator can do about it.
 * @param what the flag that gave the address
 */
export async function orInUse<T>(what: string, listen: Listen, start: () => Promise<T>): Promise<T> {
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
