import { mkdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import * as z from "zod";
import { step } from "../../../base/box-steps.ts";
import { type Fault, fault } from "../../../base/fault.ts";
import type { Log } from "../../../base/log.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import type { Actor } from "../../../domain/actor.ts";
import { backupName } from "../../../domain/backup/index.ts";
import { defaultReserve } from "../../../domain/health/index.ts";
import { inEnglish } from "../../../text/index.ts";
import { storedOf } from "../backup/files.ts";
import { type Manifest, manifestShape } from "../backup/manifest.ts";
import { discardRestore, placeRestore } from "../backup/restore.ts";
import { storedBackups } from "../backup/store.ts";
import type { BackupWork, StartBackupWork } from "../backup/work.ts";
import type { StoredBackup } from "../backups.ts";
import { diskOf } from "../data-folder/disk.ts";
import type { DataAccess } from "../data-folder/folder.ts";
import type { RemovableMedia } from "../removable-media.ts";

/** A backup that can be chosen without uploading it. */
export interface OfferedBackup {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** The stick that it is on; null if it is in the data folder. */
  readonly stick: string | null;
}

export type RestoreState =
  /** `fault`: why the previous one could not be used. */
  | { readonly step: "choose"; readonly fault: Fault | null }
  | { readonly step: "working"; readonly done: number; readonly total: number | null; readonly what: string }
  /** It has been checked, and waits for confirmation. */
  | { readonly step: "ready"; readonly backup: StoredBackup };

export interface SetupRestore {
  state(): RestoreState;
  /** Whether sticks are supported. */
  sticks(): boolean;
  offered(): Promise<readonly OfferedBackup[]>;
  /** The most bytes of an upload. */
  room(): Promise<number>;
  /**
   * Accepts an upload and starts to check it.
   * @param take writes it to that path, unless it has more than this many bytes
   */
  receive(
    take: (path: string, room: number) => Promise<Result<unknown, Fault>>,
  ): Promise<Result<void, Fault>>;
  /** Makes the page say why something was refused. */
  refuse(problem: Fault): void;
  /** Starts to check one of those offered. */
  choose(id: string): Result<void, Fault>;
  /** Restores the one that is ready. @param by who confirmed it, for the journal */
  confirm(by: Actor): Result<void, Fault>;
  /** Discards the one that is ready. */
  discard(): void;
}

interface Parts {
  /** The data folder, which this process has locked and which has no data. */
  readonly data: string;
  readonly media: RemovableMedia;
  /** Bytes of the disk that are kept free; null for the default share. */
  readonly reserve: number | null;
  readonly access: DataAccess;
  /** Runs the work on a backup in another process. */
  readonly startWork: StartBackupWork;
  readonly log: Log;
  /** Called when the data is there: opens it and puts it behind the listeners. */
  readonly done: () => Promise<unknown>;
  /** Whether the setup is just being completed. */
  readonly finishing: () => boolean;
}

export interface Restore extends SetupRestore {
  /** Whether it is doing something that nothing else may interrupt. */
  busy(): boolean;
  /** Aborts work in progress, and removes what it left. */
  stop(): Promise<void>;
}

/** Facts about a backup that is ready. */
const staged = z.object({ manifest: manifestShape });

interface Ready {
  readonly file: string;
  readonly manifest: Manifest;
}

/**
 * The alternative to the setup's steps: a backup that was uploaded, is in the folder, or on a stick. It is completely
 * checked and prepared first, then shown, and restored after confirmation.
 */
export function createRestore({
  data,
  media,
  reserve,
  access,
  startWork,
  log,
  done,
  finishing,
}: Parts): Restore {
  const uploads = join(data, "uploads");
  let state: RestoreState = { step: "choose", fault: null };
  let ready: Ready | null = null;
  let uploading = false;
  let child: BackupWork<unknown> | null = null;
  let working: Promise<void> = Promise.resolve();
  // Leftovers of an unclean stop.
  clear();

  return {
    state: () => state,
    sticks: media.present,
    busy: () => state.step === "working" || uploading,

    async offered() {
      const stored = (await storedBackups(data)).map(
        ({ name, bytes }): OfferedBackup => ({ id: `data/${name}`, name, bytes, stick: null }),
      );
      const plugged = await media.backups();
      if (!plugged.ok)
        log.warn("the appliance could not list sticks and discs", { cause: inEnglish(plugged.error) });
      const onMedia = plugged.ok ? plugged.value : [];
      return [
        ...stored,
        ...onMedia.map(
          ({ medium, label, path, bytes }): OfferedBackup => ({
            id: `stick/${medium}/${path}`,
            ...{ name: basename(path), bytes, stick: label || medium },
          }),
        ),
      ];
    },

    room,

    async receive(take) {
      const refusal = unfree();
      if (refusal) return refused(refusal);
      uploading = true;
      // A new one replaces the one that was ready.
      clear();
      state = { step: "choose", fault: null };
      try {
        mkdirSync(uploads, { mode: 0o700 });
        const file = join(uploads, "uploaded.backup");
        const taken = await take(file, await room()).catch((cause: unknown) => {
          state = {
            step: "choose",
            fault: fault("upload.ended"),
          };
          throw cause;
        });
        if (!taken.ok) return refused(taken.error);
        begin((tell) => look(file, tell));
        return ok(undefined);
      } finally {
        uploading = false;
      }
    },

    refuse: (problem) => {
      if (state.step === "choose") state = { step: "choose", fault: problem };
    },

    choose(id) {
      const refusal = unfree();
      if (refusal) return refuse(refusal);
      const [kind, ...rest] = id.split("/");
      const [medium = "", ...path] = rest;
      clear();
      if (kind === "data")
        begin(async (tell) => {
          const found = (await storedBackups(data)).find(({ name }) => name === medium);
          return found ? look(found.path, tell) : noSuch();
        });
      else if (kind === "stick")
        begin(async (tell) => {
          const fetched = await media.fetch(medium, path.join("/"), tell);
          return fetched.ok ? look(fetched.value, tell) : fetched.error;
        });
      else return refuse(noSuch());
      return ok(undefined);
    },

    confirm(by) {
      const refusal = unfree();
      if (refusal) return refuse(refusal);
      if (ready === null) return refuse(noSuch());
      const { manifest } = ready;
      ready = null;
      begin(async (tell) => {
        tell(0, null, step("restore.placing"));
        await placeRestore(data, { by, file: nameOf(manifest), manifest, access });
        log.info("restored from a backup", { file: nameOf(manifest) });
        await done();
        return null;
      });
      return ok(undefined);
    },

    discard() {
      if (state.step === "working" || uploading) return;
      clear();
      state = { step: "choose", fault: null };
    },

    async stop() {
      child?.kill();
      await working;
    },
  };

  async function room(): Promise<number> {
    const disk = await diskOf(data);
    return Math.max(0, Math.floor(disk.free - (reserve ?? defaultReserve(disk))));
  }

  function unfree(): Fault | null {
    if (state.step === "working") return fault("restore.working");
    if (uploading) return fault("restore.uploading");
    return finishing() ? fault("restore.finishing") : null;
  }

  function refused(problem: Fault): Result<void, Fault> {
    if (state.step !== "working") state = { step: "choose", fault: problem };
    return refuse(problem);
  }

  /** One task at a time; its result is the next state. */
  function begin(work: (tell: Tell) => Promise<Fault | null>): void {
    const tell: Tell = (now, total, what) => {
      state = { step: "working", done: now, total, what };
    };
    tell(0, null, "");
    working = work(tell)
      .catch((cause: unknown) => {
        log.error("the work on a backup failed", { cause });
        return fault("internal.bug");
      })
      .then((problem) => {
        if (problem !== null) {
          clear();
          state = { step: "choose", fault: problem };
        } else if (ready !== null) {
          const { file, manifest } = ready;
          const name = nameOf(manifest);
          state = { step: "ready", backup: { ...storedOf(file, statSync(file).size, manifest), name } };
        }
      });
  }

  /** @returns why it cannot be used; null if it is ready now */
  async function look(file: string, tell: Tell): Promise<Fault | null> {
    const kept = reserve === null ? [] : ["--reserve", String(Math.ceil(reserve))];
    const looking = startWork(["restore", file, "--data", data, "--stage", ...kept], staged, tell);
    child = looking;
    const found = await looking.done;
    child = null;
    if (!found.ok) return found.error;
    ready = { file, manifest: found.value.manifest };
    return null;
  }

  function clear(): void {
    ready = null;
    rmSync(uploads, { recursive: true, force: true });
    discardRestore(data);
  }
}

/** An uploaded file has lost its name. */
const nameOf = ({ hostname, createdAt }: Manifest): string => backupName(hostname, Date.parse(createdAt));

type Tell = (done: number, total: number | null, what: string) => void;

const noSuch = (): Fault => fault("backup.gone");
