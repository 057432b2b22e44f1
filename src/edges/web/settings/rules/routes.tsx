import { setTimeout } from "node:timers/promises";
import { type Fault, fault } from "../../../../base/fault.ts";
import { userName } from "../../../../base/ids.ts";
import { lineDiff } from "../../../../base/line-diff.ts";
import { wholeNumber } from "../../../../base/numbers.ts";
import { ok, type Result } from "../../../../base/result.ts";
import { type Actor, actorOf } from "../../../../domain/actor.ts";
import { defaultLifecycle, type Lifecycle } from "../../../../domain/lifecycle/index.ts";
import type { Caller } from "../../../../domain/policy/index.ts";
import { findingKey, witnessLines } from "../../../../domain/ruleset/analysis/index.ts";
import { editable, formOf, ruleText } from "../../../../domain/ruleset/form/index.ts";
import {
  DEFAULT,
  expectedText,
  followingKey,
  placeInBundle,
  unbundled,
  warningKey,
} from "../../../../domain/ruleset/index.ts";
import type { Target } from "../../../../domain/target/index.ts";
import type { Checking, CheckingWith } from "../../../../engine/rules/rulesets.ts";
import type { Ruleset } from "../../../../record/reading/index.ts";
import {
  placesAmong,
  rulesetFindingText,
  rulesetProblemText,
  rulesetWarningText,
} from "../../../../text/ruleset.ts";
import { short } from "../../bounds.ts";
import { done } from "../../server/flash.ts";
import { field, fields } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { languageOf, textsFor } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { uploadPolicy } from "../../server/security.ts";
import { bounds, takes } from "../../server/takes.ts";
import { actorName } from "../../tickets/event-text.ts";
import { ruleOf } from "../../tickets/rules-view.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { rulesAddress } from "./address.ts";
import { knownIn, namesOf } from "./known.ts";
import { type Newest, newestRuleset } from "./newest.ts";
import { RulesPage, RulesTryPage, RulesVersionPage } from "./page.tsx";
import { begin, usualDays } from "./replay-routes.tsx";
import { rulesetIn, rulesetRows, rulesetsRoutes } from "./rulesets-routes.tsx";
import type {
  CheckView,
  EditorKnown,
  RuleListView,
  RulesView,
  TryView,
  VersionRow,
  VersionView,
  WithView,
} from "./view.ts";

/** Versions in the list. */
const LISTED = 50;
/** Findings and failing tests that a page shows. */
const SHOWN = 200;
/** Milliseconds that a page waits for a check, and seconds after which it looks again. */
const SOON = 1_500;
const PAUSE = 100;
const AGAIN = 2;

