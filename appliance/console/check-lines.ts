import type { Text } from "../../src/text/console.ts";
import type { Check } from "../protocol.ts";
import type { Line } from "./paint.ts";

/** The results of checks, each failed one with what to do about it. */
export function checkLines(checks: readonly Check[], t: Text): readonly Line[] {
  return checks.flatMap(({ check, ok, what, todo }): readonly Line[] => [
    [
      ok ? { text: t("check.ok"), style: "green" } : { text: t("check.bad"), style: ["bold", "red"] },
      { text: `  ${check}`, style: "bold" },
    ],
    what,
    ...(todo === null ? [] : [t("trouble.todo", { todo })]),
    "",
  ]);
}
