import { expect, test } from "vitest";
import { defaultLifecycle } from "../lifecycle/index.ts";
import { studyRuleset } from "./analysis/index.ts";
import {
  type ActivationFacts,
  decideRulesetActivated,
  decideRulesetDeactivated,
  decideRulesetSaved,
  isRulesetName,
} from "./versions.ts";

const site = {
  ...{ group: (name: string) => name === "sales", person: () => false },
  ...{ template: () => true, webhook: () => true, own: () => false, mailbox: () => true },
};
const facts: ActivationFacts = { site, lifecycle: defaultLifecycle, following: [], staying: [] };
const rule = (group: string, name = "Desk", head = "") =>
  `ruleset "${name}"${head}\nrule "all"\nwhen mail arrives\nthen assign to group "${group}"\n`;
const study = (text: string) => studyRuleset(text, { first() {}, progress() {} });
const wanted = { reason: " because ", acknowledged: [] as readonly string[] };
const activating = (text: string | null, name = "Default") => ({
  ...{ name, version: 3, includes: [], study: text === null ? null : study(text) },
});
const newest = { ofAll: 0, ofThis: 0 };

test("a text is saved as the next version, whatever is wrong with it", () => {
  expect(decideRulesetSaved({ text: "nonsense", reason: " tidied " }, newest)).toEqual({
    ok: true,
    value: { type: "RulesetSaved", name: "Default", version: 1, text: "nonsense", reason: "tidied" },
  });
});

test("R-199: versions are counted over all rulesets, and what a text was made from is one of its own", () => {
  const saved = (base: number) =>
    decideRulesetSaved({ name: "Sales", text: "", reason: "", base }, { ofAll: 7, ofThis: 4 });
  expect(saved(4)).toMatchObject({ value: { name: "Sales", version: 8 } });
  expect(saved(7)).toMatchObject({ error: { reason: "ruleset.newer", params: { version: 4 } } });
});

test.each([
  [{ text: "x".repeat(1_000_001), reason: "" }, "ruleset.too-long"],
  [{ text: "", reason: "x".repeat(1001) }, "ruleset.reason"],
  [{ name: "", text: "", reason: "" }, "ruleset.name"],
])("what is too long is refused", (given, reason) => {
  expect(decideRulesetSaved(given, newest)).toMatchObject({ ok: false, error: { reason } });
});

test("R-199: a name is one line without quotes", () => {
  expect(["Sales", "Sales & more", "x".repeat(100)].filter(isRulesetName)).toHaveLength(3);
  expect(["", " Sales", "a\nb", 'a"b', "a\\b", "x".repeat(101)].filter(isRulesetName)).toEqual([]);
});

test("a version is activated with the warnings that were accepted", () => {
  expect(decideRulesetActivated(wanted, activating(rule("sales")), facts)).toEqual({
    ok: true,
    value: [{ type: "RulesetActivated", name: "Default", version: 3, reason: "because", acknowledged: [] }],
  });
  const accepted = { ...wanted, acknowledged: ["no-group:support", "no-person:ann"] };
  expect(decideRulesetActivated(accepted, activating(rule("support")), facts)).toMatchObject({
    value: [{ acknowledged: ["no-group:support"] }],
  });
});

test.each([
  ["there is no such version", wanted, null, "ruleset.unknown"],
  ["the reason is too long", { ...wanted, reason: "x".repeat(1001) }, "", "ruleset.reason"],
  ["it has errors", wanted, "rule", "ruleset.errors"],
  ["a warning is open", wanted, rule("support"), "ruleset.warnings"],
  [
    "it is the default one, and for a mailbox",
    wanted,
    rule("sales", "Default", ' for mailbox "a@desk.example"'),
    "ruleset.default-mailbox",
  ],
])("no version is activated if %s", (_, given, text, reason) => {
  expect(decideRulesetActivated(given, activating(text), facts)).toMatchObject({
    ok: false,
    error: { reason },
  });
});

const closes = 'rule "closed"\nwhen a ticket is closed\nthen add tag "x"\n';

