/** What analysis finds in a text that is being written, for the editor. */
import { type Finding, witnessLines } from "../../../../domain/ruleset/analysis/index.ts";
import { parseRuleset, placeInBundle } from "../../../../domain/ruleset/index.ts";
import type { Checked, Checking } from "../../../../engine/rules/rulesets.ts";
import { rulesetFindingText, rulesetProblemText, rulesetWarningText } from "../../../../text/ruleset.ts";
import { field } from "../../server/form.ts";
import { sessionOf } from "../../server/guard.ts";
import { languageOf, textsFor } from "../../server/language.ts";
import { needs } from "../../server/needs.ts";
import { faultPage } from "../../server/respond.tsx";
import { bounds, takes } from "../../server/takes.ts";
import type { Ctx, Site, Web } from "../../web.ts";
import { rulesetIn } from "./rulesets-routes.tsx";

/** Findings that an editor shows. */
const SHOWN = 200;

type Span = Pick<Found, "from" | "to">;

/** A finding in the editor. */
interface Found {
  /** Places in the text. */
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning" | "info";
  readonly text: string;
  /** A mail that shows it, and the address that runs it through the rules; null for none. */
  readonly example: { readonly lines: string; readonly run: string } | null;
}

export function findingsRoutes(site: Site, web: Web): void {
  /** Asked again until it is done; with the check that was asked for before, which ends if the text has changed. */
  web.post("/settings/rules/findings", needs("settings.write"), takes(bounds.reply), (c) => {
    const form = c.get("form");
    const text = field(form, "text").replace(/\r\n?/g, "\n");
    const former = field(form, "former");
    const { rulesets } = site.engine;
    const checking = rulesets.checkingDraft(
      ...([sessionOf(c).caller, text, former === "" ? null : former, rulesetIn(form)] as const),
    );
    if (!checking.ok) return faultPage(site, c, checking.error);
    const { id, done, of, checked } = checking.value;
    const t = textsFor(c);
    if (checked === null) {
      const percent = of === 0 ? 0 : Math.floor((done / of) * 100);
      return c.json({
        checked: id,
        done: false,
        said: t("rules.editor.analysing", { percent }),
        findings: [],
      });
    }
    const findings = foundIn(c, checking.value, checked);
    return c.json({ checked: id, done: true, said: saidOf(c, checked), findings: findings.slice(0, SHOWN) });
  });
}

function foundIn(
  c: Ctx,
  { id, text, bundle }: Checking,
  { problems, warnings, findings }: Checked,
): readonly Found[] {
  const language = languageOf(c);
  // What is about the ruleset as a whole stands at its first line.
  const first = { from: 0, to: Math.max(0, text.split("\n", 1)[0]?.length ?? 0) };
  const placeOf = placeInBundle(bundle);
  const { includes } = parseRuleset(text).ruleset;
  // What stands in another ruleset is told where that is included.
  const placed = ({ from, to }: Span, said: string): Pick<Found, "from" | "to" | "text"> => {
    const { ruleset } = placeOf(from);
    if (ruleset === null) return { from, to, text: said };
    const line = includes.find(({ name }) => name === ruleset) ?? first;
    const words = textsFor(c)("rules.editor.elsewhere", { ruleset, text: said });
    return { from: line.from, to: line.to, text: words };
  };
  const exampleOf = ({ witness }: Finding, n: number): Found["example"] => {
    if (witness === null) return null;
    const run = new URLSearchParams({ checked: id, finding: String(n) });
    return { lines: witnessLines(witness).join("\n"), run: `/settings/rules/try?${run.toString()}` };
  };
  const plain = { example: null } as const;
  return [
    ...problems.map((one): Found => {
      return { ...plain, severity: "error", ...placed(one, rulesetProblemText(language, one)) };
    }),
    ...warnings.map((one): Found => {
      return { ...plain, severity: "warning", ...placed(one, rulesetWarningText(language, one)) };
    }),
    ...findings.map((one, n): Found => {
      const severity = one.severity === "note" ? "info" : one.severity;
      const place = placed(one.at ?? first, rulesetFindingText(language, one));
      return { ...place, severity, example: exampleOf(one, n) };
    }),
  ];
}

/** How much was found, in words. */
function saidOf(c: Ctx, { problems, warnings, findings, tests }: Checked): string {
  const count = (severity: Finding["severity"]) => findings.filter((one) => one.severity === severity).length;
  const failed = tests.filter(({ failures }) => failures.length > 0).length;
  return textsFor(c)("rules.editor.found", {
    ...{ errors: problems.length + count("error"), warnings: warnings.length + count("warning") },
    ...{ notes: count("note"), passed: tests.length - failed, failed },
  });
}
