import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import { findingCodes, findingKey, witnessLines } from "../../../domain/ruleset/analysis/index.ts";
import {
  actionText,
  expectedText,
  shareText,
  warningCodes,
  warningKey,
} from "../../../domain/ruleset/index.ts";
import type { ExplainedRun } from "../../../engine/rules/explain.ts";
import type { Checked } from "../../../engine/rules/rulesets.ts";
import type { Read, Ruleset } from "../../../record/reading/index.ts";
import type { Language } from "../../../text/index.ts";
import {
  placesIn,
  rulesetFindingText,
  rulesetProblemText,
  rulesetWarningText,
} from "../../../text/ruleset.ts";
import { bodies, messageParam, nothing, object, paging, ticketParam, wholeParam } from "../inputs.ts";
import { type ApiParts, BASE } from "../parts.ts";
import type { Found } from "../problem.ts";
import { type Route, route } from "../route.ts";
import { pageOf, timeOf } from "../shapes.ts";

const rulesetText = z.string().max(1_000_000);
const reason = z.string().max(1000).default("").describe("Why, in your own words");
const versionParam = {
  version: wholeParam(z.int().min(0)).describe("0: the built-in ruleset"),
};

const ofVersion = {
  version: z.int(),
  active: z.boolean().describe("Whether mail follows it"),
  author: z.string().describe("Empty for the built-in ruleset"),
  reason: z.string(),
  savedAt: z.iso.datetime().nullable(),
  activatedAt: z.iso.datetime().nullable().describe("Of its last activation"),
  activatedBy: z.string().nullable(),
};
const VersionShape = z
  .strictObject(ofVersion)
  .meta({ id: "RulesetVersion", description: "A version of the ruleset, without its text" });
const RulesetShape = z
  .strictObject({ ...ofVersion, text: z.string() })
  .meta({ id: "Ruleset", description: "A version of the ruleset" });

const place = { line: z.int().describe("From 1"), column: z.int().describe("From 1, in UTF-16 units") };
const CheckShape = z
  .strictObject({
    problems: z.array(z.strictObject({ ...place, code: z.string(), text: z.string() })),
    warnings: z.array(
      z.strictObject({
        ...place,
        code: z.enum(warningCodes),
        rule: z.string(),
        text: z.string(),
        acknowledge: z.string().describe("What `acknowledge` has to contain to activate the ruleset"),
      }),
    ),
    findings: z
      .array(
        z.strictObject({
          line: place.line.nullable().describe("From 1; null if it is about the ruleset as a whole"),
          column: place.column.nullable(),
          code: z.enum(findingCodes),
          severity: z.enum(["error", "warning", "note"]),
          rules: z.array(z.string()).describe("The rules that it is about"),
          text: z.string(),
          example: z.string().nullable().describe("A mail that shows it, as a test would describe it"),
          acknowledge: z.string().nullable().describe("As of warnings; null if it needs none"),
        }),
      )
      .describe("What analysis finds. The code `undecided` says what could not be decided within its limits"),
    tests: z.array(
      z.strictObject({
        name: z.string(),
        passed: z.boolean(),
        failures: z.array(z.string()).describe("What was expected and did not come"),
        fired: z.array(z.string()).describe("The rules that fired"),
      }),
    ),
  })
  .meta({ id: "RulesetCheck", description: "What is wrong with a ruleset, and its tests" });

const ExplainedShape = z
  .strictObject({
    version: z.int(),
    at: z.iso.datetime(),
    failed: z.array(z.looseObject({ code: z.string() })),
    chosen: z
      .array(
        z.strictObject({
          group: z.string(),
          share: z.string().describe("How the group's tickets are shared, as in the ruleset"),
          person: z.string().nullable().describe("Null for nobody"),
          because: z.enum(["had", "owner", "round-robin", "least-busy", "nobody"]),
          among: z
            .array(z.strictObject({ person: z.string(), open: z.int() }))
            .describe("Who could be chosen, in their order, with their open tickets; at most 20"),
          away: z.array(z.string()),
          full: z.array(z.string()).describe("Who has as many open tickets as the rule allows"),
        }),
      )
      .describe("Whom rules chose from groups"),
    noReply: z
      .string()
      .nullable()
      .describe("Why the reply that rules ask for was not sent; null if they ask for none, or it was sent"),
    notForwarded: z
      .array(z.strictObject({ to: z.string(), because: z.string() }))
      .describe("Where rules wanted the mail to go, and it did not"),
    rules: z
      .array(
        z.strictObject({
          rule: z.string(),
          outcome: z.enum(["fired", "not-met", "after-stop", "failed"]),
          actions: z.array(z.string()),
          condition: z.string().nullable().describe("The first that did not hold"),
          saw: z.array(
            z.strictObject({
              fact: z.string(),
              values: z.array(z.string()).nullable().describe("Null if it is missing; shortened"),
            }),
          ),
        }),
      )
      .nullable()
      .describe("Those that wait for what happened; null if the mail or that version is no longer stored"),
  })
  .meta({ id: "RulesRun", description: "A run of the rules on a mail, explained" });

