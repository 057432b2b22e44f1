import { workerEntry } from "../../app/assets.ts";
import { openDataBeside } from "../../app/data.ts";
import { fault } from "../../base/fault.ts";
import { ticketNumber } from "../../base/ids.ts";
import { wholeNumber } from "../../base/numbers.ts";
import { addressesOf, normalAddress } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { checkRuleset as analyse, type Finding, witnessLines } from "../../domain/ruleset/analysis/index.ts";
import {
  actionText,
  anySite,
  checkRuleset,
  composeRuleset,
  DEFAULT,
  type Explained,
  expectedText,
  parseRuleset,
  printRuleset,
  runTests,
  type Site,
  siteWith,
  unbundled,
  type Warning,
  warningKey,
} from "../../domain/ruleset/index.ts";
import type { RulesRan, TicketRulesRan } from "../../domain/ticket/index.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { chosenNotes, happenedText, ranNotes } from "../../edges/web/tickets/ran-notes.ts";
import type { ExplainedRun } from "../../engine/rules/explain.ts";
import { failure } from "../../text/index.ts";
import { rulesetFindingText, rulesetWarningText } from "../../text/ruleset.ts";
import { textIn } from "../../text/web.ts";
import { type Command, type CommandIo, readArgs, required, WrongUsage } from "./command.ts";
import { rulesCompare, rulesDiff } from "./rules-compare.ts";
import { fileIn, type Place, placeAsJson, placesOf, problemAsJson, report } from "./rules-file.ts";
import { activeSources, composedSource, type RulesSource, sourceIn } from "./rules-include.ts";
import { rulesReplay } from "./rules-replay.ts";

const rulesCheck: Command = {
  name: "rules check",
  summary: (t) => t("rules.check.summary"),
  usage: "rules check [FILE] [--data DIR] [--include DIR] [--json]",
  help: (t) => t("rules.check.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, { ...ofInstallation, ...withIncludes, ...asJsonToo }, 1);
    const { sources, site } = sourcesOf(positionals, values, io.t);
    const checked = sources.map((source) => {
      const found = checkRuleset(source.text, site ?? anySite);
      const isDefault = source.name === DEFAULT;
      const { targets, ...rest } = found.ruleset;
      // Of a target of all rulesets, each would say that it sets none.
      const findings = found.problems.length > 0 ? [] : analyse(isDefault ? { ...rest, targets } : rest);
      return {
        source,
        ...found,
        findings,
        failing: found.tests.filter(({ failures }) => failures.length > 0),
      };
    });
    if (values.json) io.out(`${asOne(checked.map((one) => [one.source, checkAsJson(one, io)]))}\n`);
    else for (const one of checked) sayCheck(one, io);
    const isGood = checked.every(
      ({ problems, failing, findings }) =>
        problems.length + failing.length === 0 && findings.every(({ severity }) => severity !== "error"),
    );
    return isGood ? 0 : 1;
  },
};

type OneCheck = ReturnType<typeof checkRuleset> & {
  readonly source: RulesSource;
  readonly findings: readonly Finding[];
  readonly failing: ReturnType<typeof checkRuleset>["tests"];
};

const checkAsJson = ({ source, problems, warnings, findings, failing }: OneCheck, io: CommandIo) => ({
  problems: problems.map((one) => problemAsJson(one, source, io)),
  warnings: warnings.map((one) => warningAsJson(one, source, io)),
  findings: findings.map((one) => findingAsJson(one, source, io)),
  failingTests: failing.map(({ name }) => name),
});

function sayCheck({ source, ruleset, problems, warnings, findings, failing }: OneCheck, io: CommandIo): void {
  if (problems.length > 0) {
    report({ problems, ...source }, io);
    return;
  }
  const { file } = source;
  const places = placesOf(source);
  for (const one of warnings) {
    const at = places(one.from);
    io.err(`${at.file}:${at.line}:${at.column}: ${rulesetWarningText(io.language, one)}\n`);
  }
  for (const one of findings) reportFinding(one, { file, places }, io);
  for (const { name } of failing) io.err(`${io.t("rules.check.test", { file, name })}\n`);
  const counts = { rules: ruleset.rules.length, tests: ruleset.tests.length };
  const errors = findings.filter(({ severity }) => severity === "error").length + failing.length;
  if (errors > 0) io.err(`${io.t("rules.check.bad", { file, n: errors })}\n`);
  else io.out(`${io.t("rules.check.good", { file, ...counts })}\n`);
}

