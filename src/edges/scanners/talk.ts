import { connect } from "node:net";
import type { Place } from "./place.ts";

/** Bytes of the longest answer that is read. */
const LONGEST_ANSWER = 256 * 1024;

/** The scanner hung up while it was still being sent to. What it said of that may be lost with the connection. */
export class HungUp extends Error {}

/**
 * Sends what is given to a scanner, piece by piece, and gives all that it answers until it hangs up.
 * @param time milliseconds for all of it
 * @throws HungUp when it hangs up before it has everything, and no answer arrives
 * @throws Error when it cannot be reached, hangs up without a word, or takes too long
 */
export function talk(place: Place, pieces: readonly Uint8Array[], time: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(place.at);
    const answer: Buffer[] = [];
    let length = 0;
    let begun = false;
    let next = 0;
    const timer = setTimeout(() => fail(new Error(`no answer within ${time / 1000} s`)), time);
    const fail = (cause: Error) => {
      clearTimeout(timer);
      socket.destroy();
      // A scanner that had enough of a mail answers and hangs up while we still write: its answer counts.
      if (length > 0) resolve(Buffer.concat(answer));
      else if (begun && (next < pieces.length || socket.writableLength > 0))
        reject(new HungUp(cause.message));
      else reject(cause);
    };
    // No faster than it reads, so that what it says of a mail that is too large is read before it hangs up.
    const send = () => {
      begun = true;
      while (next < pieces.length && !socket.destroyed) {
        const piece = pieces[next++];
        if (piece && !socket.write(piece)) return;
      }
    };
    socket.on("connect", send);
    socket.on("drain", () => setImmediate(send));
    socket.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > LONGEST_ANSWER) fail(new Error("its answer is too long"));
      else answer.push(chunk);
    });
    socket.on("error", fail);
    socket.on("close", () => fail(new Error("it hung up without an answer")));
  });
}
