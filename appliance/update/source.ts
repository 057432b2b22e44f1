/** Sources of updates: a file, a folder or medium, a URL, or a page that lists several. */
import { createReadStream, createWriteStream } from "node:fs";
import { readdir, rm, stat, statfs } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { UpdateSource } from "../protocol.ts";
import { inMegabytes, Refusal } from "../refusal.ts";
import type { Fetch } from "./fetch.ts";
import type { InstallParts, UpdateFile } from "./install.ts";
import { look } from "./install.ts";
import { LARGEST_ROOT, LARGEST_UKI } from "./manifest.ts";
import { compareVersions, versionPattern } from "./versions.ts";

/** The most names considered in a folder or on a page. */
const MOST = 32;
const LARGEST_INDEX = 1_048_576;
/** Bytes between progress reports. */
const TELLING = 1_048_576;
const LARGEST_UPDATE = LARGEST_ROOT + LARGEST_UKI + 1_048_576;

/** The source of an update; a medium is a folder while it is mounted. */
export type Place = Exclude<UpdateSource, { readonly kind: "medium" }>;

type Parts = Pick<InstallParts, "disk" | "keys" | "progress"> & {
  readonly fetch: Fetch;
  /** The folder for downloads until they are installed. */
  readonly folder: string;
  /** Bytes of /var to leave free. */
  readonly reserve: number;
};

/**
 * The update at a source; of several, the newest that fits this appliance. One at a URL is downloaded each time it is
 * opened. Throws a Refusal if there is none.
 */
export async function find(parts: Parts, source: Place): Promise<UpdateFile> {
  if (source.kind === "file") {
    const about = await stat(source.path).catch(unreadable(source.path));
    if (about.isFile()) return fromFile(source.path);
    if (!about.isDirectory()) throw new Refusal(`${source.path} is not a file`, "Choose an update file");
    const names = updateNames((await readdir(source.path)).join("\n"));
    return newest(parts, names, (name) => fromFile(join(source.path, name)), source.path);
  }
  const address = new URL(source.url);
  if (updateNames(basename(address.pathname)).length > 0) return fromAddress(parts.fetch, address);
  const page = await parts.fetch(address);
  const text = await textOf(page.body);
  return newest(
    parts,
    updateNames(text),
    (name) => fromAddress(parts.fetch, new URL(name, page.url)),
    address.host,
  );
}

/**
 * The same update on the local disk: a URL is downloaded first, so that a slow or broken connection does no harm later.
 * `done` removes the download.
 */
export async function download(parts: Parts, source: Place): Promise<UpdateFile & { done(): Promise<void> }> {
  const found = await find(parts, source);
  if (source.kind === "file") return { ...found, done: async () => {} };
  // Do not download what would be refused anyway.
  await look(parts, found);
  const file = join(parts.folder, "fetched.update");
  const done = () => rm(file, { force: true });
  await done();
  try {
    await pipeline(Readable.from(counted(parts, found.open())), createWriteStream(file, { mode: 0o600 }));
  } catch (cause) {
    await done();
    throw cause;
  }
  return { ...fromFile(file), done };
}

async function* counted({ folder, reserve, progress }: Parts, chunks: AsyncIterable<Uint8Array>) {
  const { bavail, bsize } = await statfs(folder);
  const most = Math.min(bavail * bsize - reserve, LARGEST_UPDATE);
  let [done, told] = [0, 0];
  for await (const chunk of chunks) {
    done += chunk.length;
    if (done > most) {
      throw new Refusal(
        `The update is larger than the ${inMegabytes(Math.max(most, 0))} that the disk has for it`,
        "Enlarge the disk, or delete what is not needed",
      );
    }
    // A connection delivers small pieces: do not report each.
    if (done - told >= TELLING) {
      told = done;
      progress(done, null, "Fetching the update");
    }
    yield chunk;
  }
}

/** Names of update files in any kind of listing, newest first. */
function updateNames(text: string): readonly string[] {
  const names = new Set(text.match(/mailmanager[-_][0-9A-Za-z.~_-]{1,64}?\.update(?![0-9A-Za-z.])/g) ?? []);
  const versionIn = (name: string) =>
    /^mailmanager[-_]([0-9][0-9A-Za-z.~]*)/.exec(name)?.[1]?.replace(/\.update$/, "");
  return [...names]
    .map((name) => ({ name, version: versionIn(name) ?? "" }))
    .filter(({ version }) => versionPattern.test(version))
    .sort((a, b) => compareVersions(b.version, a.version))
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** The first that fits; names say little, so each file is inspected. */
async function newest(
  parts: Parts,
  names: readonly string[],
  open: (name: string) => UpdateFile,
  where: string,
): Promise<UpdateFile> {
  let why: Refusal | undefined;
  for (const name of names) {
    const supply = open(name);
    try {
      await look(parts, supply);
      return supply;
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      why ??= cause;
    }
  }
  throw (
    why ?? new Refusal(`There is no update on ${where}`, "Updates are files named mailmanager-VERSION.update")
  );
}

const fromFile = (path: string): UpdateFile => ({
  open: () => readFile(path),
});

async function* readFile(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) yield chunk;
  } catch (cause) {
    unreadable(path)(cause);
  }
}

const fromAddress = (fetch: Fetch, address: URL): UpdateFile => ({
  async *open() {
    const { body } = await fetch(address);
    yield* body;
  },
});

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const found: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    found.push(chunk.subarray(0, LARGEST_INDEX - bytes));
    bytes += chunk.length;
    if (bytes >= LARGEST_INDEX) break;
  }
  return Buffer.concat(found).toString("utf8");
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR")
      throw new Refusal(`There is no file ${path}`, "Choose an update file");
    // The last two: the medium was unplugged.
    if (code === "EIO" || code === "ENODEV" || code === "ENXIO")
      throw new Refusal(
        `${basename(path)} cannot be read: the medium is failing, or was removed`,
        "Plug it in again, or copy the file to another medium",
      );
    throw cause;
  };
}
