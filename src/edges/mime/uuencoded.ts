import type { Buffer } from "node:buffer";
import { decodeUu } from "./transfer.ts";

export interface UuFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * Takes uuencoded files out of a text, as sent by mailers before MIME and by some scanners still.
 * @param text line ends LF or CRLF
 * @param most files; those after them stay in the text
 */
export function takeUuencoded(
  text: string,
  most: number,
): { readonly text: string; readonly files: readonly UuFile[] } {
  if (!/^begin [0-7]{3,4} \S/m.test(text)) return { text, files: [] };
  const kept: string[] = [];
  const files: UuFile[] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] ?? "").trimEnd();
    const name = /^begin [0-7]{3,4} (\S.*)$/.exec(line)?.[1];
    const end = name === undefined || files.length >= most ? -1 : endOf(lines, i + 1);
    if (name === undefined || end === -1) {
      kept.push(lines[i] ?? "");
      continue;
    }
    files.push({ name, bytes: decodeUu(lines.slice(i + 1, end).map((data) => data.replace(/\r$/, ""))) });
    i = end;
  }
  return { text: kept.join("\n"), files };
}

/** The "end" line of the data that starts there; -1 if there is no such data. */
function endOf(lines: readonly string[], from: number): number {
  for (let i = from; i < lines.length; i++) {
    const line = (lines[i] ?? "").replace(/\r$/, "");
    if (/^end\s*$/.test(line)) return i > from ? i : -1;
    // Each line starts with its length; trailing spaces may have been lost on the way.
    const length = (line.charCodeAt(0) - 32) & 63;
    if (
      line === ""
        ? i === from
        : !/^[\x20-\x60]+$/.test(line) || line.length > 1 + Math.ceil(length / 3) * 4 + 2
    ) {
      return -1;
    }
  }
  return -1;
}
