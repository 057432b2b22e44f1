import { connect } from "node:net";
import { fault } from "../../base/fault.ts";
import type { Place } from "../../domain/settings/scanner-place.ts";
import type { Origin } from "../../engine/intake/check.ts";
import { failure } from "../../text/index.ts";

/** The most bytes of a response that are read. */
const LONGEST_ANSWER = 256 * 1024;

/** How long to wait for an answer, in milliseconds; nothing is waited for any more once the signal aborts. */
export interface Limits {
  readonly time: number;
  readonly signal: AbortSignal;
}

/** How a kind of scanner is talked to. Both throw an Error if it cannot be reached, takes too long, or answers nonsense. */
export interface Protocol<T> {
  /** Scans a mail; null for one that the scanner skips. */
  readonly ask: (place: Place, raw: Uint8Array, origin: Origin, limits: Limits) => Promise<T | null>;
  /** Asks whether it works. */
  readonly ping: (place: Place, limits: Limits) => Promise<void>;
  /** Milliseconds that it may take to say so while it scans. */
  readonly pong: number;
}

/** The scanner closed the connection during sending. Its response may be lost with the connection. */
export class ConnectionClosed extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/**
 * Sends data to a scanner, piece by piece, and returns everything that it answers until it closes the connection.
 * @param limits for all of it
 * @throws ConnectionClosed if it closes the connection before it has everything, and no response arrives
 * @throws Error if it cannot be reached, closes the connection without a response, or takes too long
 */
export function exchange(
  place: Place,
  pieces: readonly Uint8Array[],
  { time, signal }: Limits,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(place.at);
    const answer: Buffer[] = [];
    let length = 0;
    let begun = false;
    let next = 0;
    const timer = setTimeout(
      () => fail(failure(fault("server.late", { params: { seconds: time / 1000 } }))),
      time,
    );
    const abort = () => fail(failure(fault("server.closed")));
    const fail = (cause: Error) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.destroy();
      // A scanner that has read enough of a mail answers and closes the connection while we still write: its response counts.
      if (length > 0) resolve(Buffer.concat(answer));
      else if (begun && (next < pieces.length || socket.writableLength > 0))
        reject(new ConnectionClosed(cause));
      else reject(cause);
    };
    // No faster than it reads, so that its response to a mail that is too large is read before it closes the connection.
    const send = () => {
      begun = true;
      while (next < pieces.length && !socket.destroyed) {
        const piece = pieces[next++];
        if (piece && !socket.write(piece)) return;
      }
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.on("connect", send);
    socket.on("drain", () => setImmediate(send));
    socket.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > LONGEST_ANSWER) fail(failure(fault("server.too-much")));
      else answer.push(chunk);
    });
    socket.on("error", fail);
    socket.on("close", () => fail(failure(fault("server.closed"))));
  });
}
