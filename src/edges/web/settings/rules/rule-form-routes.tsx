import { type Fault, fault, faultKind } from "../../../../base/fault.ts";
import {
  type ConditionRow,
  editable,
  type FormProblem,
  formOf,
  MOST_ROWS,
  problemAfter,
  type RowFact,
  type RuleChange,
  type RuleForm,
  readyMade,
  readyMadeNames,
  rowActionNames,
  rowActions,
  rowFacts,
  rowTests,
  ruleOf,
  ruleText,
  type SeenRule,
} from "../../../../domain/ruleset/form/index.ts";
import { DEFAULT, mailEvents } from "../../../../domain/ruleset/index.ts";
import { priorities } from "../../../../domain/ticket/index.ts";
import { rulesetProblemText } from "../../../../text/ruleset.ts";
import { short } from "../../bounds.ts";
import { done } from "../../server/flash.ts";
import { type Form, field, fields } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { languageOf, textsFor } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { rulesAddress } from "./address.ts";
import { knownIn } from "./known.ts";
import { newestRuleset } from "./newest.ts";
import { RuleFormPage } from "./rule-form-page.tsx";
import { rulesetIn } from "./rulesets-routes.tsx";
import type { RuleFormView, TypedRule } from "./view.ts";

const KB = 1024;
/** A rule has at most MOST_ROWS conditions and actions, and its text is sent along. */
const ruleBounds = { text: 256 * KB, fields: 20 + 11 * MOST_ROWS };

const choices = {
  do: ["save", "more"],
  event: mailEvents,
  match: ["all", "any"],
  fact: [...rowFacts, ""],
  test: rowTests,
  action: [...rowActionNames, ""],
  priority: [...priorities, ""],
} as const;

/** Empty rows that a form ends with, and those that it gets when more are asked for. */
const SPARE = 1;
const MORE = 3;

export function ruleFormRoutes(site: Site, web: Web): void {
  const show = (c: Ctx, view: Pick<RuleFormView, "form"> & Partial<RuleFormView>, status = 200) => {
    const known = knownIn(readOf(site, c));
    const shown: RuleFormView = {
      frame: frameOf(site, c, "settings"),
      ...{ ruleset: DEFAULT, seen: null, fault: null, wrong: null, current: null },
      known,
      ...view,
    };
    return html(c, <RuleFormPage view={shown} />, status);
  };

  web.get("/settings/rules/form", needs("settings.write"), (c) => {
    const name = c.req.query("rule");
    const ruleset = c.req.query("ruleset") ?? DEFAULT;
    if (name === undefined) {
      const start = readyMadeNames.find((one) => one === c.req.query("start")) ?? "blank";
      const form = readyMade[start];
      return show(c, { ruleset, form: withSpare(form, SPARE) });
    }
    const found = findRule(c, ruleset, name);
    return found?.form
      ? show(c, { ruleset, seen: found.seen, form: withSpare(found.form, SPARE) })
      : c.redirect(`${rulesAddress("", ruleset)}#as-text`, 303);
  });

  web.post(
    "/settings/rules/form",
    needs("settings.write"),
    takes({ ...ruleBounds, only: choices }),
    async (c) => {
      const form = c.get("form");
      const typed = typedIn(form);
      const name = field(form, "rule");
      const ruleset = rulesetIn(form);
      const seen: SeenRule | null = name === "" ? null : { name, text: field(form, "seen") };
      if (field(form, "do") === "more") return show(c, { ruleset, seen, form: withSpare(typed, MORE) });
      const filled = filledOf(typed);
      const rule = ruleOf(filled.form);
      if (!rule.ok) {
        const { at } = rule.error;
        const wrong = typeof at === "string" ? null : { row: at.row, n: filled.places[at.row][at.n] ?? 0 };
        return show(
          c,
          { ruleset, seen, form: withSpare(typed, SPARE), wrong, fault: problemFault(c, rule.error) },
          422,
        );
      }
      const change: RuleChange = seen
        ? { kind: "replace", seen, rule: rule.value }
        : { kind: "add", rule: rule.value };
      const newest = newestRuleset(readOf(site, c), ruleset);
      if (newest === null) return faultPage(site, c, fault("ruleset.none", { params: { name: ruleset } }));
      const problem = problemAfter(change, newest.text, newest.from);
      if (problem) {
        const wrong = problemFault(c, { at: "actions", problem });
        return show(c, { ruleset, seen, form: withSpare(typed, SPARE), fault: wrong }, 422);
      }
      const saved = await changeRule(c, ruleset, change, rule.value.name);
      if (saved.ok) return done(c, `/settings/rules/${saved.value}`, "saved");
      const { error } = saved;
      const current =
        error.reason === "ruleset.rule-changed" ? (findRule(c, ruleset, name)?.seen.text ?? null) : null;
      const now = current === null || seen === null ? seen : { ...seen, text: current };
      const again = {
        ruleset,
        seen: now,
        form: withSpare(typed, SPARE),
        fault: formFault(c, error),
        current,
      };
      return show(c, again, statusOf(error));
    },
  );

  // A page that says what went wrong has the form's address.
  web.get("/settings/rules/list", needs("settings.write"), (c) => c.redirect("/settings/rules", 303));

  web.post(
    "/settings/rules/list",
    needs("settings.write"),
    takes({ text: 256 * KB, only: { do: ["earlier", "later", "remove"] } }),
    async (c) => {
      const form = c.get("form");
      const name = field(form, "rule");
      const what = field(form, "do");
      const change: RuleChange =
        what === "remove"
          ? { kind: "remove", seen: { name, text: field(form, "seen") } }
          : { kind: what === "earlier" ? "earlier" : "later", name };
      const ruleset = rulesetIn(form);
      const saved = await changeRule(c, ruleset, change, name);
      return saved.ok ? done(c, rulesAddress("", ruleset), "saved") : faultPage(site, c, saved.error);
    },
  );

  const changeRule = (c: Ctx, ruleset: string, change: RuleChange, name: string) => {
    const reason = textsFor(c)(`rule-form.reason.${change.kind}`, { rule: short(name) });
    return site.engine.rulesets.changeRule(sessionOf(c).caller, change, reason, ruleset);
  };

  /** A rule of the newest version; null if there is none of that name, or the version has errors. */
  function findRule(
    c: Ctx,
    ruleset: string,
    name: string,
  ): { readonly seen: SeenRule; readonly form: RuleForm | null } | null {
    const newest = newestRuleset(readOf(site, c), ruleset);
    const from = newest && editable(newest.text, newest.from);
    const n = from?.parsed.ruleset.rules.findIndex((one) => one.name === name) ?? -1;
    const rule = from?.parsed.ruleset.rules[n];
    return from && rule ? { seen: { name, text: ruleText(from, n) }, form: formOf(rule) } : null;
  }
}

