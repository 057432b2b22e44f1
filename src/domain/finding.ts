export type Level = "ok" | "warning" | "problem";

/** The result of one check. */
export interface Finding {
  /** The check's name, in lower case, such as "disk". */
  readonly check: string;
  /** "warning" if it works in part, or could not be checked. */
  readonly level: Level;
  /** One line: what was found. */
  readonly what: string;
  /** One line: what to do about it; null if nothing. */
  readonly todo: string | null;
  /** Text to copy, such as a DNS record; null for none. */
  readonly line: string | null;
}

/** Creates the findings of one check. */
export function findingsOf(check: string) {
  const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
  const to = (level: "warning" | "problem") =>
    function found(what: string, todo: string, line: string | null = null): Finding {
      return { check, level, what: oneLine(what), todo: oneLine(todo), line };
    };
  return {
    ok: (what: string): Finding => ({ check, level: "ok", what: oneLine(what), todo: null, line: null }),
    warning: to("warning"),
    problem: to("problem"),
  };
}

const order: readonly Level[] = ["problem", "warning", "ok"];

/** Problems first, then warnings; otherwise in order. */
export const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));

/** The worst level among them; "ok" if there are none. */
export const worstOf = (findings: readonly Finding[]): Level =>
  order.find((level) => findings.some((one) => one.level === level)) ?? "ok";

/** A count in words: "1 mail", "3 mails". */
export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/** A number of bytes in words. */
export function size(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** A duration in words, roughly. */
export function duration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 120) return count(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 48 ? count(hours, "hour") : count(Math.round(hours / 24), "day");
}

export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
