import { fault } from "../../../../base/fault.ts";
import { userName } from "../../../../base/ids.ts";
import { lineDiff } from "../../../../base/line-diff.ts";
import { wholeNumber } from "../../../../base/numbers.ts";
import { type Actor, actorOf } from "../../../../domain/actor.ts";
import { type Checked, expectedText, warningKey } from "../../../../domain/ruleset/index.ts";
import type { Ruleset } from "../../../../record/reading/index.ts";
import { placesIn, rulesetProblemText, rulesetWarningText } from "../../../../text/ruleset.ts";
import { short } from "../../bounds.ts";
import { done } from "../../server/flash.ts";
import { field, fields } from "../../server/form.ts";
import { frameOf } from "../../server/frame.ts";
import { sessionOf } from "../../server/guard.ts";
import { languageOf, textsFor } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { readOf } from "../../server/read.ts";
import { faultPage, formFault, html } from "../../server/respond.tsx";
import { bounds, takes } from "../../server/takes.ts";
import { actorName } from "../../tickets/event-text.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { RulesPage, RulesVersionPage } from "./page.tsx";
import type { CheckView, RulesView, VersionRow, VersionView } from "./view.ts";

/** Versions in the list. */
const LISTED = 50;
/** Findings and failing tests that a page shows. */
const SHOWN = 200;

export function rulesRoutes(site: Site, web: Web): void {
  const { rulesets } = site.engine;

  const show = (c: Ctx, given: Partial<RulesView> = {}, status = 200) => {
    const { settings } = readOf(site, c);
    const versions = settings.rulesets(Number.MAX_SAFE_INTEGER, LISTED);
    const newest = settings.ruleset(versions[0]?.version ?? 0)?.text ?? "";
    const view: RulesView = {
      frame: frameOf(site, c, "settings"),
      ...{ text: newest, reason: "", fault: null, check: null },
      versions: versions.map((row) => rowOf(c, row)),
      ...given,
    };
    return html(c, <RulesPage view={view} />, status);
  };

  web.get("/settings/rules", needs("settings.write"), (c) => show(c));

  web.post(
    "/settings/rules",
    needs("settings.write"),
    takes({ ...bounds.reply, only: { do: ["check", "save"] } }),
    async (c) => {
      const form = c.get("form");
      const text = field(form, "text").replace(/\r\n?/g, "\n");
      const reason = field(form, "reason").trim();
      const { caller } = sessionOf(c);
      if (field(form, "do") === "check") {
        const checked = rulesets.check(caller, text);
        if (!checked.ok) return faultPage(site, c, checked.error);
        return show(c, { text, reason, check: checkView(c, text, checked.value) });
      }
      const saved = await rulesets.save(caller, text, reason);
      if (!saved.ok) return show(c, { text, reason, fault: formFault(c, saved.error) }, 422);
      return done(c, `/settings/rules/${saved.value}`, "saved");
    },
  );

  const showVersion = (c: Ctx, given: Partial<VersionView> = {}, status = 200) => {
    const { settings } = readOf(site, c);
    const version = wholeNumber(c.req.param("version") ?? "");
    const ruleset = version === null ? null : settings.ruleset(version);
    if (!ruleset) return faultPage(site, c, fault("ruleset.unknown", { params: { version: version ?? 0 } }));
    const checked = rulesets.check(sessionOf(c).caller, ruleset.text);
    if (!checked.ok) return faultPage(site, c, checked.error);
    const active = settings.activeRuleset();
    const before = settings.ruleset(active);
    const view: VersionView = {
      frame: frameOf(site, c, "settings"),
      row: rowOf(c, ruleset),
      text: ruleset.text,
      check: checkView(c, ruleset.text, checked.value),
      changes: before && active !== version ? { active, lines: lineDiff(before.text, ruleset.text) } : null,
      ...{ reason: "", fault: null },
      ...given,
    };
    return html(c, <RulesVersionPage view={view} />, status);
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
      if (activated.ok) return done(c, "/settings/rules", "activated");
      return showVersion(c, { reason, fault: formFault(c, activated.error) }, 422);
    },
  );

  function rowOf(c: Ctx, { version, author, reason, savedAt }: Omit<Ruleset, "text">): VersionRow {
    const read = readOf(site, c);
    const active = read.settings.activeRuleset() === version;
    const person = (user: string) => ({ user, name: read.people.user(userName(user))?.fullName ?? user });
    const by: Actor | null = version === 0 ? null : actorOf(author);
    return {
      ...{ version, active, note: reason, savedAt },
      author: by && actorName(by, { t: textsFor(c), person }),
    };
  }
}

function checkView(c: Ctx, text: string, { problems, warnings, tests }: Checked): CheckView {
  const language = languageOf(c);
  const lines = text.split("\n");
  const places = placesIn(text);
  const at = (from: number) => {
    const { line } = places(from);
    return { line, source: short(lines[line - 1] ?? "", 300) };
  };
  const said = warnings.slice(0, SHOWN).map((one) => ({ one, words: rulesetWarningText(language, one) }));
  return {
    findings: [
      ...problems
        .slice(0, SHOWN)
        .map((one) => ({ ...at(one.from), kind: "error", text: rulesetProblemText(language, one) }) as const),
      ...said.map(({ one, words }) => ({ ...at(one.from), kind: "warning", text: words }) as const),
    ],
    tests: [
      ...tests.filter(({ failures }) => failures.length > 0),
      ...tests.filter(({ failures }) => failures.length === 0),
    ]
      .map(({ name, failures, fired }) => ({
        ...{ name, passed: failures.length === 0, failures: failures.map(expectedText), fired },
      }))
      .slice(0, SHOWN),
    accept: [...new Map(said.map(({ one, words }) => [warningKey(one), words]))].map(([key, words]) => ({
      ...{ key, text: words },
    })),
  };
}
