import * as z from "zod";
import { fault } from "../../../base/fault.ts";
import { ok, refuse } from "../../../base/result.ts";
import type { Caller } from "../../../domain/policy/index.ts";
import { findingCodes, findingKey, witnessLines } from "../../../domain/ruleset/analysis/index.ts";
import {
  actionText,
  DEFAULT,
  expectedText,
  followingKey,
  placeInBundle,
  shareText,
  warningCodes,
  warningKey,
} from "../../../domain/ruleset/index.ts";
import type { ExplainedRun } from "../../../engine/rules/explain.ts";
import type { Checked } from "../../../engine/rules/rulesets.ts";
import type { Read, Ruleset } from "../../../record/reading/index.ts";
import type { Language } from "../../../text/index.ts";
import {
  placesAmong,
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

const rulesetName = z
  .string()
  .max(100)
  .default(DEFAULT)
  .describe("The name of the ruleset; the default one if it is absent");

const ofVersion = {
  version: z.int().describe("Counted over all rulesets"),
  name: z.string().describe("Of its ruleset"),
  active: z.boolean().describe("Whether mail follows it"),
  author: z.string().describe("Empty for the built-in ruleset"),
  reason: z.string(),
  savedAt: z.iso.datetime().nullable(),
  activatedAt: z.iso.datetime().nullable().describe("Of its last activation"),
  activatedBy: z.string().nullable(),
};
const VersionShape = z
  .strictObject(ofVersion)
  .meta({ id: "RulesetVersion", description: "A version of a ruleset, without its text" });
const StateShape = z
  .strictObject({
    name: z.string(),
    mailboxes: z
      .array(z.string())
      .describe(
        "Whose mail follows it, by its active version; none for the default ruleset, which all others follow",
      ),
    active: z.int().nullable().describe("Its active version; null if none is"),
    newest: z.int(),
    includes: z
      .array(z.strictObject({ name: z.string(), version: z.int() }))
      .describe("The active versions whose rules or declarations it takes"),
  })
  .meta({ id: "RulesetState", description: "A ruleset, and which version of it is active" });
const RulesetShape = z
  .strictObject({ ...ofVersion, text: z.string() })
  .meta({ id: "Ruleset", description: "A version of a ruleset" });

const inRuleset = {
  ruleset: z
    .string()
    .nullable()
    .describe("The ruleset that the place is in; null for the one that is checked"),
};
const place = {
  ...inRuleset,
  line: z.int().describe("From 1"),
  column: z.int().describe("From 1, in UTF-16 units"),
};
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
          ...inRuleset,
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
    includes: z.array(z.int()).describe("The versions whose rules or declarations it took"),
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
          ruleset: z.string().nullable().describe("Where it is written; null for the ruleset that ran"),
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

/** Versions of rulesets, and why rules did what they did. */
export function rulesetRoutes({ engine }: Pick<ApiParts, "engine">): readonly Route[] {
  const { rulesets, explain } = engine;
  return [
    route({
      method: "get",
      path: "/rulesets",
      summary: "List the versions of a ruleset, newest first",
      needs: "settings.read",
      params: nothing,
      query: object({ ...paging, cursor: wholeParam(z.int().min(0)).exactOptional(), ruleset: rulesetName }),
      body: nothing,
      response: pageOf(VersionShape),
      handle({ read, query: { limit, ruleset, cursor = Number.MAX_SAFE_INTEGER } }) {
        const rows = read.settings.rulesets(cursor, limit + 1, ruleset);
        const items = rows.slice(0, limit).map((row) => versionOf(row, read));
        const last = items.at(-1);
        return ok({ body: { items, next: rows.length > limit && last ? String(last.version) : null } });
      },
    }),

    route({
      method: "post",
      path: "/rulesets",
      summary: "Save a new version of a ruleset, or a new ruleset; mail follows it once it is activated",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({ text: rulesetText, reason, ruleset: rulesetName }),
      bodyLimit: bodies.text,
      status: 201,
      response: RulesetShape,
      async handle({ caller, read, body }) {
        const saved = await rulesets.save(caller, body.text, body.reason, null, body.ruleset);
        if (!saved.ok) return saved;
        return found(read, saved.value, { location: `${BASE}/rulesets/${saved.value}` });
      },
    }),

    route({
      method: "post",
      path: "/rulesets/check",
      summary: "Check a ruleset with those that it includes, run its tests and analyse it; nothing is saved",
      needs: "settings.read",
      params: nothing,
      query: nothing,
      body: object({ text: rulesetText, ruleset: rulesetName }),
      bodyLimit: bodies.text,
      response: CheckShape,
      async handle({ caller, language, body }) {
        const checked = await checkOfText(caller, body.text, body.ruleset, language);
        return checked.ok ? ok({ body: checked.value }) : checked;
      },
    }),

    route({
      method: "get",
      path: "/rulesets/all",
      summary: "List the rulesets with their mailboxes and active versions; the default one is the first",
      needs: "settings.read",
      params: nothing,
      query: nothing,
      body: nothing,
      response: object({ items: z.array(StateShape) }),
      handle: ({ read }) =>
        ok({ body: { items: read.settings.rulesetNames().map((name) => stateOf(name, read)) } }),
    }),

    route({
      method: "post",
      path: "/rulesets/deactivate",
      summary: "Let the mailboxes of a ruleset follow the default one; a ruleset that others include stays",
      needs: "settings.write",
      params: nothing,
      query: nothing,
      body: object({ ruleset: z.string().max(100), reason }),
      response: StateShape,
      async handle({ caller, read, body }) {
        const done = await rulesets.deactivate(caller, body.ruleset, body.reason);
        return done.ok ? ok({ body: stateOf(body.ruleset, read) }) : done;
      },
    }),

    route({
      method: "get",
      path: "/rulesets/{version}",
      summary: "Get a version of a ruleset",
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
      summary:
        "Let mail follow a version from now on, also an earlier one, and with it the rulesets that include it",
      needs: "settings.write",
      params: object(versionParam),
      query: nothing,
      body: object({
        reason,
        acknowledge: z
          .array(z.string().max(1000))
          .max(1000)
          .default([])
          .describe("Warnings that you accept, also of rulesets that include it"),
      }),
      bodyLimit: bodies.many,
      response: RulesetShape,
      async handle({ caller, read, params, body, language }) {
        const done = await rulesets.activate(caller, params.version, body.reason, body.acknowledge);
        if (done.ok) return found(read, params.version);
        const { reason: why } = done.error;
        const ruleset = read.settings.ruleset(params.version);
        const of = why?.replace("ruleset.with-", "ruleset.");
        if ((of !== "ruleset.warnings" && of !== "ruleset.errors") || ruleset === null) return done;
        const accepted = new Set(body.acknowledge);
        // What was found is known from the activation: nothing is analysed twice.
        const all =
          of === why
            ? await foundInText(caller, ruleset, accepted, language)
            : foundWith(caller, params.version, accepted, language);
        const wanted = of === "ruleset.errors" ? "error" : "warning";
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

  async function checkOfText(caller: Caller, text: string, name: string, language: Language) {
    const checked = await rulesets.check(caller, text, name);
    if (!checked.ok) return checked;
    // The same text is checked once.
    const checking = rulesets.checking(caller, text, name);
    return checking.ok ? ok(checkOf(checked.value, checking.value.bundle, language)) : checking;
  }

  async function foundInText(
    caller: Caller,
    { text, name }: Ruleset,
    accepted: ReadonlySet<string>,
    language: Language,
  ): Promise<readonly Found[]> {
    const checked = await checkOfText(caller, text, name, language);
    return checked.ok ? foundIn(checked.value, (key) => (accepted.has(key) ? null : key)) : [];
  }

  /** What is found in the rulesets that include the one that was to be activated. */
  function foundWith(
    caller: Caller,
    version: number,
    accepted: ReadonlySet<string>,
    language: Language,
  ): readonly Found[] {
    const all = rulesets.checkingWith(caller, version);
    return (all.ok ? all.value : []).flatMap(({ name, acknowledged, checking: { bundle, checked } }) => {
      const keyOf = (key: string) => {
        const own = followingKey(name, key);
        return acknowledged.includes(key) || accepted.has(own) ? null : own;
      };
      const found = checked ? foundIn(checkOf(checked, bundle, language), keyOf) : [];
      return found.map((one) => ({ ...one, ruleset: one.ruleset ?? name }));
    });
  }

  function found(read: Read, version: number, headers: Readonly<Record<string, string>> = {}) {
    const ruleset = read.settings.ruleset(version);
    if (!ruleset) return refuse(fault("ruleset.unknown", { params: { version } }));
    return ok({ body: { ...versionOf(ruleset, read), text: ruleset.text }, headers });
  }
}

/** A ruleset that there is. */
function stateOf(name: string, { settings }: Read): z.input<typeof StateShape> {
  const active = settings.activeRulesets().find((one) => one.name === name);
  const [newest] = settings.rulesets(Number.MAX_SAFE_INTEGER, 1, name);
  return {
    ...{ name, mailboxes: [...(active?.mailboxes ?? [])], active: active?.version ?? null },
    newest: newest?.version ?? 0,
    includes: (active?.includes ?? []).flatMap((version) => {
      const of = settings.ruleset(version);
      return of ? [{ name: of.name, version }] : [];
    }),
  };
}

const timeOrNull = (at: number | null): string | null => (at === null ? null : timeOf(at));

function versionOf(row: Omit<Ruleset, "text">, read: Read): z.input<typeof VersionShape> {
  const { version, name, author, reason: why, savedAt, activatedAt, activatedBy } = row;
  const active = read.settings.activeRulesets().some((one) => one.version === version);
  return {
    ...{ version, name, active, author, reason: why },
    ...{ savedAt: version === 0 ? null : timeOf(savedAt), activatedAt: timeOrNull(activatedAt), activatedBy },
  };
}

function checkOf(
  { problems, warnings, tests, findings }: Checked,
  bundle: string,
  language: Language,
): z.input<typeof CheckShape> {
  const among = placesAmong(placeInBundle(bundle));
  const places = (from: number) => {
    const { ruleset, line, column } = among(from);
    return { ruleset, line, column };
  };
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
      ...(one.at === null ? { ruleset: null, line: null, column: null } : places(one.at.from)),
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

/**
 * What keeps a ruleset from being activated, in the order of its text.
 * @param keyOf by what a warning is accepted; null if it was
 */
function foundIn(
  { problems, warnings, findings }: z.input<typeof CheckShape>,
  keyOf: (key: string) => string | null,
): readonly Found[] {
  const all: readonly Found[] = [
    ...problems.map(({ ruleset, line, code, text }) => ({
      ...{ ruleset, line, code, text, severity: "error" as const, rules: [], acknowledge: null },
    })),
    ...warnings.map(({ ruleset, line, code, rule, text, acknowledge }) => ({
      ...{
        ruleset,
        line,
        code,
        text,
        acknowledge,
        severity: "warning" as const,
        rules: rule === "" ? [] : [rule],
      },
    })),
    ...findings.flatMap(({ ruleset, line, code, rules, text, acknowledge, severity }) =>
      severity === "note" ? [] : [{ ruleset, line, severity, code, rules, text, acknowledge }],
    ),
  ];
  return all
    .flatMap((one) => {
      if (one.acknowledge === null) return [one];
      const acknowledge = keyOf(one.acknowledge);
      return acknowledge === null ? [] : [{ ...one, acknowledge }];
    })
    .sort((a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY));
}

function explainedOf({ ran, time, rules }: ExplainedRun): z.input<typeof ExplainedShape> {
  return {
    ...{ version: ran.ruleset, includes: [...(ran.includes ?? [])] },
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
        ...{ rule: one.rule, ruleset: one.ruleset ?? null, outcome: one.is },
        actions: one.is === "fired" ? one.actions.map(actionText) : [],
        condition: one.is === "not-met" ? one.condition : null,
        saw:
          one.is === "not-met"
            ? one.saw.map(({ fact, values }) => ({ fact, values: values && [...values] }))
            : [],
      })) ?? null,
  };
}
