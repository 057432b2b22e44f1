import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { configure } from "../../app/configuration.ts";
import { lockData, openJournal, openPort } from "../../app/data.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { createData, isNewFolder } from "../../engine/operate/data-folder/folder.ts";
import { exportJournal, importJournal } from "../../engine/operate/data-folder/journal-move.ts";
import { connectJournal } from "../../engine/operate/data-folder/remote-journal.ts";
import { failure } from "../../text/index.ts";
import {
  type Command,
  type CommandIo,
  progress,
  readArgs,
  required,
  WrongUsage,
  wholeNumberOption,
} from "./command.ts";
import { shown } from "./journal.ts";

/** Events read at a time. */
const PAGE = 1000;

export const journalExport: Command = {
  name: "journal export",
  summary: (t) => t("journal.export.summary"),
  usage: `journal export --data DIR [--after POSITION]
       mailmanager journal export --data DIR | --journal postgres://... FILE|-`,
  help: (t) => t("journal.export.help"),

  async run(args, io) {
    const { values, positionals } = readArgs(
      args,
      { data: { type: "string" }, journal: { type: "string" }, after: { type: "string", default: "0" } },
      1,
    );
    const [file] = positionals;
    if (file === undefined) {
      const bounds = { option: "--after", least: 0, most: 999_999_999_999_999 };
      await exportEvents(required(values.data, "data"), wholeNumberOption(values.after, bounds), io);
      return 0;
    }
    expectOnePlace(values);
    const journal = await openPlace(values, io, false);
    try {
      const lines = exportJournal(journal, progress(io, io.t("journal.export.progress")));
      if (file === "-") for await (const line of lines) io.out(line);
      else await writeTo(file, lines);
      return 0;
    } finally {
      await journal.close();
    }
  },
};

export const journalImport: Command = {
  name: "journal import",
  summary: (t) => t("journal.import.summary"),
  usage: "journal import --data DIR | --journal postgres://... FILE|-",
  help: (t) => t("journal.import.help"),

  async run(args, io) {
    const { values, positionals } = readArgs(
      args,
      { data: { type: "string" }, journal: { type: "string" } },
      1,
    );
    const [file] = positionals;
    if (file === undefined) throw new WrongUsage((t) => t("usage.missing", { name: "FILE" }));
    expectOnePlace(values);
    const input = file === "-" ? process.stdin : createReadStream(file);
    if (file !== "-") await once(input, "open");
    const journal = await openPlace(values, io, true);
    try {
      const imported = await importJournal(journal, linesOf(input));
      if (!imported.ok) throw failure(imported.error);
      const { position, chain } = imported.value;
      io.out(`${io.t("journal.import.done", { events: position, chain: chain.toString("hex") })}\n`);
      return 0;
    } finally {
      await journal.close();
    }
  },
};

/** The lines of a stream, from when they are asked for: an interface of readline loses those before. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

interface Place {
  readonly data?: string | undefined;
  readonly journal?: string | undefined;
}

function expectOnePlace({ data, journal }: Place): void {
  if ((data === undefined) === (journal === undefined)) throw new WrongUsage((t) => t("journal.place"));
}

/** The journal in a folder, or in a database. @param isNew whether the folder is created */
async function openPlace({ data, journal }: Place, io: CommandIo, isNew: boolean) {
  if (data === undefined) {
    const url = configure({ env: io.env, flags: { journal } }).journal;
    return connectJournal(required(url ?? undefined, "journal"), pooledRandomBytes());
  }
  if (!isNew) return openPort(data, false);
  // An import that was interrupted is continued.
  const fresh = isNewFolder(data);
  if (fresh) createData(data);
  const unlock = lockData(data);
  const port = openPort(data, fresh);
  return {
    ...port,
    async close() {
      await port.close();
      unlock();
    },
  };
}

/** Writes lines to a new file that only its owner can read. */
async function writeTo(file: string, lines: AsyncIterable<string>): Promise<void> {
  const output = createWriteStream(file, { flags: "wx", mode: 0o600, flush: true });
  await once(output, "open");
  for await (const line of lines) if (!output.write(line)) await once(output, "drain");
  output.end();
  await finished(output);
}

async function exportEvents(data: string, from: number, io: CommandIo): Promise<void> {
  const opened = openJournal(data);
  try {
    for (let after = from; ; ) {
      const events = await opened.journal.readChained(after, PAGE);
      io.out(events.map((event) => `${JSON.stringify(shown(event))}\n`).join(""));
      const last = events.at(-1);
      if (!last) return;
      after = last.position;
      // So that signals and a closed pipe are noticed.
      await setImmediate();
    }
  } finally {
    opened.close();
  }
}