/** What is said of a ruleset as JSON; of several, a list with their names. */
const asOne = (all: readonly (readonly [Source, object])[]): string => {
  const [only] = all;
  if (only && all.length === 1) return JSON.stringify(only[1]);
  return JSON.stringify({ rulesets: all.map(([{ name }, said]) => ({ name, ...said })) });
};

const rulesPrint: Command = {
  name: "rules print",
  summary: (t) => t("rules.print.summary"),
  usage: "rules print [FILE] [--data DIR]",
  help: (t) => t("rules.print.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, ofInstallation, 1);
    const { sources } = sourcesOf(positionals, values, io.t);
    let bad = false;
    for (const [n, { file, text: bundle, name }] of sources.entries()) {
      // Its own text alone: what others declare is not looked at.
      const { text } = unbundled(bundle);
      const declared = name === DEFAULT ? undefined : composeRuleset(bundle).ruleset;
      const parsed = parseRuleset(text, declared);
      if (parsed.problems.length > 0) {
        report({ problems: parsed.problems, file, text, files: new Map() }, io);
        bad = true;
      } else io.out(`${n === 0 ? "" : "\n"}${printRuleset(parsed)}`);
    }
    return bad ? 1 : 0;
  },
};

const rulesTest: Command = {
  name: "rules test",
  summary: (t) => t("rules.test.summary"),
  usage: "rules test [FILE] [--data DIR] [--include DIR] [--json]",
  help: (t) => t("rules.test.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, { ...ofInstallation, ...withIncludes, ...asJsonToo }, 1);
    const { sources } = sourcesOf(positionals, values, io.t);
    const composed = sources.map((source) => ({ ...composedSource(source), name: source.name }));
    const bad = composed.filter(({ problems }) => problems.length > 0);
    if (bad.length > 0) {
      if (values.json) {
        const said = bad.map(
          (one) => [one, { problems: one.problems.map((each) => problemAsJson(each, one, io)) }] as const,
        );
        io.out(`${asOne(said)}\n`);
      } else for (const one of bad) report(one, io);
      return 1;
    }
    const run = composed.map((one) => [one, runTests(one.ruleset)] as const);
    if (values.json)
      io.out(`${asOne(run.map(([one, results]) => [one, { tests: results.map(testAsJson) }]))}\n`);
    else
      for (const [{ file }, results] of run) {
        if (run.length > 1) io.out(`${file}:\n`);
        sayTests(results, io);
      }
    return run.every(([, results]) => results.every(({ failures }) => failures.length === 0)) ? 0 : 1;
  },
};

type TestResults = ReturnType<typeof runTests>;

const testAsJson = ({ name, failures, came, fired }: TestResults[number]) => ({
  ...{ name, passed: failures.length === 0, failures: failures.map(expectedText), fired },
  came: came.map((one) => one && expectedText(one)),
});

function sayTests(results: TestResults, io: CommandIo): void {
  const failed = results.filter(({ failures }) => failures.length > 0);
  for (const { name, failures, came, fired } of failed) {
    io.out(`${io.t("rules.test.failed", { name })}\n`);
    for (const [n, one] of failures.entries()) {
      const instead = came[n];
      const expected = expectedText(one);
      io.out(
        `${instead ? io.t("rules.test.came", { expected, came: expectedText(instead) }) : io.t("rules.test.expected", { expected })}\n`,
      );
    }
    const rules = fired.map((rule) => `"${rule}"`).join(", ");
    io.out(`${fired.length === 0 ? io.t("rules.test.none-fired") : io.t("rules.test.fired", { rules })}\n`);
  }
  const counts = { passed: results.length - failed.length, failed: failed.length };
  io.out(`${io.t("rules.test.done", counts)}\n`);
}

