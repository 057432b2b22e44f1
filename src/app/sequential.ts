import { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Fetch } from "./to-https.ts";

/**
 * Answers the requests of one connection one after another. Requests may be pipelined (RFC 9112 section 9.3.2), and a
 * client that sends hundreds and reads no response would otherwise have all of them generated and kept in memory.
 */
export function sequentially(pages: Fetch): Fetch {
  const newest = new WeakMap<Socket, Promise<void>>();
  return async (request, env) => {
    const outgoing = "outgoing" in env ? env.outgoing : null;
    if (!(outgoing instanceof ServerResponse)) return pages(request, env);
    const { socket } = outgoing.req;
    const before = newest.get(socket);
    newest.set(socket, new Promise((done) => outgoing.once("close", done)));
    // If the connection breaks, the turn of waiting requests never comes.
    await before;
    return pages(request, env);
  };
}