const statusOf = ({ code }: Fault): number => faultKind(code).http;

function problemFault(c: Ctx, { at, problem }: FormProblem) {
  const isBare = problem.code === "empty";
  const text = isBare ? textsFor(c)("rule-form.empty") : rulesetProblemText(languageOf(c), problem);
  const field =
    at === "name" ? "name" : at === "actions" ? null : at.row === "condition" ? "value" : "action";
  return { text: text.charAt(0).toUpperCase() + text.slice(1), field, hint: null };
}

/** A form's rows as they were sent; there are as many values of each of their fields. */
function typedIn(form: Form): TypedRule {
  const [headers, tests, values] = ["header", "test", "value"].map((name) => fields(form, name));
  const conditions = fields(form, "fact")
    .slice(0, MOST_ROWS)
    .map((fact, n) => ({
      fact: rowFacts.find((one) => one === fact) ?? ("" as const),
      header: headers?.[n] ?? "",
      test: rowTests.find((one) => one === tests?.[n]) ?? "contains",
      value: values?.[n] ?? "",
    }));
  const of = {
    state: fields(form, "state"),
    text: fields(form, "text"),
    group: fields(form, "group"),
    person: fields(form, "person"),
    template: fields(form, "template"),
    webhook: fields(form, "webhook"),
    priority: fields(form, "priority"),
  };
  const actions = fields(form, "action")
    .slice(0, MOST_ROWS)
    .map((name, n) => {
      const action = rowActionNames.find((one) => one === name) ?? ("" as const);
      const kind = action === "" ? "none" : rowActions[action].value;
      const value = kind === "none" ? "" : (of[kind === "reason" ? "text" : kind][n] ?? "");
      return { do: action, value };
    });
  return {
    name: field(form, "name").trim(),
    event: mailEvents.find((one) => one === field(form, "event")) ?? mailEvents[0],
    match: field(form, "match") === "any" ? "any" : "all",
    ...{ conditions, actions },
  };
}

/** The rows that say something, and the place of each in the form. */
function filledOf({ conditions, actions, ...rest }: TypedRule): {
  readonly form: RuleForm;
  readonly places: { readonly condition: readonly number[]; readonly action: readonly number[] };
} {
  const facts = conditions.flatMap((row, n) => (isFilled(row) ? [{ row, n }] : []));
  const steps = actions.flatMap(({ do: what, value }, n) =>
    what === "" ? [] : [{ row: { do: what, value }, n }],
  );
  return {
    form: { ...rest, conditions: facts.map(({ row }) => row), actions: steps.map(({ row }) => row) },
    places: { condition: facts.map(({ n }) => n), action: steps.map(({ n }) => n) },
  };
}

const isFilled = (row: TypedRule["conditions"][number]): row is ConditionRow & { fact: RowFact } =>
  row.fact !== "";

/** A form with that many empty rows at its end, as far as there is room. */
function withSpare(form: TypedRule, spare: number): TypedRule {
  const { form: filled } = filledOf(form);
  const condition = { fact: "", header: "", test: "contains", value: "" } as const;
  const action = { do: "", value: "" } as const;
  return {
    ...form,
    conditions: [...filled.conditions, ...Array.from({ length: spare }, () => condition)].slice(0, MOST_ROWS),
    actions: [...filled.actions, ...Array.from({ length: spare }, () => action)].slice(0, MOST_ROWS),
  };
}