/** Versions of the ruleset, and why rules did what they did. */
export function rulesetRoutes({ engine }: Pick<ApiParts, "engine">): readonly Route[] {
  const { rulesets, explain } = engine;
  return [
    route({
      method: "get",
      path: "/rulesets",
      summary: "List the versions of the ruleset, newest first",
      needs: "settings.read",
      params: nothing,
      query: object({ ...paging, cursor: wholeParam(z.int().min(0)).exactOptional() }),
      body: nothing,
      response: pageOf(VersionShape),
      handle({ read, query: { limit, cursor = Number.MAX_SAFE_INTEGER } }) {
        const rows = read.settings.rulesets(cursor, limit + 1);
        const items = rows.slice(0, limit).map((row) => versionOf(row, read));
        const last = items.at(-1);
        return ok({ body: { items, next: rows.length > limit && last ? String(last.version) : null } });
      },
    }),

    route({
      method: "post",
      path: "/rulesets",
      summary: "Save a new version of the ruleset; mail follows it once it is activated",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({ text: rulesetText, reason }),
      bodyLimit: bodies.text,
      status: 201,
      response: RulesetShape,
      async handle({ caller, read, body }) {
        const saved = await rulesets.save(caller, body.text, body.reason);
        if (!saved.ok) return saved;
        return found(read, saved.value, { location: `${BASE}/rulesets/${saved.value}` });
      },
    }),

    route({
      method: "post",
      path: "/rulesets/check",
      summary: "Check a ruleset, run its tests and analyse it; nothing is saved",
      needs: "settings.read",
      params: nothing,
      query: nothing,
      body: object({ text: rulesetText }),
      bodyLimit: bodies.text,
      response: CheckShape,
      async handle({ caller, language, body }) {
        const checked = await rulesets.check(caller, body.text);
        return checked.ok ? ok({ body: checkOf(checked.value, body.text, language) }) : checked;
      },
    }),

    route({
      method: "get",
      path: "/rulesets/{version}",
      summary: "Get a version of the ruleset",
      needs: "settings.read",
      params: object(versionParam),
      query: nothing,
      body: nothing,
      response: RulesetShape,
      handle: ({ read, params }) => found(read, params.version),
    }),

    route({
      method: "post",
      path: "/rulesets/{version}/activate",
      summary: "Let mail follow a version from now on, also an earlier one",
      needs: "settings.write",
      params: object(versionParam),
      query: nothing,
      body: object({
        reason,
        acknowledge: z.array(z.string().max(1000)).max(1000).default([]).describe("Warnings that you accept"),
      }),
      bodyLimit: bodies.many,
      response: RulesetShape,
      async handle({ caller, read, params, body, language }) {
        const done = await rulesets.activate(caller, params.version, body.reason, body.acknowledge);
        if (done.ok) return found(read, params.version);
        const { reason: why } = done.error;
        const text = read.settings.ruleset(params.version)?.text;
        if ((why !== "ruleset.warnings" && why !== "ruleset.errors") || text === undefined) return done;
        // What was found is known from the activation: nothing is analysed twice.
        const checked = await rulesets.check(caller, text);
        if (!checked.ok) return done;
        const all = foundIn(checkOf(checked.value, text, language), new Set(body.acknowledge));
        const wanted = why === "ruleset.errors" ? "error" : "warning";
        return refuse({ ...done.error, found: all.filter(({ severity }) => severity === wanted) });
      },
    }),

    route({
      method: "get",
      path: "/tickets/{number}/messages/{id}/rules",
      summary: "Explain what rules did with a received message, and why others did nothing",
      needs: "tickets.read",
      params: object({ ...ticketParam, ...messageParam }),
      query: nothing,
      body: nothing,
      response: ExplainedShape.nullable(),
      async handle({ caller, params }) {
        const run = await explain.message(caller, params.number, params.id);
        return run.ok ? ok({ body: run.value && explainedOf(run.value) }) : run;
      },
    }),
  ];

  function found(read: Read, version: number, headers: Readonly<Record<string, string>> = {}) {
    const ruleset = read.settings.ruleset(version);
    if (!ruleset) return refuse(fault("ruleset.unknown", { params: { version } }));
    return ok({ body: { ...versionOf(ruleset, read), text: ruleset.text }, headers });
  }
}

