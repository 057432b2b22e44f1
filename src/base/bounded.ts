/** Reads bytes from outside up to a limit: no more than that is ever held, whatever the other side says or sends. */

/** A memory budget shared by many readers. */
export interface MemoryBudget {
  /** Whether this many more bytes fit; if so, they are reserved. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createMemoryBudget(most: number): MemoryBudget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > most) return false;
      taken += bytes;
      return true;
    },
    give: (bytes) => {
      taken -= bytes;
    },
  };
}

export type Bounded =
  | {
      readonly ok: true;
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** Releases the memory; to be called once, when the bytes are no longer needed. */
      readonly release: () => void;
    }
  /** `cause`: what the stream threw when it broke off. */
  | {
      readonly ok: false;
      readonly why: "too-large" | "no-room" | "broke-off";
      readonly start: readonly Uint8Array[];
      readonly cause?: unknown;
    };

/** Bytes that are put together in one turn of the event loop. */
const AT_ONCE = 1024 * 1024;

/**
 * Reads a body to its end, or until it exceeds the limit. The rest is left in the stream, which is not cancelled:
 * over HTTP the response uses the same connection.
 * @param most bytes to read at most; a chunk that exceeds this is the last that is read
 * @param room the budget that the bytes count against; null if the limit is small
 * @param nextTurn lets the event loop go on, while many bytes are put together
 * @returns the bytes, or why not, with the chunks read until then
 */
export async function readBounded(
  body: ReadableStream<Uint8Array>,
  most: number,
  room: MemoryBudget | null,
  nextTurn: () => Promise<unknown>,
): Promise<Bounded> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const fail = (why: "too-large" | "no-room" | "broke-off", cause?: unknown): Bounded => {
    room?.give(size);
    return { ok: false, why, start: chunks, cause };
  };
  try {
    for await (const chunk of body.values({ preventCancel: true })) {
      if (size + chunk.length > most) {
        chunks.push(chunk.subarray(0, most - size));
        return fail("too-large");
      }
      if (room && !room.take(chunk.length)) return fail("no-room");
      size += chunk.length;
      chunks.push(chunk);
    }
  } catch (cause) {
    return fail("broke-off", cause);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  let turn = AT_ONCE;
  for (const chunk of chunks) {
    if (at > turn) {
      await nextTurn();
      turn = at + AT_ONCE;
    }
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { ok: true, bytes, release: () => room?.give(size) };
}
