import { configure } from "../../app/configuration.ts";
import { examine } from "../../app/doctor.ts";
import type { Finding, Level } from "../../domain/finding.ts";
import { findingInWords } from "../../text/findings.ts";
import { defaultLanguage } from "../../text/index.ts";
import { type Command, readArgs, required } from "./command.ts";

export const doctor: Command = {
  name: "doctor",
  summary: "checks the installation, and says what to do about each problem",
  usage: "doctor --data DIR [--config FILE] [--full] [--json]",
  help: `Checks the folder, the disk, the database, the journal, the running program, its settings, and what waits for someone's
decision. Changes nothing, and can run while the program is running on DIR. Each finding is ok, a warning or a problem,
with one line on what to do. The exit status is 1 if there is a problem.

  --config FILE  the configuration file that the program is started with, if any
  --full         checks the whole journal (default: the newest 10,000 events)
  --json         one object: {"ok", "findings": [{"check", "level", "what", "todo", "line"}]}`,

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      config: { type: "string" },
      full: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    });
    const data = required(values.data, "data");
    const configuration = configure({ file: values.config, env: io.env, flags: {} });
    const findings: Finding[] = [];
    for await (const finding of examine(data, { configuration, full: values.full })) {
      findings.push(finding);
      if (!values.json) io.out(shown(finding));
    }
    const number = (level: Level) => findings.filter((finding) => finding.level === level).length;
    const problems = number("problem");
    const inWords = findings.map((finding) => findingInWords(defaultLanguage, finding));
    if (values.json) io.out(`${JSON.stringify({ ok: problems === 0, findings: inWords })}\n`);
    else io.out(`\n${number("ok")} ok, warnings: ${number("warning")}, problems: ${problems}\n`);
    return problems === 0 ? 0 : 1;
  },
};

function shown(finding: Finding): string {
  const { check, level, what, todo } = findingInWords(defaultLanguage, finding);
  const line = `${level.padEnd(9)}${check.padEnd(16)}${what}\n`;
  return todo === null ? line : `${line}${" ".repeat(25)}-> ${todo}\n`;
}