export function rulesRoutes(site: Site, web: Web): void {
  const { rulesets } = site.engine;

  const show = (c: Ctx, ruleset: string, given: Partial<RulesView> = {}, status = 200) => {
    const { settings } = readOf(site, c);
    const versions = settings.rulesets(Number.MAX_SAFE_INTEGER, LISTED, ruleset);
    const newest = newestRuleset(readOf(site, c), ruleset);
    if (newest === null) return faultPage(site, c, fault("ruleset.none", { params: { name: ruleset } }));
    const rulesets = rulesetRows(site, c, ruleset);
    const active = rulesets.find(({ current }) => current)?.active ?? null;
    const { editor } = site.assets;
    const view: RulesView = {
      ...{ frame: frameOf(site, c, "settings"), ruleset, rulesets },
      adding: { name: "", mailbox: "", includes: [], fault: null },
      mailboxes: settings.mailboxes().map(({ address }) => String(address)),
      ...{ text: newest.text, base: newest.version, reason: "", fault: null, check: null },
      list: listOf(newest, active),
      editor:
        editor === null ? null : { url: editor, known: knownToEditor(c, ruleset, given.text === undefined) },
      lifecycle: readOf(site, c).tickets.lifecycle(),
      targets: readOf(site, c).tickets.targets(),
      versions: versions.map((row) => rowOf(c, row)),
      ...given,
    };
    // Its editor asks for findings.
    c.set("policy", uploadPolicy);
    return html(c, <RulesPage view={view} />, status);
  };

  const knownToEditor = (c: Ctx, ruleset: string, fresh: boolean): EditorKnown => {
    const t = textsFor(c);
    const isDefault = ruleset === DEFAULT;
    const person: string = sessionOf(c).caller.user ?? "";
    const words = { kept: t("rules.editor.kept"), older: t("rules.editor.older") };
    return {
      ...namesOf(knownIn(readOf(site, c))),
      ...{ findings: "/settings/rules/findings", isDefault, fresh },
      draft: isDefault ? person : `${person} ${ruleset}`,
      words: { ...words, run: t("rules.editor.run"), discard: t("rules.editor.discard") },
    };
  };

  rulesetsRoutes(site, web, show);

  web.get("/settings/rules", needs("settings.write"), (c) => {
    const id = c.req.query("checked");
    if (id === undefined) return show(c, c.req.query("ruleset") ?? DEFAULT);
    const found = rulesets.checkOf(sessionOf(c).caller, id);
    return found.ok ? showCheck(c, found.value, "") : faultPage(site, c, found.error);
  });

  /** A draft with what is known of it; while that is not all, the page loads itself again. */
  const showCheck = (c: Ctx, checking: Checking, reason: string) => {
    const { text } = checking;
    const lifecycle = lifecycleOf(checking);
    const check = checkView(c, checking);
    const declared = lifecycle ? { lifecycle, targets: targetsOf(checking) } : {};
    return again(checking, show(c, nameOf(checking), { text, reason, check, ...declared }));
  };

  web.get("/settings/rules/try", needs("settings.write"), async (c) => {
    const [id, n] = [c.req.query("checked") ?? "", wholeNumber(c.req.query("finding") ?? "")];
    const { caller } = sessionOf(c);
    const tried = await rulesets.runWitness(caller, id, n ?? 0);
    if (!tried.ok) return faultPage(site, c, tried.error);
    const { finding, witness, rules } = tried.value;
    const checking = rulesets.checkOf(caller, id);
    const view: TryView = {
      frame: frameOf(site, c, "settings"),
      finding: rulesetFindingText(languageOf(c), finding),
      mail: witnessLines(witness).join("\n"),
      rules: rules?.map(ruleOf) ?? null,
      ...{ checked: id, ruleset: checking.ok ? nameOf(checking.value) : DEFAULT },
    };
    return html(c, <RulesTryPage view={view} />);
  });

  web.post(
    "/settings/rules",
    needs("settings.write"),
    takes({ ...bounds.reply, only: { do: ["check", "save", "cancel", "replay"] } }),
    async (c) => {
      const form = c.get("form");
      const text = field(form, "text").replace(/\r\n?/g, "\n");
      const reason = field(form, "reason").trim();
      const { caller } = sessionOf(c);
      const ruleset = rulesetIn(form);
      if (field(form, "do") === "cancel") {
        const [id, version] = [field(form, "checked"), wholeNumber(field(form, "version"))];
        const ended = rulesets.cancelCheck(caller, id);
        if (!ended.ok) return faultPage(site, c, ended.error);
        const to = version === null ? `?checked=${encodeURIComponent(id)}` : `/${version}`;
        return c.redirect(`/settings/rules${to}`, 303);
      }
      if (field(form, "do") === "check") {
        const checking = await soon(rulesets, caller, text, ruleset);
        if (!checking.ok) return faultPage(site, c, checking.error);
        const { id, checked } = checking.value;
        return checked
          ? showCheck(c, checking.value, reason)
          : c.redirect(`/settings/rules?checked=${id}`, 303);
      }
      if (field(form, "do") === "replay") {
        const begun = begin(site, c, { text, ruleset, version: null });
        if (begun.ok) return c.redirect(`/settings/rules/replay/${begun.value.id}`, 303);
        return show(c, ruleset, { text, reason, fault: formFault(c, begun.error) }, 422);
      }
      const saved = await rulesets.save(caller, text, reason, wholeNumber(field(form, "base")), ruleset);
      if (!saved.ok) {
        const status = saved.error.reason === "ruleset.newer" ? 412 : 422;
        return show(c, ruleset, { text, reason, fault: formFault(c, saved.error) }, status);
      }
      return done(c, `/settings/rules/${saved.value}`, "saved");
    },
  );

  const showVersion = async (c: Ctx, given: Partial<VersionView> = {}, status = 200) => {
    const { settings } = readOf(site, c);
    const version = wholeNumber(c.req.param("version") ?? "");
    const ruleset = version === null ? null : settings.ruleset(version);
    if (!ruleset) return faultPage(site, c, fault("ruleset.unknown", { params: { version: version ?? 0 } }));
    const { caller } = sessionOf(c);
    const checking = await soon(rulesets, caller, ruleset.text, ruleset.name);
    if (!checking.ok) return faultPage(site, c, checking.error);
    const active = settings.activeRulesets().find(({ name }) => name === ruleset.name)?.version ?? null;
    const before = active === null ? null : settings.ruleset(active);
    const others = active === version ? ok([]) : await soonWith(rulesets, caller, ruleset.version);
    if (!others.ok) return faultPage(site, c, others.error);
    const frame = frameOf(site, c, "settings");
    const view: VersionView = {
      frame,
      ...{ row: rowOf(c, ruleset), ruleset: ruleset.name },
      with: others.value.map((one) => withView(c, one)),
      text: ruleset.text,
      check: checkView(c, checking.value),
      lifecycle: lifecycleOf(checking.value),
      targets: targetsOf(checking.value),
      trial: checking.value.checked?.problems.length === 0 ? usualDays(frame) : null,
      changes:
        before && active !== null && active !== version
          ? { active, lines: lineDiff(before.text, ruleset.text) }
          : null,
      ...{ reason: "", fault: null },
      ...given,
    };
    const unfinished = others.value.find((one) => one.checking.checked === null)?.checking;
    return again(unfinished ?? checking.value, html(c, <RulesVersionPage view={view} />, status));
  };

  web.get("/settings/rules/:version{[0-9]+}", needs("settings.write"), (c) => showVersion(c));
  // A page that shows the form again has the form's address; opening that shows the version.
  web.get("/settings/rules/:version{[0-9]+}/activate", needs("settings.write"), (c) => showVersion(c));

  web.post(
    "/settings/rules/:version{[0-9]+}/activate",
    needs("settings.write"),
    takes(bounds.many),
    async (c) => {
      const form = c.get("form");
      const version = wholeNumber(c.req.param("version")) ?? 0;
      const reason = field(form, "reason").trim();
      const accepted = fields(form, "accept");
      const activated = await rulesets.activate(sessionOf(c).caller, version, reason, accepted);
      const ruleset = readOf(site, c).settings.ruleset(version)?.name ?? DEFAULT;
      if (activated.ok)
        return done(c, rulesAddress("", ruleset), ruleset === DEFAULT ? "activated" : "activated-of");
      return showVersion(c, { reason, fault: formFault(c, activated.error) }, 422);
    },
  );

  function rowOf(c: Ctx, { version, author, reason, savedAt }: Omit<Ruleset, "text">): VersionRow {
    const read = readOf(site, c);
    const active = read.settings.activeRulesets().some((one) => one.version === version);
    const person = (user: string) => ({ user, name: read.people.user(userName(user))?.fullName ?? user });
    const by: Actor | null = version === 0 ? null : actorOf(author);
    return {
      ...{ version, active, note: reason, savedAt },
      author: by && actorName(by, { t: textsFor(c), person }),
    };
  }
}

