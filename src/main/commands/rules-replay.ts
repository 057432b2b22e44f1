import { workerEntry } from "../../app/assets.ts";
import { openDataBeside, storedData } from "../../app/data.ts";
import { system } from "../../domain/policy/index.ts";
import { type BecomesChange, composeRuleset } from "../../domain/ruleset/index.ts";
import { headerFields } from "../../edges/mime/header-fields.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import type { Data } from "../../engine/data.ts";
import { type Replayed, type ReplayedMail, replayRules } from "../../engine/rules/replay.ts";
import { type Command, type CommandIo, progress, readArgs, required, WrongUsage } from "./command.ts";
import { timeIn } from "./journal-replay.ts";
import { fileIn, problemAsJson, readText, report } from "./rules-file.ts";
import { composedSource, sourceIn } from "./rules-include.ts";

/** Milliseconds between two notes of progress for the program. */
const TOLD_EVERY = 200;

export const rulesReplay: Command = {
  name: "rules replay",
  summary: (t) => t("rules.replay.summary"),
  usage: "rules replay FILE --data DIR [--include DIR] [--since DATE] [--until DATE] [--json]",
  help: (t) => t("rules.replay.help"),

  async run(args, io) {
    const { values, positionals } = readArgs(
      args,
      {
        data: { type: "string" },
        include: { type: "string" },
        since: { type: "string" },
        until: { type: "string" },
        json: { type: "boolean", default: false },
        // When the program starts this command: each mail is a line of JSON, and so is the result.
        lines: { type: "boolean", default: false },
      },
      1,
    );
    const file = fileIn(positionals[0]);
    const folder = required(values.data, "data");
    const since = values.since === undefined ? 0 : timeIn(values.since, "since");
    const until = values.until === undefined ? Number.POSITIVE_INFINITY : timeIn(values.until, "until");
    if (since >= until) throw new WrongUsage((t) => t("journal.replay.period"));
    // The program has put the others to it.
    const source = values.lines
      ? { file, text: readText(file), files: new Map<string, string>() }
      : withActive(folder, file, values.include);
    const { text } = source;
    const { problems } = composeRuleset(text);
    if (problems.length > 0) {
      if (values.json)
        io.out(`${JSON.stringify({ problems: problems.map((one) => problemAsJson(one, source, io)) })}\n`);
      else report(composedSource(source), io);
      return 1;
    }
    const data = values.lines ? stored(folder) : openDataBeside(folder);
    const reader = createReaderPool({ entry: workerEntry("src/edges/mime/worker.ts") });
    const told = values.lines ? asLines(io) : values.json ? asJson(io) : asText(io);
    try {
      const { read } = reader;
      const parts = { read, headers: headerFields, progress: told.progress, found: told.found };
      const replayed = await data.replayRules({ text, since, until }, parts);
      if (replayed === null) throw new Error("nobody ended it");
      told.done(replayed);
      return replayed.different === 0 ? 0 : 1;
    } finally {
      await reader.close();
      data.close();
    }
  },
};

/** A file with the rulesets that it includes, which may be active ones of an installation. */
function withActive(folder: string, file: string, include: string | undefined) {
  const data = openDataBeside(folder);
  try {
    return sourceIn(file, { include, settings: data.reading.for(system("command line")).settings });
  } finally {
    data.close();
  }
}

/** The data as the running program has it. */
function stored(folder: string): Pick<Data, "replayRules" | "close"> {
  const record = storedData(folder);
  return {
    replayRules: (ask, parts) => replayRules(ask, { ...parts, record }),
    close: () => record.close(),
  };
}

/** Who hears of a replay. */
interface Hearer {
  readonly progress: (done: number, of: number) => void;
  found(mail: ReplayedMail): void;
  done(replayed: Replayed): void;
}

function asText(io: CommandIo): Hearer {
  return {
    progress: progress(io, io.t("rules.replay.progress")),
    found({ time, ticket, subject: plain, changes }) {
      const quoted = JSON.stringify(plain);
      const subject = ticket === null ? quoted : io.t("rules.replay.ticket", { subject: quoted, ticket });
      const said = { time: new Date(time).toISOString(), subject };
      const words = changes.map((one) => changeText(one, io)).join("; ");
      io.out(`${io.t("rules.replay.line", { ...said, changes: words })}\n`);
    },
    done({ mails, different, gone, failed, kinds, moreKinds }) {
      for (const { mails, ...change } of kinds)
        io.out(`  ${io.t("rules.replay.kind", { mails, change: changeText(change, io) })}\n`);
      if (moreKinds > 0) io.out(`  ${io.t("rules.replay.more-kinds", { n: moreKinds })}\n`);
      const done = io.t("rules.replay.done", { mails, differences: different });
      const lost = gone === 0 ? "" : `; ${io.t("journal.replay.gone", { n: gone })}`;
      const slow = failed === 0 ? "" : `; ${io.t("rules.replay.failed", { n: failed })}`;
      io.out(`${done}${lost}${slow}\n`);
    },
  };
}

const changeText = ({ field, before, after }: BecomesChange, io: CommandIo): string =>
  io.t("rules.diff.change", {
    field,
    before: before ?? io.t("rules.diff.none"),
    after: after ?? io.t("rules.diff.none"),
  });

/** One value, written as it becomes known: there may be any number of mails. */
function asJson(io: CommandIo): Hearer {
  let mails = 0;
  return {
    progress: progress(io, io.t("rules.replay.progress")),
    found(mail) {
      io.out(`${mails === 0 ? '{"differences":[' : ","}\n${JSON.stringify(mail)}`);
      mails += 1;
    },
    done(replayed) {
      const rest = JSON.stringify(replayed).slice(1);
      io.out(`${mails === 0 ? '{"differences":[' : "\n"}],${rest}\n`);
    },
  };
}

function asLines(io: CommandIo): Hearer {
  let toldAt = 0;
  const tell = (line: unknown) => io.out(`${JSON.stringify(line)}\n`);
  return {
    progress(done, of) {
      const now = Date.now();
      if (now - toldAt < TOLD_EVERY) return;
      toldAt = now;
      tell({ done, of });
    },
    found: (mail) => tell({ mail }),
    done: (replayed) => tell({ replayed }),
  };
}
