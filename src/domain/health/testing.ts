import type { Finding } from "../finding.ts";

/** A finding as its level, its code and, where there is something to do, what. */
export const brief = ({ level, code, remedy }: Finding): string =>
  `${level} ${code}${remedy === null ? "" : ` -> ${remedy}`}`;

export const briefs = (findings: readonly Finding[]): readonly string[] => findings.map(brief);

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const now = Date.UTC(2026, 10, 23);