/** The ruleset whose text is checked. */
const nameOf = ({ bundle }: Checking): string => unbundled(bundle).is ?? DEFAULT;

/** Of an active ruleset with another version of one that it includes: what has to be seen. */
function withView(c: Ctx, { name, checking, acknowledged }: CheckingWith): WithView {
  const { progress, findings, tests, accept } = checkView(c, checking);
  const open = accept.filter(({ key }) => !acknowledged.includes(key));
  const words = new Set(open.map(({ text }) => text));
  return {
    ruleset: name,
    check: {
      progress,
      findings: findings
        .filter(({ kind, text }) => kind === "error" || (kind === "warning" && words.has(text)))
        .map((one) => ({ ...one, ruleset: one.ruleset ?? name })),
      tests: tests.filter(({ passed }) => !passed),
      accept: open.map(({ key, text }) => ({ key: followingKey(name, key), text })),
    },
  };
}

/** The lifecycle that tickets would have; null for a text with errors, and as long as it is not known. */
const lifecycleOf = ({ checked }: Checking): Lifecycle | null =>
  checked === null || checked.problems.length > 0 ? null : (checked.lifecycle ?? defaultLifecycle);

const targetsOf = ({ checked }: Checking): readonly Target[] => checked?.targets ?? [];

/** Rules that the page lists; one with very many is edited as text. */
const LISTED_RULES = 200;

