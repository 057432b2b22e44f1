/** Requests whose body nobody wants: the answer has to arrive although it is not read, and must cost next to nothing. */
import { IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import type { Fetch } from "./to-https.ts";

/** Bytes of a body that nobody wanted that are passed over, so that the connection can go on. */
const PASSED_OVER = 64 * 1024;
/** Bytes and milliseconds for which a connection that is closed still takes what comes, so that the peer gets the answer. */
const LINGER = { bytes: 64 * 1024, ms: 2000 } as const;

/** Says with the answer that the connection ends where the rest of the request is not going to be read. */
export function sayClose(pages: Fetch): Fetch {
  return async (request, env) => {
    const response = await pages(request, env);
    const incoming = "incoming" in env ? env.incoming : null;
    if (incoming instanceof IncomingMessage && isUnread(incoming))
      response.headers.set("Connection", "close");
    return response;
  };
}

/**
 * Ends connections with an unread rest of a request so that the answer reaches the peer (RFC 9112 section 9.6): ours is
 * closed first, and what still comes is passed over for a while, since closing at once would have the system throw away
 * what the peer has not read yet.
 */
export function lingers(server: Pick<Server, "on">): void {
  const newest = new WeakMap<Socket, IncomingMessage>();
  server.on("request", (request, response) => {
    const { socket } = request;
    if (!newest.has(socket)) {
      const destroySoon = socket.destroySoon.bind(socket);
      // What Node calls when the answer is out and the connection is not to go on.
      socket.destroySoon = () => {
        const last = newest.get(socket);
        if (last && !last.complete) linger(socket, last);
        else destroySoon();
      };
    }
    newest.set(socket, request);
    response.once("finish", () => {
      if (isUnread(request)) socket.destroySoon();
    });
  });
}

/** Whether more is still to come of the body than is passed over. */
function isUnread({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > PASSED_OVER;
}

const lingering = new WeakSet<Socket>();

function linger(socket: Socket, request: IncomingMessage): void {
  if (lingering.has(socket)) return;
  lingering.add(socket);
  socket.end();
  const before = socket.bytesRead;
  socket.on("data", () => {
    if (socket.bytesRead - before <= LINGER.bytes) return;
    // Either would have the other go on.
    request.pause();
    socket.pause();
  });
  request.removeAllListeners("data");
  request.resume();
  // Nothing unread is left then, or the peer has gone.
  request.once("end", () => socket.destroy());
  const cut = setTimeout(() => socket.destroy(), LINGER.ms).unref();
  socket.once("close", () => clearTimeout(cut));
}
