import type { Now } from "../../base/clock.ts";
import { type Fault, fault, storedFault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { type BackupCause, type BackupEvent, replacedBackups } from "../../domain/backup/index.ts";
import { type Caller, may, type SystemCaller } from "../../domain/policy/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { inEnglish } from "../../text/index.ts";
import { forbidden } from "../people/caller.ts";

/** A stored backup, as described by its manifest. */
export interface StoredBackup {
  /** Its file name, without a folder. */
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly hostname: string;
  /** The release that made it. */
  readonly version: string;
  readonly cause: BackupCause;
  /** The newest position of the journal in it. */
  readonly head: number;
  /** Null if it does not say. */
  readonly contents: { readonly tickets: number; readonly mails: number } | null;
}

/** The backups in the data folder. */
export interface BackupFiles {
  /** Newest first. */
  list(): Promise<readonly StoredBackup[]>;
  /** Makes one, which takes minutes, while everything else continues. Never rejects. */
  make(
    cause: BackupCause,
    progress: (done: number, total: number, what: string) => void,
  ): Promise<Result<StoredBackup, Fault>>;
  /** Its bytes; null if there is none with that name. */
  read(name: string): Promise<{ readonly bytes: number; readonly body: ReadableStream<Uint8Array> } | null>;
  /** False if there is none with that name. */
  remove(name: string): boolean;
  /** Aborts one that is being made; nothing of it is left. */
  stop(): void;
}

/** A backup that is being made, or the last one since the program started. */
export interface BackupJob {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly cause: BackupCause;
  /** The progress, up to `total`; both are unknown at first. */
  readonly done: number;
  readonly total: number | null;
  readonly what: string;
  /** Null while it is in progress. */
  readonly outcome: { readonly file: string } | { readonly fault: Fault } | null;
}

/** Backups are as confidential as all data together: only people who may change everything have access to them. */
export interface Backups {
  /** When the newest known backup was made, in milliseconds since 1970; null if there has been none. */
  lastAt(caller: Caller): number | null;
  /** The current or last backup; null if there was none, or for those who may not make one. */
  job(caller: Caller): BackupJob | null;
  /** Newest first. */
  list(caller: Caller): Promise<Result<readonly StoredBackup[], Fault>>;
  /** Starts making one; its progress is in `job`. One at a time. */
  create(caller: Caller): Result<BackupJob, Fault>;
  /** Makes one and deletes older nightly ones, except for a number of the newest. Never rejects. */
  nightly(by: SystemCaller, keep: number): Promise<void>;
  /** Streams the bytes of one. */
  download(
    caller: Caller,
    name: string,
  ): Promise<Result<{ readonly bytes: number; readonly body: ReadableStream<Uint8Array> }, Fault>>;
  remove(caller: Caller, name: string): Promise<Result<void, Fault>>;
  /** Aborts work in progress and waits for its end. */
  stop(): Promise<void>;
}

interface Parts {
  readonly record: RecordStore;
  readonly backupFiles?: BackupFiles;
  readonly now: Now;
  readonly log: Log;
}

const noFiles: BackupFiles = {
  list: async () => [],
  make: async () => refuse(fault("backup.off")),
  read: async () => null,
  remove: () => false,
  stop: () => {},
};

/** When the newest known backup was made, in milliseconds since 1970; null if there has been none. */
export function lastBackupAt(view: Pick<View, "newestBackup">): number | null {
  const known = [view.newestBackup("BackupMade"), view.newestBackup("BackupRestored")];
  const times = known.flatMap((one) => (one ? [one.at] : []));
  return times.length === 0 ? null : Math.max(...times);
}

/** Makes backups while everything else continues, and records them in the journal. */
export function createBackups({ record, backupFiles = noFiles, now, log }: Parts): Backups {
  let job: BackupJob | null = null;
  let working: Promise<void> = Promise.resolve();
  let stopped = false;

  return {
    lastAt: (caller) => (may(caller, "backups.write").ok ? lastBackupAt(record.view) : null),
    job: (caller) => (may(caller, "backups.write").ok ? job : null),

    async list(caller) {
      return forbidden(caller, "backups.write") ?? ok(await backupFiles.list());
    },

    create(caller) {
      const denied = forbidden(caller, "backups.write");
      if (denied) return denied;
      return begin(caller, "asked");
    },

    async nightly(by, keep) {
      // That journal has backups of its own; the health checks say so.
      if (record.elsewhere !== null) return;
      const begun = begin(by, "nightly");
      if (!begun.ok) return log.warn("the nightly backup was skipped", { cause: inEnglish(begun.error) });
      await working;
      if (stopped || !job?.outcome || "fault" in job.outcome) return;
      try {
        for (const { name } of replacedBackups(await backupFiles.list(), keep))
          await take(by, name, "nightly");
      } catch (cause) {
        log.error("old backups could not be deleted", { cause });
      }
    },

    async download(caller, name) {
      const denied = forbidden(caller, "backups.write");
      if (denied) return denied;
      const found = await backupFiles.read(name);
      if (found === null) return refuse(noSuch());
      try {
        await write(caller, { type: "BackupDownloaded", file: name });
      } catch (cause) {
        await found.body.cancel();
        throw cause;
      }
      return ok(found);
    },

    async remove(caller, name) {
      return forbidden(caller, "backups.write") ?? take(caller, name, "asked");
    },

    async stop() {
      stopped = true;
      backupFiles.stop();
      await working;
    },
  };

  function begin(caller: Caller, cause: BackupCause): Result<BackupJob, Fault> {
    if (job?.outcome === null) return refuse(fault("backup.running"));
    const begun: BackupJob = { startedAt: now(), cause, done: 0, total: null, what: "", outcome: null };
    job = begun;
    working = make(caller, begun).catch((failure: unknown) => {
      log.error("a backup could not be made", { cause: failure });
      if (job?.outcome === null) job = { ...begun, outcome: { fault: fault("internal.bug") } };
    });
    return ok(begun);
  }

  async function make(caller: Caller, begun: BackupJob): Promise<void> {
    let latest = begun;
    const tell = (more: Partial<BackupJob>) => {
      latest = { ...latest, ...more };
      job = latest;
    };
    const { cause } = begun;
    const made = await backupFiles.make(cause, (done, total, what) => tell({ done, total, what }));
    if (made.ok) {
      const { name, bytes, head } = made.value;
      await write(caller, { type: "BackupMade", file: name, bytes, head, cause });
      log.info("a backup was made", { file: name, bytes });
      tell({ outcome: { file: name } });
      return;
    }
    // Stopping the program is not a failure that anyone has to look at.
    if (stopped) return;
    log.error("a backup could not be made", { cause: inEnglish(made.error) });
    try {
      await write(caller, { type: "BackupFailed", cause, fault: storedFault(made.error) });
    } finally {
      // A disk that is too full for the journal must not hide the reason.
      tell({ outcome: { fault: made.error } });
    }
  }

  async function take(caller: Caller, name: string, cause: BackupCause): Promise<Result<void, Fault>> {
    if (!backupFiles.remove(name)) return refuse(noSuch());
    await write(caller, { type: "BackupRemoved", file: name, cause });
    return ok(undefined);
  }

  function write(caller: Caller, event: BackupEvent): Promise<void> {
    return record.commit(caller.actor, () => ({
      events: [{ ticket: null, event }],
      dependsOn: [],
      value: undefined,
    }));
  }
}

const noSuch = (): Fault => fault("backup.unknown");
