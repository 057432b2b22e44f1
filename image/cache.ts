/**
 * Caches the steps of a build. A step's result is in .cache/image under a hash of all its inputs, so what has not
 * changed is not built again.
 */
import { createHash, type Hash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** A step's inputs: texts as they are, files and folders by their contents. */
export interface Inputs {
  readonly values?: readonly unknown[];
  readonly files?: readonly string[];
}

export class StepCache {
  readonly #folder: string;
  /** How many results of a step are kept. */
  readonly #kept = 4;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * The path of a step's result, built now or before.
   * @param make writes the result, a file or a folder, at the path it is given; that path does not exist yet
   */
  async step(name: string, inputs: Inputs, make: (path: string) => Promise<void> | void): Promise<string> {
    const path = join(this.#folder, `${name}-${await hashOf(inputs)}`);
    if (existsSync(path)) {
      const now = new Date();
      if (statSync(path).isFile()) utimesSync(path, now, now);
      return path;
    }
    const started = performance.now();
    const aside = `${path}.${process.pid}`;
    rmSync(aside, { recursive: true, force: true });
    try {
      await make(aside);
      renameSync(aside, path);
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
    console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    this.#forget(name);
    return path;
  }

  #forget(name: string): void {
    const results = readdirSync(this.#folder)
      .filter((entry) => entry.startsWith(`${name}-`) && /-[0-9a-f]{24}$/.test(entry))
      .map((entry) => join(this.#folder, entry))
      .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
    for (const old of results.slice(this.#kept)) rmSync(old, { recursive: true, force: true });
  }
}

async function hashOf({ values = [], files = [] }: Inputs): Promise<string> {
  const hash = createHash("sha256");
  hash.update(JSON.stringify(values));
  for (const file of files) await addPath(hash, file);
  return hash.digest("hex").slice(0, 24);
}

async function addPath(hash: Hash, path: string): Promise<void> {
  if (!statSync(path).isDirectory()) {
    hash.update(`\n${statSync(path).mode & 0o111 ? "x" : "-"}${await sha256OfFile(path)}`);
    return;
  }
  for (const entry of readdirSync(path).sort()) {
    hash.update(`\n${entry}`);
    await addPath(hash, join(path, entry));
  }
}

/** SHA-256 of a file, in hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  if (statSync(path).size < 1e6) return hash.update(readFileSync(path)).digest("hex");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