const timeOrNull = (at: number | null): string | null => (at === null ? null : timeOf(at));

function versionOf(row: Omit<Ruleset, "text">, read: Read): z.input<typeof VersionShape> {
  const { version, author, reason: why, savedAt, activatedAt, activatedBy } = row;
  return {
    ...{ version, active: version === read.settings.activeRuleset(), author, reason: why },
    ...{ savedAt: version === 0 ? null : timeOf(savedAt), activatedAt: timeOrNull(activatedAt), activatedBy },
  };
}

function checkOf(
  { problems, warnings, tests, findings }: Checked,
  text: string,
  language: Language,
): z.input<typeof CheckShape> {
  const places = placesIn(text);
  return {
    problems: problems.map((one) => ({
      ...places(one.from),
      ...{ code: one.code, text: rulesetProblemText(language, one) },
    })),
    warnings: warnings.map((one) => ({
      ...places(one.from),
      ...{ code: one.code, rule: one.rule, text: rulesetWarningText(language, one) },
      acknowledge: warningKey(one),
    })),
    findings: findings.map((one) => ({
      ...(one.at === null ? { line: null, column: null } : places(one.at.from)),
      ...{ code: one.code, severity: one.severity, rules: [...one.rules] },
      text: rulesetFindingText(language, one),
      example: one.witness && witnessLines(one.witness).join("\n"),
      acknowledge: one.severity === "warning" ? findingKey(one) : null,
    })),
    tests: tests.map(({ name, failures, fired }) => ({
      ...{ name, passed: failures.length === 0, failures: failures.map(expectedText), fired: [...fired] },
    })),
  };
}

/** What keeps a ruleset from being activated, in the order of its text. */
function foundIn(
  { problems, warnings, findings }: z.input<typeof CheckShape>,
  accepted: ReadonlySet<string>,
): readonly Found[] {
  const all: readonly Found[] = [
    ...problems.map(({ line, code, text }) => ({
      ...{ line, code, text, severity: "error" as const, rules: [], acknowledge: null },
    })),
    ...warnings.map(({ line, code, rule, text, acknowledge }) => ({
      ...{ line, code, text, acknowledge, severity: "warning" as const, rules: rule === "" ? [] : [rule] },
    })),
    ...findings.flatMap(({ line, code, rules, text, acknowledge, severity }) =>
      severity === "note" ? [] : [{ line, severity, code, rules, text, acknowledge }],
    ),
  ];
  return all
    .filter(({ acknowledge }) => acknowledge === null || !accepted.has(acknowledge))
    .sort((a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY));
}

function explainedOf({ ran, time, rules }: ExplainedRun): z.input<typeof ExplainedShape> {
  return {
    version: ran.ruleset,
    at: timeOf(time),
    failed: [...(ran.failed ?? [])],
    chosen: (ran.chosen ?? []).map(({ share, among, away, full, ...rest }) => ({
      ...{ ...rest, share: shareText(share) },
      ...{ among: [...among], away: [...away], full: [...full] },
    })),
    noReply: ran.noReply ?? null,
    notForwarded: [...(ran.notForwarded ?? [])],
    rules:
      rules?.map((one) => ({
        ...{ rule: one.rule, outcome: one.is },
        actions: one.is === "fired" ? one.actions.map(actionText) : [],
        condition: one.is === "not-met" ? one.condition : null,
        saw:
          one.is === "not-met"
            ? one.saw.map(({ fact, values }) => ({ fact, values: values && [...values] }))
            : [],
      })) ?? null,
  };
}
