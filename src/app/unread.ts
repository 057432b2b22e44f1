/** Requests whose body is not read: the response has to arrive all the same, and must cost next to nothing. */
import { IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import type { Fetch } from "./to-https.ts";

/** The most bytes of an unwanted body that are skipped to keep the connection. */
const PASSED_OVER = 64 * 1024;
/** Bytes and milliseconds for which a closing connection still accepts data, so that the peer gets the response. */
const LINGER = { bytes: 64 * 1024, ms: 2000 } as const;

/** Announces in the response that the connection is closed if the rest of the request is not read. */
export function announceClose(pages: Fetch): Fetch {
  return async (request, env) => {
    const response = await pages(request, env);
    const incoming = "incoming" in env ? env.incoming : null;
    if (incoming instanceof IncomingMessage && isUnread(incoming))
      response.headers.set("Connection", "close");
    return response;
  };
}

/**
 * Closes connections with unread data so that the response reaches the peer (RFC 9112 section 9.6): our side is
 * closed first, and further data is discarded for a while, since closing immediately would make the system discard
 * what the peer has not read yet.
 */
export function lingerOnClose(server: Pick<Server, "on">): void {
  const newest = new WeakMap<Socket, IncomingMessage>();
  server.on("request", (request, response) => {
    const { socket } = request;
    if (!newest.has(socket)) {
      const destroySoon = socket.destroySoon.bind(socket);
      // What Node calls when the response is sent and the connection is to be closed.
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

/** Whether more of the body is still to come than is skipped. */
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
    // Either would make the client continue.
    request.pause();
    socket.pause();
  });
  request.removeAllListeners("data");
  request.resume();
  // Then nothing unread is left, or the peer has gone.
  request.once("end", () => socket.destroy());
  const cut = setTimeout(() => socket.destroy(), LINGER.ms).unref();
  socket.once("close", () => clearTimeout(cut));
}