const rulesExplain: Command = {
  name: "rules explain",
  summary: (t) => t("rules.explain.summary"),
  usage: "rules explain TICKET --data DIR [--json]",
  help: (t) => t("rules.explain.help"),

  async run(args, io) {
    const { values, positionals } = readArgs(args, { ...ofInstallation, ...asJsonToo }, 1);
    const number = wholeNumber(positionals[0] ?? "");
    if (number === null) throw new WrongUsage((t) => t("rules.explain.no-ticket"));
    const data = openDataBeside(required(values.data, "data"));
    const reader = createReaderPool({ entry: workerEntry("src/edges/mime/worker.ts") });
    try {
      const ticket = ticketNumber(number);
      const caller = system("command line");
      const { tickets } = data.reading.for(caller);
      if (!tickets.find(ticket)) throw failure(fault("ticket.unknown", { params: { number } }));
      const explain = data.createExplain({ read: reader.read });
      const { events } = await tickets.history(ticket, { limit: MOST_EVENTS });
      const runs: AnyRun[] = [];
      for (const { event, position } of events) {
        if (event.type === "MessageReceived") {
          const found = await explain.message(caller, ticket, event.message);
          if (!found.ok) throw failure(found.error);
          if (found.value) runs.push(found.value);
        } else if (event.type === "TicketRulesRan") {
          const found = await explain.event(caller, ticket, position);
          if (!found.ok) throw failure(found.error);
          runs.push(found.value);
        }
      }
      if (values.json) io.out(`${JSON.stringify({ runs: runs.map(runAsJson) })}\n`);
      else if (runs.length === 0) io.out(`${io.t("rules.explain.none", { number })}\n`);
      else for (const run of runs) io.out(runText(run, io));
      return 0;
    } finally {
      await reader.close();
      data.close();
    }
  },
};

export const rulesCommands: readonly Command[] = [
  rulesCheck,
  rulesPrint,
  rulesTest,
  rulesDiff,
  rulesCompare,
  rulesReplay,
  rulesExplain,
];

const ofInstallation = { data: { type: "string" } } as const;
const withIncludes = { include: { type: "string" } } as const;
const asJsonToo = { json: { type: "boolean", default: false } } as const;
/** Of a ticket, the newest events among which runs are explained. */
const MOST_EVENTS = 500;

type AnyRun = ExplainedRun<RulesRan | TicketRulesRan>;

/** A ruleset by its name: "Default" for the one that all mailboxes without their own follow. */
type Source = RulesSource & { readonly name: string };

/** The rulesets that are meant: a file's, or the active ones of an installation; and the site, if one is named. */
function sourcesOf(
  [file]: readonly string[],
  { data: folder, include }: { readonly data?: string | undefined; readonly include?: string | undefined },
  t: CommandIo["t"],
): { readonly sources: readonly Source[]; readonly site: Site | null } {
  const named = (source: RulesSource): Source => ({ ...source, name: unbundled(source.text).is ?? DEFAULT });
  if (folder === undefined) return { sources: [named(sourceIn(fileIn(file), { include }))], site: null };
  const data = openDataBeside(folder);
  try {
    const { settings, people, webhooks } = data.reading.for(system("command line"));
    const mailboxes = new Set(settings.mailboxes().map(({ address }) => normalAddress(address)));
    const groups = new Set(people.groups().map(({ name }) => name));
    const templates = new Set(settings.templates().map(({ name }) => name));
    const users = new Map(people.users().map((user) => [user.name, user]));
    const endpoints = new Set(webhooks.list().map(({ name }) => name));
    const site = siteWith({
      isMailbox: (address) => mailboxes.has(address),
      isGroup: (name) => groups.has(name),
      addresses: addressesOf(settings.mailboxes()),
      isTemplate: (name) => templates.has(name),
      isWebhook: (name) => endpoints.has(name),
      user: (name) => users.get(name) ?? null,
    });
    if (file !== undefined) return { sources: [named(sourceIn(file, { include, settings }))], site };
    const called = (name: string, version: number) =>
      name === DEFAULT
        ? t("rules.active", { folder, version })
        : t("rules.active.of", { folder, name, version });
    return { sources: activeSources(settings, called), site };
  } finally {
    data.close();
  }
}

