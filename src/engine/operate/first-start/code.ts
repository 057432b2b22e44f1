import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const fileIn = (data: string) => join(data, "setup-code");

/** Letters and digits that are hard to confuse on a screen. */
const alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/**
 * The one-time setup code, such as "K7QM-3FPX": created once and kept in DIR/setup-code, for those who may read it,
 * until setup is complete.
 */
export function setupCode(data: string): string {
  const kept = keptCode(data);
  if (kept !== null) return kept;
  const group = () => Array.from({ length: 4 }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
  const code = `${group()}-${group()}`;
  writeFileSync(`${fileIn(data)}.new`, `${code}\n`, { mode: 0o600 });
  renameSync(`${fileIn(data)}.new`, fileIn(data));
  return code;
}

export function forgetCode(data: string): void {
  rmSync(fileIn(data), { force: true });
}

/** Whether this is the code, however it was typed; takes the same time for every wrong one. */
export function isCode(given: string, code: string): boolean {
  return timingSafeEqual(digest(given), digest(code));
}

function digest(text: string): Buffer {
  const plain = text.slice(0, 100).toUpperCase().replace(/[\s-]/g, "");
  return createHash("sha256").update(plain).digest();
}

function keptCode(data: string): string | null {
  try {
    const text = readFileSync(fileIn(data), "utf8").trim();
    return /^[A-Z2-9]{4}-[A-Z2-9]{4}$/.test(text) ? text : null;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}
