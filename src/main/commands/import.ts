import { createHash } from "node:crypto";
import { workerEntry } from "../../app/assets.ts";
import { type Configuration, configure } from "../../app/configuration.ts";
import { lockData, openData } from "../../app/data.ts";
import { createLog } from "../../app/log.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { Failure } from "../../base/failure.ts";
import { normalAddress } from "../../domain/mail/address.ts";
import { system } from "../../domain/policy/index.ts";
import { mailFiles } from "../../edges/archive/files.ts";
import { type ArchivedMail, countMails, mailsIn } from "../../edges/archive/mails.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import type { Data } from "../../engine/data.ts";
import { fetched } from "../../engine/intake/fetched.ts";
import type { Intake } from "../../engine/intake/intake.ts";
import type { Collection } from "../../engine/intake/receive.ts";
import { defaultReserve, diskOf } from "../../engine/operate/data-folder/disk.ts";
import { expectData } from "../../engine/operate/data-folder/folder.ts";
import type { SettingsReading } from "../../record/reading/index.ts";
import { inEnglish } from "../../text/index.ts";
import { type Command, type Io, progress, readArgs, required, WrongUsage } from "./command.ts";

/** Mails, and about as many bytes of them, that are received side by side. */
const BATCH_MAILS = 200;
const BATCH_BYTES = 16 * 1024 * 1024;
/** Refusals that are told one by one; the summary counts them all. */
const MOST_TOLD = 100;

export const importMails: Command = {
  name: "import",
  summary: "takes mails out of mbox files, Maildirs and .eml files",
  usage: "import --data DIR [--mailbox ADDRESS] [--config FILE] [--json] FILE...",
  help: `FILE is an mbox, a single mail (.eml) or a folder: a Maildir, or one with any of these in it. What a file is, is told
by its content. Each mail goes the ordinary way and becomes a ticket, joins one, or is held; nobody is answered.

A mail that was imported before is not taken again, whatever file it lies in now: after an interruption give the
same command again, and it goes on. The program must not be serving DIR meanwhile.

  --mailbox ADDRESS  for mail that none of our mailboxes is named in (Delivered-To, X-Original-To, To, Cc); the first
                     mailbox without it
  --config FILE      a configuration file: message_size and workers are taken from it
  --json             the summary as JSON

Ends with how many mails were taken, were known already, and were refused and why; exit status 1 if any was refused.`,

  async run(args, io) {
    const { values, positionals } = readArgs(
      args,
      {
        data: { type: "string" },
        mailbox: { type: "string" },
        config: { type: "string" },
        json: { type: "boolean", default: false },
      },
      Number.POSITIVE_INFINITY,
    );
    const data = required(values.data, "data");
    if (positionals.length === 0) throw new WrongUsage("name the files or folders to import");
    const configuration = configure({ file: values.config, env: io.env, flags: {} });
    const files = listed(positionals);
    expectData(data);
    const unlock = lockData(data);
    try {
      const opened = openData(data);
      try {
        const { settings } = opened.reading.for(system("import"));
        const mailbox = mailboxFor(settings, values.mailbox);
        const summary = await importFiles({ data, opened, configuration, mailbox, files, io });
        io.out(values.json ? `${JSON.stringify(summary)}\n` : told(summary));
        return summary.refused.length === 0 ? 0 : 1;
      } finally {
        opened.close();
      }
    } finally {
      unlock();
    }
  },
};

interface Summary {
  taken: number;
  known: number;
  readonly refused: { readonly place: string; readonly reason: string }[];
}

