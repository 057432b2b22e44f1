import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const fileIn = (data: string) => join(data, "last-backup");

/**
 * Writes down when the last backup was made, for those who cannot ask the journal: the box's console.
 * @param at milliseconds since 1970; null for never
 */
export function noteLast(data: string, at: number | null): void {
  const file = fileIn(data);
  if (at === null) {
    rmSync(file, { force: true });
    return;
  }
  writeFileSync(`${file}.new`, `${new Date(at).toISOString()}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** When that was, in milliseconds since 1970; null where nobody has written it down. */
export function readLast(data: string): number | null {
  try {
    const at = Date.parse(readFileSync(fileIn(data), "utf8").trim());
    return Number.isNaN(at) ? null : at;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}