function listOf(
  { name: ruleset, version, text, from: declared }: Newest,
  active: number | null,
): RuleListView {
  const from = editable(text, declared);
  const pending = version === active ? null : version;
  if (!from) return { ruleset, rules: null, more: 0, pending };
  const { rules } = from.parsed.ruleset;
  const shown = rules
    .slice(0, LISTED_RULES)
    .map((rule, n) => ({ name: rule.name, text: ruleText(from, n), form: formOf(rule) !== null }));
  return { ruleset, rules: shown, more: rules.length - shown.length, pending };
}

/** Lets the browser load a page again while a check goes on. */
function again({ checked }: Checking, page: Response): Response {
  if (checked === null) page.headers.set("Refresh", String(AGAIN));
  return page;
}

/** A check, which most often is done in a moment: that is waited for. */
async function soon(
  rulesets: Site["engine"]["rulesets"],
  caller: Caller,
  text: string,
  ruleset: string,
): Promise<Result<Checking, Fault>> {
  const begun = rulesets.checking(caller, text, ruleset);
  if (!begun.ok || begun.value.checked !== null) return begun;
  const stop = new AbortController();
  const pause = setTimeout(SOON, null, { signal: stop.signal }).catch(() => null);
  await Promise.race([rulesets.check(caller, text, ruleset), pause]);
  stop.abort();
  return rulesets.checking(caller, text, ruleset);
}

/** The same for the rulesets that include it. */
async function soonWith(
  rulesets: Site["engine"]["rulesets"],
  caller: Caller,
  version: number,
): Promise<Result<readonly CheckingWith[], Fault>> {
  const found = rulesets.checkingWith(caller, version);
  if (!found.ok) return found;
  let all = found.value;
  for (let waited = 0; waited < SOON; waited += PAUSE) {
    if (all.every(({ checking }) => checking.checked !== null)) break;
    await setTimeout(PAUSE);
    all = all.map((one) => {
      const now = one.checking.checked === null ? rulesets.checkOf(caller, one.checking.id) : null;
      return now?.ok ? { ...one, checking: now.value } : one;
    });
  }
  return ok(all);
}

function checkView(c: Ctx, { id, bundle, done, of, checked }: Checking): CheckView {
  if (checked === null) {
    const percent = of === 0 ? 0 : Math.floor((done / of) * 100);
    return { progress: { id, percent }, findings: [], tests: [], accept: [] };
  }
  const { problems, warnings, tests, findings } = checked;
  const language = languageOf(c);
  const places = placesAmong(placeInBundle(bundle));
  const at = (from: number) => {
    const { ruleset, line, source } = places(from);
    return { ruleset, line, source: short(source, 300) };
  };
  const said = warnings.slice(0, SHOWN).map((one) => ({ one, words: rulesetWarningText(language, one) }));
  const whole = { ruleset: null, line: null, source: "" };
  const found = findings.slice(0, SHOWN).map((one, n) => ({
    ...(one.at === null ? whole : at(one.at.from)),
    ...{ kind: one.severity, text: rulesetFindingText(language, one) },
    example: one.witness && {
      lines: witnessLines(one.witness).join("\n"),
      ...{ checked: id, finding: n },
    },
  }));
  const doubts = findings.filter(({ severity }) => severity === "warning");
  const toAccept = [
    ...said.map(({ one, words }) => [warningKey(one), words] as const),
    ...doubts.map((one) => [findingKey(one), rulesetFindingText(language, one)] as const),
  ];
  const plain = { example: null };
  return {
    progress: null,
    findings: [
      ...problems
        .slice(0, SHOWN)
        .map(
          (one) =>
            ({ ...at(one.from), ...plain, kind: "error", text: rulesetProblemText(language, one) }) as const,
        ),
      ...said.map(({ one, words }) => ({ ...at(one.from), ...plain, kind: "warning", text: words }) as const),
      ...found,
    ],
    tests: [
      ...tests.filter(({ failures }) => failures.length > 0),
      ...tests.filter(({ failures }) => failures.length === 0),
    ]
      .map(({ name, failures, came, fired }) => ({
        ...{ name, passed: failures.length === 0, fired },
        failures: failures.map((one, n) => {
          const instead = came[n];
          return { expected: expectedText(one), came: instead ? expectedText(instead) : null };
        }),
      }))
      .slice(0, SHOWN),
    accept: [...new Map(toAccept)].map(([key, words]) => ({ key, text: words })),
  };
}
