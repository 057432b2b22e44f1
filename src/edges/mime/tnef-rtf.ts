import { Buffer } from "node:buffer";

/**
 * Decompresses RTF as used in Outlook's mails (MS-OXRTFCP).
 * @returns null if it is something else; what is there if it is truncated
 */
export function decompressRtf(bytes: Buffer): Buffer | null {
  if (bytes.length < 16) return null;
  // Eight references of two bytes after one of flags give 17 bytes each: no more space than that is needed.
  const length = Math.min(bytes.readUInt32LE(4), LONGEST, 9 * bytes.length);
  const kind = bytes.readUInt32LE(8);
  if (kind === UNCOMPRESSED) return bytes.subarray(16, 16 + length);
  if (kind !== COMPRESSED) return null;
  const out = Buffer.alloc(length);
  const window = Buffer.alloc(WINDOW);
  window.write(dictionary, "latin1");
  let written = 0;
  let place = dictionary.length;
  const put = (byte: number) => {
    if (written < length) out[written++] = byte;
    window[place] = byte;
    place = (place + 1) % WINDOW;
  };
  let at = 16;
  while (at < bytes.length && written < length) {
    const flags = bytes[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < bytes.length && written < length; bit++) {
      if ((flags & (1 << bit)) === 0) {
        put(bytes[at++] ?? 0);
        continue;
      }
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const from = reference >> 4;
      // A reference to the current position marks the end.
      if (from === place) return out.subarray(0, written);
      for (let i = 0; i < (reference & 15) + 2; i++) put(window[(from + i) % WINDOW] ?? 0);
    }
  }
  return out.subarray(0, written);
}

const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;
const WINDOW = 4096;
const LONGEST = 16 * 1024 * 1024;

/** The window's initial contents (MS-OXRTFCP section 2.1.2.1). */
const dictionary =
  "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