async function importFiles(parts: {
  readonly data: string;
  readonly opened: Data;
  readonly configuration: Configuration;
  readonly mailbox: string;
  readonly files: readonly string[];
  readonly io: Io;
}): Promise<Summary> {
  const { data, opened, configuration, mailbox, files, io } = parts;
  const { messageSize, workers } = configuration;
  const log = createLog(io.err);
  const randomBytes = pooledRandomBytes();
  const reader = createReaderPool({
    entry: workerEntry("src/edges/mime/worker.ts"),
    ...(workers === null ? {} : { workers }),
  });
  const { read } = reader;
  // Who handed an old mail over, and whether it was one of those days' viruses, is not to be told any more.
  const unchecked = { authenticate: () => null, scan: () => null };
  const own = { now: Date.now, randomBytes, log };
  const intake = opened.createIntake({ read, ...unchecked, ...own });
  const reception = opened.createReception({
    ...{ now: Date.now, randomBytes, log, received: intake.offer },
    diskReserve: configuration.diskReserve ?? defaultReserve(await diskOf(data)),
    diskSpace: async () => (await diskOf(data)).free,
  });
  const summary: Summary = { taken: 0, known: 0, refused: [] };
  try {
    await reception.checkDisk();
    intake.start();
    await takeAll({ reception, intake, mailbox, messageSize, files, io, summary });
    return summary;
  } finally {
    reception.stop();
    await intake.stop();
    await reader.close();
  }
}

interface Taking {
  readonly reception: Collection;
  readonly intake: Intake;
  readonly mailbox: string;
  readonly messageSize: number;
  readonly files: readonly string[];
  readonly io: Io;
  readonly summary: Summary;
}

/** Receives batch after batch; while one is received, the one before it is read and sorted. */
async function takeAll({
  reception,
  intake,
  mailbox,
  messageSize,
  files,
  io,
  summary,
}: Taking): Promise<void> {
  const total = files.reduce((sum, file) => sum + countMails(file), 0);
  const show = progress(io, "mails");
  let done = 0;
  let batch: Extract<ArchivedMail, { raw: Uint8Array }>[] = [];
  let bytes = 0;
  let sorted: Promise<void> = Promise.resolve();
  const flush = async () => {
    const mails = batch;
    batch = [];
    bytes = 0;
    await Promise.all(mails.map(take));
    await sorted;
    sorted = intake.idle();
    done += mails.length;
    if (done < total) show(done, total);
  };
  const take = async ({ place, raw }: Extract<ArchivedMail, { raw: Uint8Array }>) => {
    const admitted = reception.admit(raw.length);
    if (!admitted.ok)
      throw new Failure(`${place}: ${inEnglish(admitted.error)}; make room and give the command again`);
    const source = `import:${createHash("sha256").update(raw).digest("hex")}`;
    const received = await reception.receive({ ...fetched(raw, reception, mailbox), source });
    if (received.ok) summary.taken += 1;
    else if (received.error.code === "thing.exists") summary.known += 1;
    else throw new Failure(`${place}: ${inEnglish(received.error)}; give the command again`);
  };
  for (const file of files) {
    for (const mail of mailsIn(file, messageSize)) {
      if ("problem" in mail) {
        summary.refused.push({ place: mail.place, reason: mail.problem });
        done += 1;
        continue;
      }
      batch.push(mail);
      bytes += mail.raw.length;
      if (batch.length >= BATCH_MAILS || bytes >= BATCH_BYTES) await flush();
    }
  }
  await flush();
  await sorted;
  if (total > 0) show(total, total);
}

function told({ taken, known, refused }: Summary): string {
  const lines = refused.slice(0, MOST_TOLD).map(({ place, reason }) => `refused: ${place}: ${reason}\n`);
  const more = refused.length > MOST_TOLD ? `refused: ${refused.length - MOST_TOLD} more\n` : "";
  return `${lines.join("")}${more}taken: ${taken}\nknown already: ${known}\nrefused: ${refused.length}\n`;
}

function listed(paths: readonly string[]): readonly string[] {
  try {
    return [...mailFiles(paths)];
  } catch (cause) {
    throw new Failure(cause instanceof Error ? cause.message : String(cause));
  }
}

function mailboxFor(settings: SettingsReading, wanted: string | undefined): string {
  const ours = settings.mailboxes().filter((mailbox) => mailbox.enabled);
  const first = ours[0];
  if (!first) throw new Failure("there is no mailbox yet that mail could be imported into");
  if (wanted === undefined) return first.address;
  const address = normalAddress(wanted);
  const named = ours.find((one) => one.address === address || one.aliases.includes(address));
  if (named) return named.address;
  throw new Failure(
    `--mailbox: there is no mailbox ${wanted}; there are ${ours.map((one) => one.address).join(", ")}`,
  );
}
