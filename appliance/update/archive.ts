/** Reads update files, which are tar archives (POSIX ustar): untrusted input, read as a stream and never unpacked. */
import { Refusal } from "../refusal.ts";

const BLOCK = 512;

/** A file of the archive. It has to be read before the next one is requested; what is left of it is skipped. */
export interface Member {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Its bytes as a stream. Throws a Refusal if the archive ends early. */
  chunks(): AsyncGenerator<Uint8Array, void, undefined>;
  /** All its bytes. Throws a Refusal if there are more than `most`. */
  read(most: number): Promise<Uint8Array>;
}

/**
 * The members of an archive, in order. Throws a Refusal for anything but plain files with short names: an update has no
 * links, folders, devices or tar extensions.
 */
export async function* membersOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Member, void, undefined> {
  const bytes = createBytes(source);
  try {
    for (;;) {
      const header = await bytes.exactly(BLOCK);
      if (header === null) throw cutShort();
      if (header.every((byte) => byte === 0)) return;
      const { name, size } = readHeader(header);
      let left = size;
      const chunks = async function* () {
        while (left > 0) {
          const chunk = await bytes.some(left);
          if (chunk === null) throw cutShort();
          left -= chunk.length;
          yield chunk;
        }
      };
      yield {
        ...{ name, size, chunks },
        async read(most) {
          if (size > most) throw notOurs();
          const found: Uint8Array[] = [];
          for await (const chunk of chunks()) found.push(chunk);
          return Buffer.concat(found);
        },
      };
      for await (const _ of chunks());
      const padding = (BLOCK - (size % BLOCK)) % BLOCK;
      if (padding > 0 && (await bytes.exactly(padding)) === null) throw cutShort();
    }
  } finally {
    await bytes.end();
  }
}

interface Bytes {
  /** At least one byte and at most `most`; null at the end. */
  some(most: number): Promise<Uint8Array | null>;
  /** Exactly this many bytes; null if there are fewer. */
  exactly(count: number): Promise<Uint8Array | null>;
  end(): Promise<void>;
}

function createBytes(source: AsyncIterable<Uint8Array>): Bytes {
  const from = source[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array();
  const some = async (most: number) => {
    while (held.length === 0) {
      const next = await from.next();
      if (next.done) return null;
      held = next.value;
    }
    const taken = held.subarray(0, most);
    held = held.subarray(taken.length);
    return taken;
  };
  return {
    some,
    async exactly(count) {
      const found = Buffer.alloc(count);
      for (let at = 0; at < count; ) {
        const chunk = await some(count - at);
        if (chunk === null) return null;
        found.set(chunk, at);
        at += chunk.length;
      }
      return found;
    },
    async end() {
      await from.return?.();
    },
  };
}

function readHeader(header: Uint8Array): { readonly name: string; readonly size: number } {
  const text = (from: number, to: number) => {
    const field = header.subarray(from, to);
    const end = field.indexOf(0);
    return Buffer.from(end < 0 ? field : field.subarray(0, end)).toString("latin1");
  };
  const octal = (from: number, to: number) => {
    const digits = text(from, to).trim();
    return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : -1;
  };
  // The checksum counts its own field as spaces.
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  const name = text(0, 100);
  const size = octal(124, 136);
  const type = text(156, 157);
  const plain = type === "" || type === "0";
  if (octal(148, 156) !== sum || text(257, 262) !== "ustar" || !plain || text(345, 500) !== "")
    throw notOurs();
  if (size < 0 || !/^[a-z][a-z0-9.]{0,63}$/.test(name)) throw notOurs();
  return { name, size };
}

const notOurs = () =>
  new Refusal("This is not an update file", "Choose a file whose name is mailmanager-VERSION.update");
const cutShort = () =>
  new Refusal(
    "The update file is incomplete: it was not copied or downloaded completely",
    "Copy or download it again",
  );
