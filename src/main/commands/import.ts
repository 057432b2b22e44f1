import { createHash } from "node:crypto";
import { workerEntry } from "../../app/assets.ts";
import { type Configuration, configure, configuredService } from "../../app/configuration.ts";
import { lockData, openData } from "../../app/data.ts";
import { createLog } from "../../app/log.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import type { Fault } from "../../base/fault.ts";
import { defaultReserve } from "../../domain/health/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { effectiveService } from "../../domain/settings/index.ts";
import { mailFiles } from "../../edges/archive/files.ts";
import { type ArchivedMail, countMails, mailsIn } from "../../edges/archive/mails.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import type { Data } from "../../engine/data.ts";
import { fetched } from "../../engine/intake/fetched.ts";
import type { Intake } from "../../engine/intake/intake.ts";
import type { Collection } from "../../engine/intake/receive.ts";
import { diskOf } from "../../engine/operate/data-folder/disk.ts";
import { expectData } from "../../engine/operate/data-folder/folder.ts";
import type { SettingsReading } from "../../record/reading/index.ts";
import type { Text } from "../../text/command-line.ts";
import { faultText } from "../../text/index.ts";
import {
  type Command,
  CommandFailed,
  type CommandIo,
  progress,
  readArgs,
  required,
  WrongUsage,
} from "./command.ts";

/** Mails, and roughly their bytes, received at the same time. */
const BATCH_MAILS = 200;
const BATCH_BYTES = 16 * 1024 * 1024;
/** Refusals reported one by one; the summary counts all of them. */
const MOST_REPORTED = 100;

export const importMails: Command = {
  name: "import",
  summary: (t) => t("import.summary"),
  usage: "import --data DIR [--mailbox ADDRESS] [--config FILE] [--json] FILE...",
  help: (t) => t("import.help"),

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
    if (positionals.length === 0) throw new WrongUsage((t) => t("import.no-files"));
    const configuration = configure({ file: values.config, env: io.env, flags: {} });
    const files = [...mailFiles(positionals)];
    expectData(data);
    const unlock = lockData(data);
    try {
      const opened = openData(data);
      try {
        const { settings } = opened.reading.for(system("import"));
        const mailbox = mailboxFor(settings, values.mailbox);
        const summary = await importFiles({ data, opened, configuration, mailbox, files, io });
        io.out(values.json ? `${JSON.stringify(summary)}\n` : told(summary, io.t));
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
  readonly io: CommandIo;
}): Promise<Summary> {
  const { data, opened, configuration, mailbox, files, io } = parts;
  const { messageSize } = effectiveService(configuredService(configuration), opened.service());
  const { workers } = configuration;
  const log = createLog(io.err);
  const randomBytes = pooledRandomBytes();
  const reader = createReaderPool({
    entry: workerEntry("src/edges/mime/worker.ts"),
    ...(workers === null ? {} : { workers }),
  });
  const { read } = reader;
  // The server that delivered an old mail is not known any more, and its viruses are out of date.
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
  readonly io: CommandIo;
  readonly summary: Summary;
}

/** Receives the mails in batches; while one batch is received, the one before is read and decided. */
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
  const show = progress(io, io.t("import.progress"));
  let done = 0;
  let batch: Extract<ArchivedMail, { raw: Uint8Array }>[] = [];
  let bytes = 0;
  let decided: Promise<void> = Promise.resolve();
  const flush = async () => {
    const mails = batch;
    batch = [];
    bytes = 0;
    await Promise.all(mails.map(take));
    await decided;
    decided = intake.idle();
    done += mails.length;
    if (done < total) show(done, total);
  };
  const take = async (mail: Extract<ArchivedMail, { raw: Uint8Array }>) => {
    const { raw } = mail;
    const failed = (key: "import.no-room" | "import.not-received", fault: Fault) =>
      new CommandFailed((t) => t(key, { place: placeOf(mail, t), problem: faultText(io.language, fault) }));
    const admitted = reception.admit(raw.length);
    if (!admitted.ok) throw failed("import.no-room", admitted.error);
    const source = `import:${createHash("sha256").update(raw).digest("hex")}`;
    const received = await reception.receive({ ...fetched(raw, mailbox), source });
    if (received.ok) summary.taken += 1;
    else if (received.error.code === "thing.exists") summary.known += 1;
    else throw failed("import.not-received", received.error);
  };
  for (const file of files) {
    for (const mail of mailsIn(file, messageSize)) {
      if ("problem" in mail) {
        const reason = faultText(io.language, mail.problem);
        summary.refused.push({ place: placeOf(mail, io.t), reason });
        done += 1;
        continue;
      }
      batch.push(mail);
      bytes += mail.raw.length;
      if (batch.length >= BATCH_MAILS || bytes >= BATCH_BYTES) await flush();
    }
  }
  await flush();
  await decided;
  if (total > 0) show(total, total);
}

/** The file, and in an mbox which of its mails. */
function placeOf({ file, number }: ArchivedMail, t: Text): string {
  return number === null ? file : t("import.mail", { file, number });
}

function told({ taken, known, refused }: Summary, t: Text): string {
  const lines = refused.slice(0, MOST_REPORTED).map((one) => t("import.refused", one));
  if (refused.length > MOST_REPORTED)
    lines.push(t("import.more-refused", { n: refused.length - MOST_REPORTED }));
  lines.push(t("import.counts", { taken, known, refused: refused.length }));
  return lines.map((line) => `${line}\n`).join("");
}

function mailboxFor(settings: SettingsReading, wanted: string | undefined): string {
  const ours = settings.mailboxes().filter((mailbox) => mailbox.enabled);
  const first = ours[0];
  if (!first) throw new CommandFailed((t) => t("import.no-mailbox"));
  if (wanted === undefined) return first.address;
  const address = normalAddress(wanted);
  const named = ours.find((one) => one.address === address || one.aliases.includes(address));
  if (named) return named.address;
  const known = ours.map((one) => one.address).join(", ");
  throw new CommandFailed((t) => t("import.mailbox", { option: "--mailbox", wanted, known }));
}
