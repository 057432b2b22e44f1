import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import * as z from "zod";
import { ok } from "../../../base/result.ts";
import { isBackupName } from "../../../domain/backup/index.ts";
import type { BackupFiles, StoredBackup } from "../backups.ts";
import { backupFolder } from "./make.ts";
import { type Manifest, manifestShape } from "./manifest.ts";
import { removeBackup, storedBackups } from "./store.ts";
import type { BackupWork, StartBackupWork } from "./work.ts";

const made = z.object({ path: z.string(), bytes: z.int(), manifest: manifestShape });

/**
 * The backups in DIR/backups, for the engine.
 * @param reserve bytes of the disk that backups must leave free
 * @param start runs the work in another process
 */
export function createBackupFiles(data: string, reserve: number, start: StartBackupWork): BackupFiles {
  let work: BackupWork<unknown> | null = null;
  return {
    list: async () =>
      (await storedBackups(data)).map(({ path, bytes, manifest }) => storedOf(path, bytes, manifest)),
    async make(cause, progress) {
      const nightly = cause === "nightly" ? ["--nightly"] : [];
      const kept = ["--reserve", String(Math.ceil(reserve))];
      const words = ["create", "--data", data, "--unrecorded", ...kept, ...nightly];
      const making = start(words, made, progress);
      work = making;
      const result = await making.done;
      work = null;
      if (!result.ok) return result;
      const { path, bytes, manifest } = result.value;
      return ok(storedOf(path, bytes, manifest));
    },
    async read(name) {
      if (!isBackupName(name)) return null;
      try {
        const file = await open(join(backupFolder(data), name));
        const { size } = await file.stat();
        return { bytes: size, body: bytesOf(file.createReadStream()) };
      } catch (cause) {
        if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
        throw cause;
      }
    },
    remove: (name) => removeBackup(data, name),
    stop: () => work?.kill(),
  };
}

export const storedOf = (path: string, bytes: number, manifest: Manifest): StoredBackup => ({
  ...{ name: basename(path), bytes, hostname: manifest.hostname, version: manifest.version },
  ...{ createdAt: Date.parse(manifest.createdAt), cause: manifest.cause, head: manifest.journal.head },
  contents: manifest.contents && { tickets: manifest.contents.tickets, mails: manifest.contents.mails },
});

/** Converts a Node stream into a web stream, read only as fast as it is consumed. */
function bytesOf(from: Readable): ReadableStream<Uint8Array> {
  const chunks = from[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
      cancel() {
        from.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
