import { configure } from "../../app/configuration.ts";
import { examine } from "../../app/doctor.ts";
import type { Finding, Level } from "../../domain/finding.ts";
import { findingInWords } from "../../text/findings.ts";
import { type Command, type CommandIo, readArgs, required } from "./command.ts";

export const doctor: Command = {
  name: "doctor",
  summary: (t) => t("doctor.summary"),
  usage: "doctor --data DIR [--config FILE] [--full] [--json]",
  help: (t) => t("doctor.help"),

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
      if (!values.json) io.out(shown(finding, io));
    }
    const number = (level: Level) => findings.filter((finding) => finding.level === level).length;
    const [ok, warnings, problems] = [number("ok"), number("warning"), number("problem")];
    const inWords = findings.map((finding) => findingInWords(io.language, finding));
    if (values.json) io.out(`${JSON.stringify({ ok: problems === 0, findings: inWords })}\n`);
    else io.out(`\n${io.t("doctor.counts", { ok, warnings, problems })}\n`);
    return problems === 0 ? 0 : 1;
  },
};

function shown(finding: Finding, { t, language }: Pick<CommandIo, "t" | "language">): string {
  const { check, level, what, todo } = findingInWords(language, finding);
  const line = `${t(`doctor.level.${level}`).padEnd(9)}${check.padEnd(16)}${what}\n`;
  return todo === null ? line : `${line}${" ".repeat(25)}-> ${todo}\n`;
}
