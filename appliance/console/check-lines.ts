import { boxCheckInWords } from "../../src/text/box-checks.ts";
import type { Check } from "../protocol.ts";
import type { Line } from "./paint.ts";
import type { Ui } from "./view.ts";

/** The results of checks, each failed one with what to do about it. */
export function checkLines(
  checks: readonly Check[],
  { t, language }: Pick<Ui, "t" | "language">,
): readonly Line[] {
  const said = checks.map((one) => boxCheckInWords(language, one));
  return said.flatMap(({ check, ok, what, todo }): readonly Line[] => [
    [
      ok ? { text: t("check.ok"), style: "green" } : { text: t("check.bad"), style: ["bold", "red"] },
      { text: `  ${check}`, style: "bold" },
    ],
    what,
    ...(todo === null ? [] : [t("trouble.todo", { todo })]),
    "",
  ]);
}
