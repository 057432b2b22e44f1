import { workerEntry } from "../../app/assets.ts";
import { replayData } from "../../app/data.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { type Difference, type ReplayedOutcome, replayDecisions } from "../../engine/intake/replay.ts";
import { type Command, progress, readArgs, required, WrongUsage } from "./command.ts";

export const journalReplay: Command = {
  name: "journal replay",
  summary: "repeats past decisions about mail and lists those that would now be different",
  usage: "journal replay --data DIR [--since DATE] [--until DATE] [--json]",
  help: `Repeats every decision about received mail in a period, with what was known at the time, from the journal, and by
the rules of this release. Mails are parsed again. Nothing is changed, and the program can be running on DIR meanwhile.
Decisions that people made about held mail are not repeated.

  --since DATE  decisions from that time on, such as 2026-11-23 or 2026-11-23T18:00:00Z (default: all)
  --until DATE  decisions before that time
  --json        the summary and all differences as JSON

Each line has a mail, its outcome then and now, the rules that led to it, and what differs. The exit status is 0 if
there are no differences.`,

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
    const replay = replayData(data);
    const reader = createReaderPool({ entry: workerEntry("src/edges/mime/worker.ts") });
    try {
      const { read } = reader;
      const found = await replayDecisions({ replay, read, since, until, progress: progress(io, "replayed") });
      const { decisions, differences, gone } = found;
      if (values.json) io.out(`${JSON.stringify(found)}\n`);
      else {
        for (const one of differences) io.out(`${line(one)}\n`);
        const lost = gone.length === 0 ? "" : `; the bytes of ${gone.length} mails are no longer stored`;
        io.out(`${decisions} decisions repeated, ${differences.length} would be different${lost}\n`);
      }
      return differences.length === 0 ? 0 : 1;
    } finally {
      await reader.close();
      replay.close();
    }
  },
};

/** Milliseconds since 1970. @throws WrongUsage */
function timeIn(text: string, option: string): number {
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(time))
    throw new WrongUsage(
      `--${option} must be a date such as 2026-11-23, or a time such as 2026-11-23T18:00:00Z`,
    );
  return time;
}

function line({ mail, time, was, wouldBe, rules, fields }: Difference): string {
  const by = rules.length === 0 ? "" : ` by ${rules.join(", ")}`;
  return `${new Date(time).toISOString()} mail ${mail}: was ${words(was)}, would be ${words(wouldBe)}${by} (${fields.join(", ")})`;
}

function words({ outcome, reason, ticket }: ReplayedOutcome): string {
  const why = reason === null ? "" : ` as ${reason}`;
  return ticket === null ? `${outcome}${why}` : `${outcome}${why} (ticket ${ticket})`;
}
