import { expect, test } from "vitest";
import { defaultLifecycle } from "../lifecycle/index.ts";
import { studyRuleset } from "./analysis/index.ts";
import { decideRulesetActivated, decideRulesetSaved } from "./versions.ts";

const site = {
  group: (name: string) => name === "sales",
  template: () => true,
  webhook: () => true,
  own: () => false,
  person: () => false,
};
const rule = (group: string) =>
  `ruleset "Desk"\nrule "all"\nwhen mail arrives\nthen assign to group "${group}"\n`;
const study = (text: string) => studyRuleset(text, { first() {}, progress() {} });
const wanted = { version: 3, reason: " because ", acknowledged: [] as readonly string[] };

test("a text is saved as the next version, whatever is wrong with it", () => {
  expect(decideRulesetSaved({ text: "nonsense", reason: " tidied " }, 0)).toEqual({
    ok: true,
    value: { type: "RulesetSaved", version: 1, text: "nonsense", reason: "tidied" },
  });
});

test.each([
  [{ text: "x".repeat(1_000_001), reason: "" }, "ruleset.too-long"],
  [{ text: "", reason: "x".repeat(1001) }, "ruleset.reason"],
])("what is too long is refused", (given, reason) => {
  expect(decideRulesetSaved(given, 4)).toMatchObject({ ok: false, error: { reason } });
});

test("a version is activated with the warnings that were accepted", () => {
  expect(decideRulesetActivated(wanted, study(rule("sales")), { site, lifecycle: defaultLifecycle })).toEqual(
    {
      ok: true,
      value: { type: "RulesetActivated", version: 3, reason: "because", acknowledged: [] },
    },
  );
  const accepted = { ...wanted, acknowledged: ["no-group:support", "no-person:ann"] };
  expect(
    decideRulesetActivated(accepted, study(rule("support")), { site, lifecycle: defaultLifecycle }),
  ).toMatchObject({
    value: { acknowledged: ["no-group:support"] },
  });
});

test.each([
  ["there is no such version", wanted, null, "ruleset.unknown"],
  ["the reason is too long", { ...wanted, reason: "x".repeat(1001) }, "", "ruleset.reason"],
  ["it has errors", wanted, "rule", "ruleset.errors"],
  ["a warning is open", wanted, rule("support"), "ruleset.warnings"],
])("no version is activated if %s", (_, given, text, reason) => {
  const studied = text === null ? null : study(text);
  expect(decideRulesetActivated(given, studied, { site, lifecycle: defaultLifecycle })).toMatchObject({
    ok: false,
    error: { reason },
  });
});
