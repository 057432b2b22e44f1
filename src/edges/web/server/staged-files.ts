/**
 * Files of a form that was not accepted: browsers cannot be given a file to show again, so they are kept here until the
 * form is accepted, at most for a day. They are not part of the record.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { AttachmentFile } from "../../../domain/mail/index.ts";

/** A kept file as a form names it. */
export interface StagedFile {
  /** Sent back by the form: the file's id and name. */
  readonly value: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

export interface Staged {
  readonly files: readonly AttachmentFile[];
  readonly shown: readonly StagedFile[];
  /** The names of those that are no longer kept. */
  readonly missing: readonly string[];
}

export interface StagedFiles {
  /** Keeps the files of a form. @throws if the disk is full */
  keep(user: string, files: readonly AttachmentFile[]): Promise<readonly StagedFile[]>;
  /** Those that a form of the same person names. @param values as sent */
  find(user: string, values: readonly string[]): Promise<Staged>;
  /** Once the form was accepted. */
  drop(values: readonly string[]): Promise<void>;
}

/** Milliseconds after which a file is deleted. */
const LONGEST = 24 * 3_600_000;
/** The most bytes kept, for all people together: the oldest files make room. */
const TOGETHER = 512 * 1024 * 1024;

const aboutSchema = z.object({ user: z.string(), name: z.string(), type: z.string() });

/** @param folder where they are kept; created when needed */
export function createStagedFiles(folder: string, now: () => number): StagedFiles {
  const place = (id: string, ending: "bytes" | "json") => join(folder, `${id}.${ending}`);
  const remove = async (id: string): Promise<void> => {
    for (const ending of ["bytes", "json"] as const) await rm(place(id, ending), { force: true });
  };

  /** Deletes what is too old, and the oldest files if there is no room for more bytes. */
  async function makeRoom(bytes: number): Promise<void> {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".bytes"));
    const kept = await Promise.all(
      names.map(async (name) => {
        const { size, mtimeMs } = await stat(join(folder, name));
        return { id: name.slice(0, -".bytes".length), size, at: mtimeMs };
      }),
    );
    let total = kept.reduce((sum, { size }) => sum + size, bytes);
    for (const { id, size, at } of kept.sort((a, b) => a.at - b.at)) {
      if (total <= TOGETHER && at > now() - LONGEST) continue;
      total -= size;
      await remove(id);
    }
  }

  return {
    async keep(user, files) {
      if (files.length === 0) return [];
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await makeRoom(files.reduce((sum, { bytes }) => sum + bytes.length, 0));
      const shown: StagedFile[] = [];
      for (const { name, type, bytes } of files) {
        const id = randomBytes(16).toString("hex");
        await writeFile(place(id, "bytes"), bytes, { mode: 0o600 });
        await writeFile(place(id, "json"), JSON.stringify({ user, name, type }), { mode: 0o600 });
        shown.push({ value: `${id} ${name}`, name, size: bytes.length });
      }
      return shown;
    },

    async find(user, values) {
      const files: AttachmentFile[] = [];
      const shown: StagedFile[] = [];
      const missing: string[] = [];
      for (const value of values) {
        const [, id, named] = /^([0-9a-f]{32}) (.{1,255})$/s.exec(value) ?? [];
        if (id === undefined || named === undefined) continue;
        const about = await readIfThere(place(id, "json"));
        const bytes = about && (await readIfThere(place(id, "bytes")));
        const known = about && aboutSchema.parse(JSON.parse(about.toString()));
        if (!bytes || known?.user !== user) {
          missing.push(named);
          continue;
        }
        const { name, type } = known;
        files.push({ name, type, bytes });
        shown.push({ value, name, size: bytes.length });
      }
      return { files, shown, missing };
    },

    async drop(values) {
      for (const value of values) {
        const [id] = /^[0-9a-f]{32}(?= )/.exec(value) ?? [];
        if (id !== undefined) await remove(id);
      }
    },
  };
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}
