/** What a change of a ruleset changes, and how the conditions of two of its rules relate. */
import {
  type Change,
  changedDeclarations,
  compareRules,
  type DeclarationChange,
  diffRulesets,
  type Label,
  type MailClass,
  witnessLines,
} from "../../domain/ruleset/analysis/index.ts";
import { type Command, CommandFailed, type CommandIo, readArgs, WrongUsage } from "./command.ts";
import { fileIn, problemAsJson, report } from "./rules-file.ts";
import { type ComposedSource, composedSource, sourceIn } from "./rules-include.ts";

const options = { include: { type: "string" }, json: { type: "boolean", default: false } } as const;

/** Reads a ruleset with those that it includes. @throws WrongUsage, CommandFailed, or what the system says */
const readRules = (
  file: string | undefined,
  given: { readonly include?: string | undefined },
): ComposedSource => composedSource(sourceIn(fileIn(file), given));

export const rulesDiff: Command = {
  name: "rules diff",
  summary: (t) => t("rules.diff.summary"),
  usage: "rules diff OLD NEW [--include DIR] [--json]",
  help: (t) => t("rules.diff.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, options, 2);
    if (positionals[0] === "-" && positionals[1] === "-")
      throw new WrongUsage((t) => t("rules.diff.same-input"));
    const files = [readRules(positionals[0], values), readRules(positionals[1], values)] as const;
    if (refused(files, values.json, io)) return 1;
    const [old, next] = files;
    const { classes, rest } = diffRulesets(old.ruleset, next.ruleset);
    const declarations = changedDeclarations(old.ruleset, next.ruleset);
    if (values.json) io.out(`${JSON.stringify({ classes: classes.map(classAsJson), rest, declarations })}\n`);
    else {
      for (const [n, one] of classes.entries()) sayClass(one, n + 1, io);
      io.out(`${io.t("rules.diff.done", { n: classes.length, rest })}\n`);
      for (const one of declarations) sayDeclaration(one, io);
    }
    return rest === "undecided" ? 1 : 0;
  },
};

export const rulesCompare: Command = {
  name: "rules compare",
  summary: (t) => t("rules.compare.summary"),
  usage: "rules compare FILE RULE OTHER [--include DIR] [--json]",
  help: (t) => t("rules.compare.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, options, 3);
    const [file, first, second] = positionals;
    const read = readRules(file, values);
    if (refused([read], values.json, io)) return 1;
    const [rule, other] = [ruleIn(read, first), ruleIn(read, second)];
    const { relation, both, onlyFirst, onlySecond } = compareRules(
      rule,
      other,
      read.ruleset.lifecycle ?? undefined,
    );
    const mails = { both, first: onlyFirst, second: onlySecond };
    if (values.json) {
      const lines = Object.entries(mails).map(([key, mail]) => [
        key,
        mail === null ? null : witnessLines(mail).join("\n"),
      ]);
      io.out(`${JSON.stringify({ relation, examples: Object.fromEntries(lines) })}\n`);
    } else {
      const names = { rule: rule.name, other: other.name };
      io.out(`${io.t("rules.compare.relation", { relation, ...names })}\n`);
      for (const [which, mail] of Object.entries(mails))
        if (mail) {
          io.out(`${io.t("rules.compare.example", { which, ...names })}\n`);
          io.out(`${witnessLines(mail).join("\n")}\n`);
        }
    }
    return relation === "undecided" ? 1 : 0;
  },
};

/** Says what is wrong with rulesets that cannot be read. @returns whether there are any */
function refused(files: readonly ComposedSource[], json: boolean, io: CommandIo): boolean {
  const bad = files.filter(({ problems }) => problems.length > 0);
  if (json && bad.length > 0) {
    const problems = bad.flatMap((source) =>
      source.problems.map((one) => ({ file: source.file, ...problemAsJson(one, source, io) })),
    );
    io.out(`${JSON.stringify({ problems })}\n`);
  } else for (const one of bad) report(one, io);
  return bad.length > 0;
}

function ruleIn({ ruleset, file }: ComposedSource, name: string | undefined) {
  if (name === undefined) throw new WrongUsage((t) => t("rules.compare.no-rule"));
  const rule = ruleset.rules.find((one) => one.name === name);
  if (!rule) throw new CommandFailed((t) => t("rules.compare.unknown", { file, name }));
  return rule;
}

function sayClass({ changes, witness, before, after }: MailClass, n: number, io: CommandIo): void {
  const said = changes.map((one) => changeText(one, io)).join("; ");
  io.out(`${io.t("rules.diff.class", { n, changes: said })}\n`);
  io.out(`${[io.t("rules.check.example"), ...witnessLines(witness)].join("\n  ")}\n`);
  const names = (rules: readonly string[]) => rules.map((one) => `"${one}"`).join(", ");
  io.out(`  ${io.t("rules.diff.before", { n: before.length, rules: names(before) })}\n`);
  io.out(`  ${io.t("rules.diff.after", { n: after.length, rules: names(after) })}\n`);
}

function sayDeclaration({ of, name, is: how, before, after }: DeclarationChange, io: CommandIo): void {
  io.out(`${io.t("rules.diff.declared", { of, how, name })}\n`);
  for (const line of before ?? []) io.out(`  - ${line}\n`);
  for (const line of after ?? []) io.out(`  + ${line}\n`);
}

function changeText({ of, before, after }: Change, io: CommandIo): string {
  const label = (one: Label): string =>
    one.is === "kept"
      ? io.t("rules.diff.kept")
      : one.is === "chosen"
        ? io.t("rules.diff.one-of", { group: one.value })
        : (one.value ?? io.t("rules.diff.none"));
  if (of.name === "tag") {
    const added = after.is === "value" && after.value !== null;
    return io.t("rules.diff.tag", { tag: of.tag, now: added ? "there" : "gone" });
  }
  if (of.name === "done") {
    const added = after.is === "value" && after.value !== null;
    return io.t("rules.diff.action", { what: of.what, now: added ? "there" : "gone" });
  }
  if (of.name === "auto-reply")
    return io.t("rules.diff.auto-reply", { now: after.is === "kept" ? "there" : "gone" });
  return io.t("rules.diff.change", { field: of.name, before: label(before), after: label(after) });
}

const classAsJson = ({ changes, witness, before, after }: MailClass) => ({
  changes: changes.map(({ of, before: was, after: is }) => ({ ...of, before: was, after: is })),
  example: witnessLines(witness).join("\n"),
  before,
  after,
});
