import { closeSync, openSync, readSync } from "node:fs";

const CHUNK = 1024 * 1024;
const LF = 10;

/**
 * The lines of a file, each with its line end, in pieces of at most 1 MB: a longer line comes in several, of which
 * only the last ends in LF. The bytes are valid until the next piece is requested.
 * @throws file system errors
 */
export function* linesOf(file: string): Generator<Uint8Array, void, undefined> {
  const fd = openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    let held = 0;
    for (;;) {
      const read = readSync(fd, buffer, held, CHUNK - held, null);
      held += read;
      let from = 0;
      for (let at = buffer.indexOf(LF, from); at >= 0 && at < held; at = buffer.indexOf(LF, from)) {
        yield buffer.subarray(from, at + 1);
        from = at + 1;
      }
      if (read === 0 || (from === 0 && held === CHUNK)) {
        if (held > from) yield buffer.subarray(from, held);
        if (read === 0) return;
        from = held;
      }
      buffer.copyWithin(0, from, held);
      held -= from;
    }
  } finally {
    closeSync(fd);
  }
}
