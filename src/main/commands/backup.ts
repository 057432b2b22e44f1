import { existsSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { dataAccess, lockData } from "../../app/data.ts";
import { Failure } from "../../base/failure.ts";
import type { Fault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import { size } from "../../domain/finding.ts";
import { openBackup, type Progress } from "../../engine/operate/backup/format.ts";
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
import { faultRemedy, faultText } from "../../text/index.ts";
import { type Command, type Io, readArgs, required, WrongUsage } from "./command.ts";

const progressHelp = `Progress is written to standard error: on a terminal as one line that is redrawn, elsewhere as lines
"progress: DONE TOTAL WHAT", at most two a second. DONE and TOTAL are numbers, and are equal at the end.`;

const backupCreate: Command = {
  name: "backup create",
  summary: "makes a backup: everything in one file",
  usage: "backup create --data DIR [--out FILE] [--json]",
  help: `Copies everything in DIR that is needed: journal, mail, tickets, settings, keys and certificates, verified and compressed.
Can run while the program is running on DIR. Prints only the path of the file on standard output. The file is as
confidential as DIR.

  --out FILE  where to write it (default: DIR/backups/mailmanager-HOST-TIME.backup)
  --json      one object: {"ok", "path", "bytes", "manifest"}, or {"ok": false, "code", "text", "hint"}

${progressHelp}`,

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
    const made = await makeBackup({ ...making, access: dataAccess, progress: shownProgress(io) });
    if (made.ok && !values.unrecorded && !(await noteBackup(data, made.value, dataAccess)))
      io.err("not recorded in the journal, which another release has written\n");
    return report(io, values.json, made, ({ path }) => path);
  },
};

const backupVerify: Command = {
  name: "backup verify",
  summary: "checks that a backup is complete and can be restored",
  usage: "backup verify FILE [--scratch DIR] [--json]",
  help: `Checks every byte of it, its database, and its journal from the first event to the last. The exit status is 1 if
anything is wrong.

  --scratch DIR  a folder with space for the unpacked backup while it is checked (default: the system's folder for
                 temporary files, or the backup's own)
  --json         one object: {"ok", "bytes", "manifest", "restorable"}, or {"ok": false, "code", "text", "hint"}

${progressHelp}`,

  async run(args, io) {
    const options = { scratch: { type: "string" }, json: { type: "boolean", default: false } } as const;
    const { values, positionals } = readArgs(args, options, 1);
    const found = await verifyBackup(
      fileIn(positionals),
      values.scratch ?? null,
      dataAccess,
      shownProgress(io),
    );
    return report(io, values.json, found, ({ manifest, bytes, restorable }) =>
      [
        `the backup is valid: ${described(manifest, bytes)}`,
        ...(restorable ? [] : ["only a newer release can restore it"]),
      ].join("; "),
    );
  },
};

const backupRestore: Command = {
  name: "backup restore",
  summary: "restores a backup into a data folder",
  usage: "backup restore FILE --data DIR [--json]",
  help: `DIR must not exist, be empty, or not be set up yet; existing data is never overwritten. The whole backup is read and
checked first. Then DIR contains all of it or, whatever happens meanwhile, nothing. The journal records who restored it.

Everyone has to log in again. Replies that were queued are held, since they may have been sent after the backup was
made: decide about them on the page /outgoing.

  --json  one object: {"ok", "manifest"}, or {"ok": false, "code", "text", "hint"}

${progressHelp}`,

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
    const restored = values.stage ? await stageRestore(staging) : await restore(staging);
    return report(
      io,
      values.json,
      restored.ok ? { ok: true, value: { manifest: restored.value } } : restored,
      ({ manifest }) => `restored: ${described(manifest, null)}`,
    );
  },
};

const backupList: Command = {
  name: "backup list",
  summary: "lists the backups in a data folder, or describes one file",
  usage: "backup list --data DIR | FILE [--json]",
  help: `Newest first. With --json, each line is an object: {"path", "bytes", "manifest"}.`,

  async run(args, io) {
    const options = { data: { type: "string" }, json: { type: "boolean", default: false } } as const;
    const { values, positionals } = readArgs(args, options, 1);
    const [file] = positionals;
    if (file === undefined) {
      const found = await storedBackups(required(values.data, "data"));
      for (const one of found) io.out(listed(one, values.json));
      if (found.length === 0 && !values.json)
        io.err(`there are no backups in ${backupFolder(values.data ?? "")}\n`);
      return 0;
    }
    const opened = await openBackup(file);
    if (!opened.ok) throw failure(opened.error);
    io.out(listed(opened.value, values.json));
    return 0;
  },
};

export const backupCommands: readonly Command[] = [backupCreate, backupVerify, backupRestore, backupList];

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

/** Reports the result, in words or as JSON. @returns the exit status @throws Failure unless `json` */
function report<T extends object>(
  io: Io,
  json: boolean,
  result: Result<T, Fault>,
  words: (value: T) => string,
): number {
  if (json) {
    const { ok } = result;
    io.out(`${JSON.stringify(ok ? { ok, ...result.value } : { ok, ...inWords(result.error) })}\n`);
    return ok ? 0 : 1;
  }
  if (!result.ok) throw failure(result.error);
  io.out(`${words(result.value)}\n`);
  return 0;
}

/** What scripts read about a failure, and the process that asked for the work. */
function inWords(fault: Fault) {
  const { code, reason = null, params = {} } = fault;
  return { code, reason, params, text: faultText("en", fault), hint: faultRemedy("en", fault) };
}

function failure(fault: Fault): Failure {
  const [text, remedy] = [faultText("en", fault), faultRemedy("en", fault)];
  return new Failure(remedy === null ? text : `${text}; ${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}`);
}

function fileIn([file]: readonly string[]): string {
  if (file === undefined) throw new WrongUsage("FILE is missing");
  return file;
}

function bytesIn(text: string | undefined): number | null {
  if (text !== undefined && !/^\d{1,15}$/.test(text))
    throw new WrongUsage("--reserve must be a number of bytes");
  return text === undefined ? null : Number(text);
}

function described(
  { hostname, createdAt, version, contents, journal }: Manifest,
  bytes: number | null,
): string {
  const inside = contents ? `${contents.tickets} tickets, ${contents.mails} mails, ` : "";
  return `${hostname}, made ${createdAt} by release ${version}, ${inside}${journal.head} events${bytes === null ? "" : `, ${size(bytes)}`}`;
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
function shownProgress(io: Io): Progress {
  let shownAt = 0;
  let doing = "";
  return (done, total, what) => {
    const now = Date.now();
    const other = what !== doing;
    if (!other && done < total && now - shownAt < (io.terminal ? 100 : 500)) return;
    if (other && doing !== "" && io.terminal) io.err("\n");
    [shownAt, doing] = [now, what];
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    io.err(
      io.terminal
        ? `\r${what}: ${percent} %${done >= total ? "   " : ""}`
        : `progress: ${done} ${total} ${what}\n`,
    );
  };
}
