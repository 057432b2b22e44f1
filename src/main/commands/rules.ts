import { workerEntry } from "../../app/assets.ts";
import { openDataBeside } from "../../app/data.ts";
import { fault } from "../../base/fault.ts";
import { ticketNumber } from "../../base/ids.ts";
import { wholeNumber } from "../../base/numbers.ts";
import { addressesOf } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { checkRuleset as analyse, type Finding, witnessLines } from "../../domain/ruleset/analysis/index.ts";
import {
  actionText,
  anySite,
  checkRuleset,
  type Explained,
  expectedText,
  parseRuleset,
  printRuleset,
  runTests,
  type Site,
  siteWith,
  type Warning,
  warningKey,
} from "../../domain/ruleset/index.ts";
import type { RulesRan, TicketRulesRan } from "../../domain/ticket/index.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { chosenNotes, happenedText, ranNotes } from "../../edges/web/tickets/ran-notes.ts";
import type { ExplainedRun } from "../../engine/rules/explain.ts";
import { failure } from "../../text/index.ts";
import { placesIn, rulesetFindingText, rulesetWarningText } from "../../text/ruleset.ts";
import { textIn } from "../../text/web.ts";
import { type Command, type CommandIo, readArgs, required, WrongUsage } from "./command.ts";
import { rulesCompare, rulesDiff } from "./rules-compare.ts";
import { fileIn, type Places, problemAsJson, readText, report } from "./rules-file.ts";
import { rulesReplay } from "./rules-replay.ts";

const rulesCheck: Command = {
  name: "rules check",
  summary: (t) => t("rules.check.summary"),
  usage: "rules check [FILE] [--data DIR] [--json]",
  help: (t) => t("rules.check.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, { ...ofInstallation, ...asJsonToo }, 1);
    const { name: file, text, site } = sourceOf(positionals, values.data, io.t);
    const { ruleset, problems, warnings, tests } = checkRuleset(text, site ?? anySite);
    const findings = problems.length === 0 ? analyse(ruleset) : [];
    const failing = tests.filter(({ failures }) => failures.length > 0);
    const places = placesIn(text);
    if (values.json) {
      const said = {
        problems: problems.map((one) => problemAsJson(one, places, io)),
        warnings: warnings.map((one) => warningAsJson(one, places, io)),
        findings: findings.map((one) => findingAsJson(one, places, io)),
        failingTests: failing.map(({ name }) => name),
      };
      io.out(`${JSON.stringify(said)}\n`);
    } else if (problems.length > 0) report({ problems, file, text }, io);
    else {
      for (const one of warnings) {
        const { line, column } = places(one.from);
        io.err(`${file}:${line}:${column}: ${rulesetWarningText(io.language, one)}\n`);
      }
      for (const one of findings) reportFinding(one, { file, places }, io);
      for (const { name } of failing) io.err(`${io.t("rules.check.test", { file, name })}\n`);
      const counts = { rules: ruleset.rules.length, tests: ruleset.tests.length };
      const errors = findings.filter(({ severity }) => severity === "error").length + failing.length;
      if (errors > 0) io.err(`${io.t("rules.check.bad", { file, n: errors })}\n`);
      else io.out(`${io.t("rules.check.good", { file, ...counts })}\n`);
    }
    const good = problems.length === 0 && failing.length === 0;
    return good && findings.every(({ severity }) => severity !== "error") ? 0 : 1;
  },
};

const rulesPrint: Command = {
  name: "rules print",
  summary: (t) => t("rules.print.summary"),
  usage: "rules print [FILE] [--data DIR]",
  help: (t) => t("rules.print.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, ofInstallation, 1);
    const { name, text } = sourceOf(positionals, values.data, io.t);
    const parsed = parseRuleset(text);
    if (parsed.problems.length > 0) {
      report({ ...parsed, file: name, text }, io);
      return 1;
    }
    io.out(printRuleset(parsed));
    return 0;
  },
};

