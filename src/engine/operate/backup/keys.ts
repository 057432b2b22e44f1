import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../../base/fault.ts";
import { failure } from "../../../text/index.ts";
import { isBackedUp } from "./manifest.ts";

/** How often files are copied again if they change meanwhile. */
const ATTEMPTS = 20;

/**
 * Keys and certificates: without them the machine would have to get new ones. A change in progress is waited for, so that
 * the copy has a key and its own certificate.
 */
export function copyKeys(data: string, to: string): void {
  const from = join(data, "tls");
  const into = join(to, "tls");
  for (let attempt = 1; existsSync(from); attempt++) {
    const before = stateOf(from);
    rmSync(into, { recursive: true, force: true });
    mkdirSync(into, { mode: 0o700 });
    for (const name of before.keys()) copyIfThere(join(from, name), join(into, name));
    const after = stateOf(from);
    if (after.size === before.size && [...after].every(([name, state]) => before.get(name) === state)) return;
    if (attempt === ATTEMPTS) throw failure(fault("backup.keys", { params: { folder: from } }));
  }
}

/** Regular files of a folder, each with what changes when it is rewritten. */
function stateOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && isBackedUp(`tls/${entry.name}`),
  );
  return new Map(
    files.flatMap(({ name }) => {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false });
      return stats ? [[name, `${stats.ino} ${stats.mtimeMs} ${stats.size}`] as const] : [];
    }),
  );
}

function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ENOENT")) throw cause;
  }
}
