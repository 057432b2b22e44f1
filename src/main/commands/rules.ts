import { closeSync, openSync, readSync } from "node:fs";
import {
  expectedText,
  type Problem,
  parseRuleset,
  printRuleset,
  runTests,
} from "../../domain/ruleset/index.ts";
import { placeIn, rulesetProblemText } from "../../text/ruleset.ts";
import { type Command, CommandFailed, type CommandIo, readArgs, WrongUsage } from "./command.ts";

/** Larger files are not read as rulesets: four bytes for each of the characters that one may have. */
const LARGEST = 4_000_000;

const rulesCheck: Command = {
  name: "rules check",
  summary: (t) => t("rules.check.summary"),
  usage: "rules check FILE [--json]",
  help: (t) => t("rules.check.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, { json: { type: "boolean", default: false } }, 1);
    const file = fileIn(positionals);
    const text = readText(file);
    const { ruleset, problems } = parseRuleset(text);
    if (values.json)
      io.out(`${JSON.stringify({ problems: problems.map((one) => asJson(one, text, io)) })}\n`);
    else if (problems.length > 0) report(problems, { file, text }, io);
    else {
      const counts = { rules: ruleset.rules.length, tests: ruleset.tests.length };
      io.out(`${io.t("rules.check.good", { file, ...counts })}\n`);
    }
    return problems.length === 0 ? 0 : 1;
  },
};

const rulesPrint: Command = {
  name: "rules print",
  summary: (t) => t("rules.print.summary"),
  usage: "rules print FILE",
  help: (t) => t("rules.print.help"),

  run(args, io) {
    const { positionals } = readArgs(args, {}, 1);
    const file = fileIn(positionals);
    const text = readText(file);
    const parsed = parseRuleset(text);
    if (parsed.problems.length > 0) {
      report(parsed.problems, { file, text }, io);
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
    const file = fileIn(positionals);
    const text = readText(file);
    const { ruleset, problems } = parseRuleset(text);
    if (problems.length > 0) {
      if (values.json)
        io.out(`${JSON.stringify({ problems: problems.map((one) => asJson(one, text, io)) })}\n`);
      else report(problems, { file, text }, io);
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

export const rulesCommands: readonly Command[] = [rulesCheck, rulesPrint, rulesTest];

function fileIn([file]: readonly string[]): string {
  if (file === undefined) throw new WrongUsage((t) => t("rules.no-file"));
  return file;
}

/** The text of a file, without a byte order mark. @throws CommandFailed, or what the system says */
function readText(file: string): string {
  const bytes = readBytes(file);
  if (bytes.length > LARGEST) throw new CommandFailed((t) => t("rules.too-large", { file, most: LARGEST }));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CommandFailed((t) => t("rules.not-text", { file }));
  }
}

/** The bytes of a file or standard input, one more than LARGEST at most: a device may have no end. */
function readBytes(file: string): Uint8Array {
  const from = file === "-" ? 0 : openSync(file, "r");
  try {
    const bytes = new Uint8Array(LARGEST + 1);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(from, bytes, length, bytes.length - length, null);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    if (from !== 0) closeSync(from);
  }
}

/** Each problem with its place, its line, and a mark below the words that are wrong. */
function report(
  problems: readonly Problem[],
  { file, text }: { readonly file: string; readonly text: string },
  io: CommandIo,
): void {
  for (const problem of problems) {
    const { line, column } = placeIn(text, problem.from);
    const source = text.split("\n", line)[line - 1]?.replace(/\r$/, "") ?? "";
    const length = Math.max(
      1,
      Math.min(problem.to, problem.from + source.length - column + 1) - problem.from,
    );
    io.err(`${file}:${line}:${column}: ${rulesetProblemText(io.language, problem)}\n`);
    io.err(`  ${source}\n  ${source.slice(0, column - 1).replace(/\S/g, " ")}${"^".repeat(length)}\n`);
  }
  io.err(`${io.t("rules.check.bad", { file, n: problems.length })}\n`);
}

const asJson = (problem: Problem, text: string, io: CommandIo) => ({
  ...placeIn(text, problem.from),
  code: problem.code,
  text: rulesetProblemText(io.language, problem),
});
