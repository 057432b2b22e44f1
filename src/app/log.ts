import type { Log } from "../base/log.ts";

type Level = "info" | "warn" | "error";

/**
 * One line per message: time, level, text, then facts as name=value, without those that are undefined; an error's cause with the first lines of its
 * stack. To standard error, where systemd's journal or a terminal shows it.
 */
export function createLog(write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const line =
    (level: Level) =>
    (what: string, facts: Record<string, unknown> = {}) => {
      const shown = Object.entries(facts).flatMap(([name, value]) =>
        value === undefined ? [] : [` ${name}=${show(value)}`],
      );
      write(`${new Date().toISOString()} ${level.padEnd(5)} ${what}${shown.join("")}\n`);
    };
  return { info: line("info"), warn: line("warn"), error: line("error") };
}

/** Logs Node's warnings, which it would otherwise write to standard error in a form of its own. */
export function logWarnings(log: Log): void {
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn("runtime warning", { cause: warning }));
}

/** A fact on one line: control characters in hostile input cannot forge another line or control a terminal. */
function show(value: unknown): string {
  const text = value instanceof Error ? errorText(value) : typeof value === "string" ? value : asJson(value);
  if (/^[\w.:@/+-]+$/.test(text)) return text;
  // JSON does not escape control characters above ASCII and those of writing direction.
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Values that JSON cannot represent (a bigint, a cycle, a function) must not prevent a line from being logged. */
function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

function errorText(error: Error): string {
  const stack = (error.stack ?? "")
    .split("\n")
    .slice(1, 4)
    .map((line) => line.trim());
  const cause = error.cause === undefined ? "" : ` (cause: ${show(error.cause)})`;
  return `${error.name}: ${error.message}${cause} ${stack.join(" ")}`.trim();
}
