import { workerEntry } from "../../app/assets.ts";
import { replayData } from "../../app/data.ts";
import { parseRuleset } from "../../domain/ruleset/index.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { type RuledOutcome, replayDraft } from "../../engine/rules/replay.ts";
import { placesIn } from "../../text/ruleset.ts";
import { type Command, progress, readArgs, required, WrongUsage } from "./command.ts";
import { timeIn } from "./journal-replay.ts";
import { fileIn, problemAsJson, readText, report } from "./rules-file.ts";

export const rulesReplay: Command = {
  name: "rules replay",
  summary: (t) => t("rules.replay.summary"),
  usage: "rules replay FILE --data DIR [--since DATE] [--until DATE] [--json]",
  help: (t) => t("rules.replay.help"),

  async run(args, io) {
    const { values, positionals } = readArgs(
      args,
      {
        data: { type: "string" },
        since: { type: "string" },
        until: { type: "string" },
        json: { type: "boolean", default: false },
      },
      1,
    );
    const file = fileIn(positionals[0]);
    const folder = required(values.data, "data");
    const since = values.since === undefined ? 0 : timeIn(values.since, "since");
    const until = values.until === undefined ? Number.POSITIVE_INFINITY : timeIn(values.until, "until");
    if (since >= until) throw new WrongUsage((t) => t("journal.replay.period"));
    const text = readText(file);
    const { problems } = parseRuleset(text);
    if (problems.length > 0) {
      const places = placesIn(text);
      if (values.json)
        io.out(`${JSON.stringify({ problems: problems.map((one) => problemAsJson(one, places, io)) })}\n`);
      else report({ problems, file, text }, io);
      return 1;
    }
    const replay = replayData(folder);
    const reader = createReaderPool({ entry: workerEntry("src/edges/mime/worker.ts") });
    try {
      const { read } = reader;
      const shows = progress(io, io.t("rules.replay.progress"));
      const found = await replayDraft(text, { replay, read, since, until, progress: shows });
      const { mails, differences, gone } = found;
      if (values.json) io.out(`${JSON.stringify(found)}\n`);
      else {
        for (const { time, subject, was, wouldBe } of differences) {
          const said = { time: new Date(time).toISOString(), subject: JSON.stringify(subject) };
          io.out(`${io.t("rules.replay.line", { ...said, was: words(was), wouldBe: words(wouldBe) })}\n`);
        }
        const done = io.t("rules.replay.done", { mails, differences: differences.length });
        const lost = gone === 0 ? "" : `; ${io.t("journal.replay.gone", { n: gone })}`;
        io.out(`${done}${lost}\n`);
      }
      return differences.length === 0 ? 0 : 1;
    } finally {
      await reader.close();
      replay.close();
    }
  },
};

/** In the words of the API: "ticket, category Billing". */
function words({ outcome, changes, autoReply, reply, sent }: RuledOutcome): string {
  const said = Object.entries(changes).map(
    ([field, value]) => `${field} ${value === null ? "-" : String(value)}`,
  );
  return [
    outcome,
    ...said,
    ...(autoReply ? ["auto-reply"] : []),
    ...(reply === null ? [] : [`reply ${reply}`]),
    ...sent,
  ].join(", ");
}
