export type Level = "ok" | "warning" | "problem";

/** What one check came to. */
export interface Finding {
  /** The check's name, in lower case, such as "disk". */
  readonly check: string;
  readonly level: Level;
  /** One line: what is. */
  readonly what: string;
  /** One line: what to do about it; null when all is well. */
  readonly todo: string | null;
}

/** Makes the findings of one check. */
export function findingsOf(check: string) {
  const line = (text: string) => text.replace(/\s+/g, " ").trim();
  return {
    ok: (what: string): Finding => ({ check, level: "ok", what: line(what), todo: null }),
    warning: (what: string, todo: string): Finding => ({
      check,
      level: "warning",
      what: line(what),
      todo: line(todo),
    }),
    problem: (what: string, todo: string): Finding => ({
      check,
      level: "problem",
      what: line(what),
      todo: line(todo),
    }),
  };
}

/** A number of things in words: "1 mail", "3 mails". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/** Bytes in words. */
export function size(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** A length of time in words, roughly. */
export function duration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return count(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? count(hours, "hour") : count(Math.round(hours / 24), "day");
}

export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