test("R-195: those that include it are activated with it, unless they cannot be", () => {
  const inForce = { name: "Sales", version: 2, includes: [3, 0], acknowledged: ["no-group:old"] };
  const shop = rule("sales", "Shop");
  const withSales = (text: string, acknowledged: readonly string[] = []) =>
    decideRulesetActivated({ ...wanted, acknowledged }, activating(shop, "Shop"), {
      ...facts,
      following: [{ ...inForce, study: study(text) }],
    });
  const done = withSales(`${rule("old", "Sales", ' for mailbox "a@desk.example"')}${closes}`);
  expect(done).toMatchObject({
    value: [
      { name: "Shop", version: 3, reason: "because", waits: [{ on: "state" }] },
      {
        ...{ name: "Sales", version: 2, with: "Shop", reason: "", acknowledged: ["no-group:old"] },
        ...{ mailboxes: ["a@desk.example"], includes: [3, 0], waits: [{ on: "state" }] },
      },
    ],
  });
  const reasonOf = (one: ReturnType<typeof withSales>) =>
    one.ok ? null : [one.error.reason, one.error.params];
  expect(reasonOf(withSales("rule"))).toEqual(["ruleset.with-errors", { name: "Sales", n: 3 }]);
  const failing = `${rule("sales", "Sales")}test "t"\ngiven subject "x"\nexpect nothing\n`;
  expect(reasonOf(withSales(failing))).toEqual(["ruleset.with-tests", { name: "Sales", test: "t" }]);
  const fresh = rule("fresh", "Sales");
  expect(reasonOf(withSales(fresh))).toEqual(["ruleset.with-warnings", { name: "Sales", n: 1 }]);
  expect(withSales(fresh, ["Sales: no-group:fresh"]).ok).toBe(true);
});

test("R-196: a mailbox follows one ruleset of its own, which has the name that its text says", () => {
  const head = ' for mailbox "a@desk.example"';
  const other = { name: "Shop", mailboxes: ["a@desk.example"], events: [] };
  const activated = (name: string, staying: ActivationFacts["staying"]) =>
    decideRulesetActivated(wanted, activating(rule("sales", "Sales", head), name), { ...facts, staying });
  expect(activated("Sales", [other])).toMatchObject({
    error: { reason: "ruleset.mailbox-taken", params: { mailbox: "a@desk.example", name: "Shop" } },
  });
  expect(activated("Sales", [{ ...other, mailboxes: ["b@desk.example"] }]).ok).toBe(true);
  expect(activated("Sale", [])).toMatchObject({
    error: { reason: "ruleset.other-name", params: { name: "Sale", found: "Sales" } },
  });
});

test("R-160, R-196: all active rulesets together are limited", () => {
  const staying = (of: number, times: number) =>
    Array.from({ length: of }, (_, n) => ({
      ...{ name: `n${n}`, mailboxes: [] },
      events: study(
        `ruleset "x"\n${Array.from({ length: times }, (_, m) => `rule "${m}"\nwhen a ticket is in state open for ${n * 100 + m + 1} hours\nthen stop\n`).join("")}`,
      ).events,
    }));
  const reasonOf = (of: ActivationFacts["staying"]) => {
    const done = decideRulesetActivated(wanted, activating(rule("sales")), { ...facts, staying: of });
    return done.ok ? null : done.error.reason;
  };
  expect([staying(199, 0), staying(200, 0)].map(reasonOf)).toEqual([null, "ruleset.many"]);
  expect([staying(2, 50), staying(3, 34)].map(reasonOf)).toEqual([null, "ruleset.times"]);
});

test("R-198: a ruleset that others include stays active, and so does the default one", () => {
  const given = {
    active: true,
    includedBy: [],
    lifecycle: defaultLifecycle,
    staying: [],
    declared: study(""),
  };
  const done = (
    name: string,
    more: Partial<typeof given> | { readonly includedBy: readonly string[] } = {},
  ) => decideRulesetDeactivated({ name, reason: " gone " }, { ...given, ...more });
  expect(done("Sales")).toEqual({
    ok: true,
    value: { type: "RulesetDeactivated", name: "Sales", reason: "gone" },
  });
  expect(done("Default")).toMatchObject({ error: { reason: "ruleset.default-stays" } });
  expect(done("Sales", { active: false })).toMatchObject({ error: { reason: "ruleset.not-active" } });
  expect(done("Sales", { includedBy: ["Shop"] })).toMatchObject({
    error: { reason: "ruleset.included", params: { name: "Sales", other: "Shop" } },
  });
});
