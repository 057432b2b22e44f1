/** Bytes from outside, read up to a bound: no more than that is ever held, whatever the other side says or sends. */

/** A share of memory that many readers have together. */
export interface Room {
  /** Whether so many bytes more still fit; if so, they are taken. */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export function createRoom(most: number): Room {
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
      /** Gives the room back; to be called once, when the bytes are done with. */
      readonly release: () => void;
    }
  /** `cause`: what the stream threw where it broke off. */
  | {
      readonly ok: false;
      readonly why: "too-large" | "no-room" | "broke-off";
      readonly start: readonly Uint8Array[];
      readonly cause?: unknown;
    };

/**
 * Reads a body to its end, or until it passes the bound. What is not read is left in the stream, which is not cancelled:
 * over HTTP the answer takes the same connection.
 * @param most bytes that are read at most; a chunk that goes beyond is the last that is looked at
 * @param room where the bytes count while they are held; null where the bound is small
 * @returns the bytes, or why not, with the chunks that came until then
 */
export async function readBounded(
  body: ReadableStream<Uint8Array>,
  most: number,
  room: Room | null,
): Promise<Bounded> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const fail = (why: "too-large" | "no-room" | "broke-off", cause?: unknown): Bounded => {
    room?.give(size);
    return { ok: false, why, start: chunks, cause };
  };
  try {
    for await (const chunk of body.values({ preventCancel: true })) {
      if (size + chunk.length > most) return fail("too-large");
      if (room && !room.take(chunk.length)) return fail("no-room");
      size += chunk.length;
      chunks.push(chunk);
    }
  } catch (cause) {
    return fail("broke-off", cause);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return { ok: true, bytes, release: () => room?.give(size) };
}
