import { workerEntry } from "../../app/assets.ts";
import { replayData } from "../../app/data.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { type Difference, type ReplayedOutcome, replayDecisions } from "../../engine/intake/replay.ts";
import type { Text } from "../../text/command-line.ts";
import { type Command, progress, readArgs, required, WrongUsage } from "./command.ts";

export const journalReplay: Command = {
  name: "journal replay",
  summary: (t) => t("journal.replay.summary"),
  usage: "journal replay --data DIR [--since DATE] [--until DATE] [--json]",
  help: (t) => t("journal.replay.help"),

  async run(args, io) {
    const { values } = readArgs(args, {
      data: { type: "string" },
      since: { type: "string" },
      until: { type: "string" },
      json: { type: "boolean", default: false },
    });
    const data = required(values.data, "data");
    const since = values.since === undefined ? 0 : timeIn(values.since, "since");
    const until = values.until === undefined ? Number.POSITIVE_INFINITY : timeIn(values.until, "until");
    if (since >= until) throw new WrongUsage((t) => t("journal.replay.period"));
    const replay = replayData(data);
    const reader = createReaderPool({ entry: workerEntry("src/edges/mime/worker.ts") });
    try {
      const { read } = reader;
      const found = await replayDecisions({
        replay,
        read,
        since,
        until,
        progress: progress(io, io.t("journal.replay.progress")),
      });
      const { decisions, differences, gone, failed } = found;
      if (values.json) io.out(`${JSON.stringify(found)}\n`);
      else {
        for (const one of differences) io.out(`${line(one, io.t)}\n`);
        const done = io.t("journal.replay.done", { decisions, differences: differences.length });
        const lost = gone.length === 0 ? "" : `; ${io.t("journal.replay.gone", { n: gone.length })}`;
        const rest = failed.length === 0 ? "" : `; ${io.t("journal.replay.failed", { n: failed.length })}`;
        io.out(`${done}${lost}${rest}\n`);
      }
      return differences.length === 0 ? 0 : 1;
    } finally {
      await reader.close();
      replay.close();
    }
  },
};

/** Milliseconds since 1970. @throws WrongUsage */
export function timeIn(text: string, option: string): number {
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(time)) throw new WrongUsage((t) => t("journal.replay.time", { option: `--${option}` }));
  return time;
}

function line({ mail, time, was, wouldBe, rules, fields }: Difference, t: Text): string {
  const said = {
    ...{ time: new Date(time).toISOString(), mail, fields: fields.join(", ") },
    ...{ was: words(was, t), wouldBe: words(wouldBe, t) },
  };
  return rules.length === 0
    ? t("journal.replay.line", said)
    : t("journal.replay.line.rules", { ...said, rules: rules.join(", ") });
}

function words({ outcome, reason, ticket, mailboxes }: ReplayedOutcome, t: Text): string {
  if (mailboxes) return t("journal.replay.received", { mailboxes: mailboxes.join(", ") });
  const came = reason === null ? outcome : t("journal.replay.outcome", { outcome, reason });
  return ticket === null ? came : t("journal.replay.ticket", { outcome: came, ticket });
}