function runText({ ran, time, name, rules }: AnyRun, io: CommandIo): string {
  const own = name === null || name === DEFAULT ? "" : name;
  const about = { time: new Date(time).toISOString(), version: ran.ruleset, name: own };
  const head =
    ran.type === "RulesRan"
      ? io.t("rules.explain.run", { ...about, mail: ran.mail })
      : io.t("rules.explain.event", { ...about, what: happenedText(ran.happened, textIn(io.language)) });
  const lines = rules?.map((one) => `  ${ruleText(one, io)}`) ?? [`  ${io.t("rules.explain.gone")}`];
  const t = textIn(io.language);
  const notes = [...chosenNotes(ran, t), ...ranNotes(ran, t)].map((one) => `  ${one}`);
  return `${[head, ...lines, ...notes].join("\n")}\n`;
}

function ruleText(one: Explained, io: CommandIo): string {
  const rule = one.ruleset ? io.t("rules.explain.of", { rule: one.rule, name: one.ruleset }) : one.rule;
  switch (one.is) {
    case "fired":
      return io.t("rules.explain.fired", { rule, actions: one.actions.map(actionText).join(", ") });
    case "not-met": {
      const saw = one.saw.map(
        ({ fact, values }) => `${fact}: ${values === null ? "-" : JSON.stringify(values)}`,
      );
      return io.t("rules.explain.not-met", { rule, condition: one.condition, saw: saw.join("; ") });
    }
    case "failed":
      return io.t("rules.explain.failed", { rule, error: one.error });
    case "after-stop":
      return io.t("rules.explain.after-stop", { rule });
  }
}

const runAsJson = ({ ran, time, name, rules }: AnyRun) => ({
  ...(ran.type === "RulesRan"
    ? { mail: ran.mail }
    : { happened: ran.happened, by: ran.by, depth: ran.depth }),
  ...{ at: new Date(time).toISOString(), ruleset: name, version: ran.ruleset, includes: ran.includes ?? [] },
  ...{ chosen: ran.chosen ?? [], failed: ran.failed ?? [], noReply: ran.noReply ?? null },
  ...{ notForwarded: ran.type === "RulesRan" ? (ran.notForwarded ?? []) : [], rules },
});

/** A finding with its place, and the mail that shows it. */
function reportFinding(
  finding: Finding,
  { file, places }: { readonly file: string; readonly places: (offset: number) => Place },
  io: CommandIo,
): void {
  const { severity, at, witness } = finding;
  const { source: _, ...found } = at === null ? { source: "" } : places(at.from);
  const place = "file" in found ? io.t("rules.check.place", found) : file;
  const said = rulesetFindingText(io.language, finding);
  io.out(`${io.t("rules.check.finding", { place, severity, text: said })}\n`);
  if (witness) io.out(`${[io.t("rules.check.example"), ...witnessLines(witness)].join("\n  ")}\n`);
}

const findingAsJson = (finding: Finding, source: RulesSource, io: CommandIo) => ({
  ...(finding.at === null ? {} : placeAsJson(placesOf(source)(finding.at.from), source)),
  ...{ severity: finding.severity, code: finding.code, rules: finding.rules },
  text: rulesetFindingText(io.language, finding),
  example: finding.witness === null ? null : witnessLines(finding.witness).join("\n"),
});

const warningAsJson = (warning: Warning, source: RulesSource, io: CommandIo) => ({
  ...placeAsJson(placesOf(source)(warning.from), source),
  ...{ code: warning.code, text: rulesetWarningText(io.language, warning), acknowledge: warningKey(warning) },
});
