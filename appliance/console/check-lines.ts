import { boxCheckInWords } from "../../src/text/box-checks.ts";
import type { Check } from "../protocol.ts";
import type { Line } from "./paint.ts";
import type { Ui } from "./view.ts";

/** What was tried and what came of it, with what to do where it failed. */
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
