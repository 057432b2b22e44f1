import { connect } from "node:net";
import type { Place } from "./place.ts";

/** Bytes of the longest answer that is read. */
const LONGEST_ANSWER = 256 * 1024;

/**
 * Sends what is given to a scanner, piece by piece, and gives all that it answers until it hangs up.
 * @param time milliseconds for all of it
 * @throws Error when it cannot be reached, hangs up without a word, or takes too long
 */
export function talk(place: Place, pieces: readonly Uint8Array[], time: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(place.at);
    const answer: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => fail(new Error(`no answer within ${time / 1000} s`)), time);
    const fail = (cause: Error) => {
      clearTimeout(timer);
      socket.destroy();
      // A scanner that had enough of a mail answers and hangs up while we still write: its answer counts.
      if (length > 0) resolve(Buffer.concat(answer));
      else reject(cause);
    };
    socket.on("connect", () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > LONGEST_ANSWER) fail(new Error("its answer is too long"));
      else answer.push(chunk);
    });
    socket.on("error", fail);
    socket.on("close", () => fail(new Error("it hung up without an answer")));
  });
}
