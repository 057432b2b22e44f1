import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { separatorKind } from "./mbox-separator.ts";

/** How long the mails of an mbox are by their own headers, as its lines are read one by one. */
export interface ContentLength {
  /** A mail begins: its header comes next. */
  begin(): void;
  /** Reads one of a mail's lines. @param end where the bytes after it begin in the file */
  read(line: Uint8Array, end: number): void;
  /** Whether a line that ends there is within the length that the header gives. */
  covers(end: number): boolean;
  close(): void;
}

/**
 * Reads the Content-Length of mails in an mbox (mboxcl and mboxcl2). It counts only where it fits exactly: the file ends
 * after that many bytes, or the next separator is there. Wrong ones are common, since mails are changed later.
 */
export function contentLengthIn(file: string): ContentLength {
  const fd = openSync(file, "r");
  const { size } = fstatSync(fd);
  let inHeader = false;
  let declared: number | null = null;
  let covered = 0;
  const start = Buffer.alloc(LOOKED_AT);

  const fits = (end: number): boolean => {
    if (end > size) return false;
    const before = end === 0 ? 0 : readSync(fd, start, 0, 1, end - 1);
    const atLine = before === 1 && start[0] === LF;
    const rest = start.toString("latin1", 0, readSync(fd, start, 0, LOOKED_AT, end));
    const next = rest.replace(/^(?:\r?\n){0,2}/, "");
    if (!atLine && next === rest && next !== "") return false;
    if (next === "") return end + rest.length === size;
    const [line = "", header = ""] = next.split("\n", 2);
    const kind = line.startsWith("From ") ? separatorKind(Buffer.from(line, "latin1")) : "other";
    // bounded: at most 1,024 characters, read above
    return kind !== "other" && (header === "" || /^(?:>+From |[!-9;-~]{1,100}[ \t]*:)/.test(header));
  };

  return {
    begin() {
      inHeader = true;
      declared = null;
    },
    read(line, end) {
      if (!inHeader) return;
      const text = Buffer.from(line.subarray(0, 100)).toString("latin1");
      const length = /^content-length[ \t]*:[ \t]*(\d{1,12})\s*$/i.exec(text)?.[1];
      if (length !== undefined) declared ??= Number(length);
      if (!/^\r?\n$/.test(text)) return;
      inHeader = false;
      if (declared !== null && fits(end + declared)) covered = end + declared;
    },
    covers: (end) => end <= covered,
    close: () => closeSync(fd),
  };
}

const LF = 10;
/** A separator and the line after it. */
const LOOKED_AT = 1_024;
