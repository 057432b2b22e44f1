import { checkRuleset, type Finding, witnessLines } from "../../domain/ruleset/analysis/index.ts";
import { expectedText, printRuleset, runTests } from "../../domain/ruleset/index.ts";
import { rulesetFindingText } from "../../text/ruleset.ts";
import { type Command, type CommandIo, readArgs } from "./command.ts";
import { rulesCompare, rulesDiff } from "./rules-compare.ts";
import { placeOf, problemAsJson, readRules, report } from "./rules-file.ts";

const rulesCheck: Command = {
  name: "rules check",
  summary: (t) => t("rules.check.summary"),
  usage: "rules check FILE [--json]",
  help: (t) => t("rules.check.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, { json: { type: "boolean", default: false } }, 1);
    const read = readRules(positionals[0]);
    const { ruleset, problems, file, text } = read;
    const findings = problems.length === 0 ? checkRuleset(ruleset) : [];
    if (values.json) {
      const all = findings.map((one) => findingAsJson(one, text, io));
      io.out(
        `${JSON.stringify({ problems: problems.map((one) => problemAsJson(one, text, io)), findings: all })}\n`,
      );
    } else if (problems.length > 0) report(read, io);
    else {
      for (const one of findings) reportFinding(one, { file, text }, io);
      const counts = { rules: ruleset.rules.length, tests: ruleset.tests.length };
      const errors = findings.filter(({ severity }) => severity === "error").length;
      if (errors > 0) io.err(`${io.t("rules.check.bad", { file, n: errors })}\n`);
      else io.out(`${io.t("rules.check.good", { file, ...counts })}\n`);
    }
    return problems.length === 0 && findings.every(({ severity }) => severity !== "error") ? 0 : 1;
  },
};

const rulesPrint: Command = {
  name: "rules print",
  summary: (t) => t("rules.print.summary"),
  usage: "rules print FILE",
  help: (t) => t("rules.print.help"),

  run(args, io) {
    const { positionals } = readArgs(args, {}, 1);
    const parsed = readRules(positionals[0]);
    if (parsed.problems.length > 0) {
      report(parsed, io);
      return 1;
    }
    io.out(printRuleset(parsed));
    return 0;
  },
};

const rulesTest: Command = {
  name: "rules test",
  summary: (t) => t("rules.test.summary"),
  usage: "rules test FILE [--json]",
  help: (t) => t("rules.test.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, { json: { type: "boolean", default: false } }, 1);
    const read = readRules(positionals[0]);
    const { ruleset, problems, text } = read;
    if (problems.length > 0) {
      if (values.json)
        io.out(`${JSON.stringify({ problems: problems.map((one) => problemAsJson(one, text, io)) })}\n`);
      else report(read, io);
      return 1;
    }
    const results = runTests(ruleset);
    const failed = results.filter(({ failures }) => failures.length > 0);
    if (values.json) {
      const tests = results.map(({ name, failures, fired }) => ({
        ...{ name, passed: failures.length === 0, failures: failures.map(expectedText), fired },
      }));
      io.out(`${JSON.stringify({ tests })}\n`);
    } else {
      for (const { name, failures, fired } of failed) {
        io.out(`${io.t("rules.test.failed", { name })}\n`);
        for (const one of failures)
          io.out(`${io.t("rules.test.expected", { expected: expectedText(one) })}\n`);
        const rules = fired.map((rule) => `"${rule}"`).join(", ");
        io.out(
          `${fired.length === 0 ? io.t("rules.test.none-fired") : io.t("rules.test.fired", { rules })}\n`,
        );
      }
      const counts = { passed: results.length - failed.length, failed: failed.length };
      io.out(`${io.t("rules.test.done", counts)}\n`);
    }
    return failed.length === 0 ? 0 : 1;
  },
};

export const rulesCommands: readonly Command[] = [rulesCheck, rulesPrint, rulesTest, rulesDiff, rulesCompare];

/** A finding with its place, and the mail that shows it. */
function reportFinding(
  finding: Finding,
  { file, text }: { readonly file: string; readonly text: string },
  io: CommandIo,
): void {
  const { severity, at, witness } = finding;
  const place = at === null ? file : io.t("rules.check.place", { file, ...placeOf(text, at.from) });
  const said = rulesetFindingText(io.language, finding);
  io.out(`${io.t("rules.check.finding", { place, severity, text: said })}\n`);
  if (witness) io.out(`${[io.t("rules.check.example"), ...witnessLines(witness)].join("\n  ")}\n`);
}

const findingAsJson = (finding: Finding, text: string, io: CommandIo) => ({
  ...(finding.at === null ? {} : placeOf(text, finding.at.from)),
  ...{ severity: finding.severity, code: finding.code, rules: finding.rules },
  text: rulesetFindingText(io.language, finding),
  example: finding.witness === null ? null : witnessLines(finding.witness).join("\n"),
});
