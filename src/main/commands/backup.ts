import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { dataAccess, lockData } from "../../app/data.ts";
import { type Fault, fault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import { size } from "../../domain/finding.ts";
import { type BackupStep, openBackup, type Progress } from "../../engine/operate/backup/format.ts";
import { backupFolder, makeBackup } from "../../engine/operate/backup/make.ts";
import type { Manifest } from "../../engine/operate/backup/manifest.ts";
import { noteBackup } from "../../engine/operate/backup/note.ts";
import {
  discardRestore,
  placeRestore,
  type Staging,
  stageRestore,
} from "../../engine/operate/backup/restore.ts";
import { storedBackups } from "../../engine/operate/backup/store.ts";
import { verifyBackup } from "../../engine/operate/backup/verify.ts";
import type { Text } from "../../text/command-line.ts";
import { failure } from "../../text/index.ts";
import {
  type Command,
  type CommandIo,
  readArgs,
  required,
  WrongUsage,
  wholeNumberOption,
  withFailureAsJson,
} from "./command.ts";

const backupCreate: Command = {
  name: "backup create",
  summary: (t) => t("backup.create.summary"),
  usage: "backup create --data DIR [--out FILE] [--json]",
  help: (t) => t("backup.create.help", { progress: t("backup.progress") }),

  async run(args, io) {
    const { values } = readArgs(args, {
      ...{ data: { type: "string" }, out: { type: "string" }, json: { type: "boolean", default: false } },
      // When the program starts this command, it records the backup in the journal itself.
      unrecorded: { type: "boolean", default: false },
      ...{ nightly: { type: "boolean", default: false }, reserve: { type: "string" } },
    });
    const data = required(values.data, "data");
    const cause = values.nightly ? "nightly" : "asked";
    const making = {
      data,
      out: values.out ?? null,
      cause,
      now: Date.now(),
      reserve: bytesIn(values.reserve),
    } as const;
    return withFailureAsJson(io, values.json, async () => {
      const made = await makeBackup({ ...making, access: dataAccess, progress: shownProgress(io) });
      if (made.ok && !values.unrecorded && !(await noteBackup(data, made.value, dataAccess)))
        io.err(`${io.t("backup.create.unrecorded")}\n`);
      return report(io, values.json, made, ({ path }) => path);
    });
  },
};

const backupVerify: Command = {
  name: "backup verify",
  summary: (t) => t("backup.verify.summary"),
  usage: "backup verify FILE [--scratch DIR] [--json]",
  help: (t) => t("backup.verify.help", { progress: t("backup.progress") }),

  async run(args, io) {
    const options = { scratch: { type: "string" }, json: { type: "boolean", default: false } } as const;
    const { values, positionals } = readArgs(args, options, 1);
    const file = fileIn(positionals);
    return withFailureAsJson(io, values.json, async () => {
      const found = await verifyBackup(file, values.scratch ?? null, dataAccess, shownProgress(io));
      return report(io, values.json, found, ({ manifest, bytes, restorable }) =>
        io.t(restorable ? "backup.verify.valid" : "backup.verify.newer", {
          backup: described(manifest, bytes, io.t),
        }),
      );
    });
  },
};

const backupRestore: Command = {
  name: "backup restore",
  summary: (t) => t("backup.restore.summary"),
  usage: "backup restore FILE --data DIR [--json]",
  help: (t) => t("backup.restore.help", { progress: t("backup.progress") }),

  async run(args, io) {
    const { values, positionals } = readArgs(
      args,
      {
        ...{ data: { type: "string" }, json: { type: "boolean", default: false } },
        // During setup the program holds DIR, asks before the last step, and takes that step itself.
        ...{ stage: { type: "boolean", default: false }, reserve: { type: "string" } },
      },
      1,
    );
    const [file, data] = [fileIn(positionals), required(values.data, "data")];
    const reserve = bytesIn(values.reserve);
    const staging = { file, data, reserve, access: dataAccess, progress: shownProgress(io) };
    return withFailureAsJson(io, values.json, async () => {
      const restored = await (values.stage ? stageRestore(staging) : restore(staging));
      return report(
        io,
        values.json,
        restored.ok ? { ok: true, value: { manifest: restored.value } } : restored,
        ({ manifest }) => io.t("backup.restore.done", { backup: described(manifest, null, io.t) }),
      );
    });
  },
};

const backupList: Command = {
  name: "backup list",
  summary: (t) => t("backup.list.summary"),
  usage: "backup list --data DIR | FILE [--json]",
  help: (t) => t("backup.list.help"),

  async run(args, io) {
    const options = { data: { type: "string" }, json: { type: "boolean", default: false } } as const;
    const { values, positionals } = readArgs(args, options, 1);
    const [file] = positionals;
    if (file === undefined) {
      const data = required(values.data, "data");
      expectFolder(data);
      const found = await storedBackups(data);
      for (const one of found) io.out(listed(one, values.json));
      if (found.length === 0 && !values.json)
        io.err(`${io.t("backup.list.none", { folder: backupFolder(data) })}\n`);
      return 0;
    }
    const opened = await openBackup(file);
    if (!opened.ok) throw failure(opened.error);
    io.out(listed(opened.value, values.json));
    return 0;
  },
};

export const backupCommands: readonly Command[] = [backupCreate, backupVerify, backupRestore, backupList];

/** @throws Failure or a system error if it cannot be listed */
function expectFolder(path: string): void {
  if (!existsSync(path)) throw failure(fault("folder.unknown", { params: { path } }));
  readdirSync(path);
}

async function restore(staging: Staging): Promise<Result<Manifest, Fault>> {
  const { file, data } = staging;
  const lock = join(data, "lock");
  const before = existsSync(lock);
  let unlock = existsSync(data) ? lockData(data) : null;
  let restored = false;
  try {
    const staged = await stageRestore(staging);
    if (!staged.ok) return staged;
    unlock ??= lockData(data);
    await placeRestore(data, {
      by: systemActor("command line"),
      file,
      manifest: staged.value,
      access: dataAccess,
    });
    restored = true;
    return staged;
  } finally {
    discardRestore(data);
    // If it is refused, the folder stays as it was.
    if (!restored && !before) rmSync(lock, { force: true });
    unlock?.();
  }
}

/** Reports the result, in words or as JSON. @returns the exit status @throws Failure if it is one */
function report<T extends object>(
  io: CommandIo,
  json: boolean,
  result: Result<T, Fault>,
  words: (value: T) => string,
): number {
  if (!result.ok) throw failure(result.error);
  io.out(json ? `${JSON.stringify({ ok: true, ...result.value })}\n` : `${words(result.value)}\n`);
  return 0;
}

function fileIn([file]: readonly string[]): string {
  if (file === undefined) throw new WrongUsage((t) => t("usage.missing", { name: "FILE" }));
  return file;
}

function bytesIn(text: string | undefined): number | null {
  return text === undefined
    ? null
    : wholeNumberOption(text, { option: "--reserve", least: 0, most: 999_999_999_999_999 });
}

function described(
  { hostname, createdAt, version, contents, journal }: Manifest,
  bytes: number | null,
  t: Text,
): string {
  const counts = [
    ...(contents
      ? [t("backup.tickets", { n: contents.tickets }), t("backup.mails", { n: contents.mails })]
      : []),
    t("backup.events", { n: journal.head }),
    ...(bytes === null ? [] : [size(bytes)]),
  ];
  return t("backup.described", { hostname, createdAt, version, contents: counts.join(", ") });
}

function listed(
  { path, bytes, manifest }: { path: string; bytes: number; manifest: Manifest },
  json: boolean,
): string {
  return json
    ? `${JSON.stringify({ path, bytes, manifest })}\n`
    : `${basename(path)}  ${manifest.createdAt}  ${size(bytes)}  ${manifest.cause}\n`;
}

/** Redraws one line on a terminal; elsewhere writes lines that a program can read. */
function shownProgress(io: CommandIo): Progress {
  let shownAt = 0;
  let doing: BackupStep | null = null;
  return (done, total, step) => {
    const now = Date.now();
    const other = step !== doing;
    if (!other && done < total && now - shownAt < (io.terminal ? 100 : 500)) return;
    if (other && doing !== null && io.terminal) io.err("\n");
    [shownAt, doing] = [now, step];
    const what = io.t(`backup.step.${step}`);
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    io.err(
      io.terminal
        ? `\r${io.t("backup.percent", { what, percent })}${done >= total ? "   " : ""}`
        : `progress: ${done} ${total} ${what}\n`,
    );
  };
}
