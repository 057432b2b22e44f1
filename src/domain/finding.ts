export type Level = "ok" | "warning" | "problem";

/** What one check came to. */
export interface Finding {
  /** The check's name, in lower case, such as "disk". */
  readonly check: string;
  /** "warning" is for what works in part, or could not be told. */
  readonly level: Level;
  /** One line: what is. */
  readonly what: string;
  /** One line: what to do about it; null when there is nothing to do. */
  readonly todo: string | null;
  /** What is to be copied as it is, such as a DNS record; null for none. */
  readonly line: string | null;
}

/** Makes the findings of one check. */
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

/** Problems first, then warnings; else as they came. */
export const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));

/** The worst level among them; "ok" for none. */
export const worstOf = (findings: readonly Finding[]): Level =>
  order.find((level) => findings.some((one) => one.level === level)) ?? "ok";

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
