/** A reproducible tar archive (POSIX ustar), for OVA files and updates. */
import { closeSync, createReadStream, openSync, statSync, writeSync } from "node:fs";

/** A member: its name, and its bytes or a file with them. */
export interface TarMember {
  readonly name: string;
  readonly content: Uint8Array | { readonly file: string };
}

/** Writes the archive. Times of all members are `epoch`, in seconds. */
export async function writeTar(path: string, members: readonly TarMember[], epoch: number): Promise<void> {
  const tar = openSync(path, "w");
  try {
    for (const { name, content } of members) {
      const size = content instanceof Uint8Array ? content.length : statSync(content.file).size;
      writeSync(tar, header(name, size, epoch));
      if (content instanceof Uint8Array) writeSync(tar, content);
      else
        for await (const chunk of createReadStream(content.file, { highWaterMark: 1 << 20 }))
          writeSync(tar, chunk);
      writeSync(tar, Buffer.alloc((512 - (size % 512)) % 512));
    }
    writeSync(tar, Buffer.alloc(1024));
  } finally {
    closeSync(tar);
  }
}

function header(name: string, size: number, epoch: number): Buffer {
  const block = Buffer.alloc(512);
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long a name`);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;
  block.write(name, 0);
  block.write(octal(0o644, 8), 100, "latin1");
  block.write(octal(0, 8), 108, "latin1");
  block.write(octal(0, 8), 116, "latin1");
  block.write(octal(size, 12), 124, "latin1");
  block.write(octal(epoch, 12), 136, "latin1");
  block.fill(" ", 148, 156);
  block.write("0", 156, "latin1");
  block.write("ustar\0", 257, "latin1");
  block.write("00", 263, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
