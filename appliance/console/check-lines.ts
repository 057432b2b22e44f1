import type { Text } from "../../src/text/console.ts";
import type { Check } from "../protocol.ts";
import type { Line } from "./paint.ts";

/** What was tried and what came of it, with what to do where it failed. */
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
