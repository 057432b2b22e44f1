import type { StoredFault } from "../base/fault.ts";
import type { Check, FindingCode, FindingParam } from "../base/finding-codes.ts";
import type { RemedyCode, RemedyParam } from "../base/remedy-codes.ts";

export type { Check } from "../base/finding-codes.ts";

export type Level = "ok" | "warning" | "problem";

/** The result of one check; `text/findings.ts` says it. */
export interface Finding {
  readonly check: Check;
  /** "warning" if it works in part, or could not be checked. */
  readonly level: Level;
  /** What was found. */
  readonly code: FindingCode;
  /** What to do about it; null if nothing. */
  readonly remedy: RemedyCode | null;
  /** The parameters of both. */
  readonly params: Readonly<Record<string, Param>>;
  /** Text to copy, such as a DNS record; null for none. */
  readonly line: string | null;
}

type Param = string | number | StoredFault;
type Given<P extends string> = [P] extends [never]
  ? [params?: Readonly<Record<string, never>>, line?: string | null]
  : [params: { readonly [N in P]: Param }, line?: string | null];

/** Creates the findings of one check. */
export function findingsOf(check: Check) {
  const to = (level: "warning" | "problem") =>
    function found<C extends FindingCode, R extends RemedyCode>(
      code: C,
      remedy: R,
      ...[params, line = null]: Given<FindingParam<C> | RemedyParam<R>>
    ): Finding {
      return { check, level, code, remedy, params: params ?? {}, line };
    };
  return {
    ok<C extends FindingCode>(code: C, ...[params]: Given<FindingParam<C>>): Finding {
      return { check, level: "ok", code, remedy: null, params: params ?? {}, line: null };
    },
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

/** A number of bytes in words. */
export function size(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