const rulesTest: Command = {
  name: "rules test",
  summary: (t) => t("rules.test.summary"),
  usage: "rules test [FILE] [--data DIR] [--json]",
  help: (t) => t("rules.test.help"),

  run(args, io) {
    const { values, positionals } = readArgs(args, { ...ofInstallation, ...asJsonToo }, 1);
    const { name: file, text } = sourceOf(positionals, values.data, io.t);
    const { ruleset, problems } = parseRuleset(text);
    if (problems.length > 0) {
      const places = placesIn(text);
      if (values.json)
        io.out(`${JSON.stringify({ problems: problems.map((one) => problemAsJson(one, places, io)) })}\n`);
      else report({ problems, file, text }, io);
      return 1;
    }
    const results = runTests(ruleset);
    const failed = results.filter(({ failures }) => failures.length > 0);
    if (values.json) {
      const tests = results.map(({ name, failures, came, fired }) => ({
        ...{ name, passed: failures.length === 0, failures: failures.map(expectedText), fired },
        came: came.map((one) => one && expectedText(one)),
      }));
      io.out(`${JSON.stringify({ tests })}\n`);
    } else {
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
const asJsonToo = { json: { type: "boolean", default: false } } as const;
/** Of a ticket, the newest events among which runs are explained. */
const MOST_EVENTS = 500;

type AnyRun = ExplainedRun<RulesRan | TicketRulesRan>;

/** The ruleset that is meant: a file's, or the active one of an installation; and the site, if one is named. */
function sourceOf(
  [file]: readonly string[],
  folder: string | undefined,
  t: CommandIo["t"],
): { readonly name: string; readonly text: string; readonly site: Site | null } {
  if (folder === undefined) {
    const name = fileIn(file);
    return { name, text: readText(name), site: null };
  }
  const data = openDataBeside(folder);
  try {
    const { settings, people, webhooks } = data.reading.for(system("command line"));
    const groups = new Set(people.groups().map(({ name }) => name));
    const templates = new Set(settings.templates().map(({ name }) => name));
    const users = new Map(people.users().map((user) => [user.name, user]));
    const endpoints = new Set(webhooks.list().map(({ name }) => name));
    const site = siteWith({
      isMailbox: (address) => settings.mailbox(address) !== null,
      isGroup: (name) => groups.has(name),
      addresses: addressesOf(settings.mailboxes()),
      isTemplate: (name) => templates.has(name),
      isWebhook: (name) => endpoints.has(name),
      user: (name) => users.get(name) ?? null,
    });
    const version = settings.activeRuleset();
    if (file !== undefined) return { name: file, text: readText(file), site };
    return {
      name: t("rules.active", { folder, version }),
      text: settings.ruleset(version)?.text ?? "",
      site,
    };
  } finally {
    data.close();
  }
}

function runText({ ran, time, rules }: AnyRun, io: CommandIo): string {
  const about = { time: new Date(time).toISOString(), version: ran.ruleset };
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
  const { rule } = one;
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

const runAsJson = ({ ran, time, rules }: AnyRun) => ({
  ...(ran.type === "RulesRan"
    ? { mail: ran.mail }
    : { happened: ran.happened, by: ran.by, depth: ran.depth }),
  ...{ at: new Date(time).toISOString(), version: ran.ruleset },
  ...{ chosen: ran.chosen ?? [], failed: ran.failed ?? [], noReply: ran.noReply ?? null },
  ...{ notForwarded: ran.type === "RulesRan" ? (ran.notForwarded ?? []) : [], rules },
});

/** A finding with its place, and the mail that shows it. */
function reportFinding(
  finding: Finding,
  { file, places }: { readonly file: string; readonly places: Places },
  io: CommandIo,
): void {
  const { severity, at, witness } = finding;
  const place = at === null ? file : io.t("rules.check.place", { file, ...places(at.from) });
  const said = rulesetFindingText(io.language, finding);
  io.out(`${io.t("rules.check.finding", { place, severity, text: said })}\n`);
  if (witness) io.out(`${[io.t("rules.check.example"), ...witnessLines(witness)].join("\n  ")}\n`);
}

const findingAsJson = (finding: Finding, places: Places, io: CommandIo) => ({
  ...(finding.at === null ? {} : places(finding.at.from)),
  ...{ severity: finding.severity, code: finding.code, rules: finding.rules },
  text: rulesetFindingText(io.language, finding),
  example: finding.witness === null ? null : witnessLines(finding.witness).join("\n"),
});

const warningAsJson = (warning: Warning, places: Places, io: CommandIo) => ({
  ...places(warning.from),
  ...{ code: warning.code, text: rulesetWarningText(io.language, warning), acknowledge: warningKey(warning) },
});
