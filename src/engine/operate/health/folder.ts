import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Finding, findingsOf, messageOf } from "../../../domain/finding.ts";
import { type Disk, defaultReserve } from "../data-folder/disk.ts";
import type { Surroundings } from "./surroundings.ts";

/** The oldest supported versions: argon2 in Node, deletion from contentless FTS5 tables in SQLite. */
const oldest = { node: [24, 7], sqlite: [3, 43] } as const;

/** The versions that the program runs on. */
export function checkVersions(surroundings: Surroundings): Finding {
  const { ok, problem } = findingsOf("versions");
  const { node, sqlite } = surroundings.versions();
  if (!isOlder(node, oldest.node) && !isOlder(sqlite, oldest.sqlite))
    return ok("versions.ok", { node, sqlite });
  const [needNode, needSqlite] = [oldest.node.join("."), oldest.sqlite.join(".")];
  return problem("versions.old", "run-released", { node, sqlite, needNode, needSqlite });
}

function isOlder(version: string, than: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < than[0] || (major === than[0] && minor < than[1]);
}

/** Whether the folder exists and can be read. If this is not "ok", nothing else can be checked. */
export function checkFolder(folder: string): Finding {
  const { ok, problem } = findingsOf("folder");
  try {
    if (!statSync(folder).isDirectory()) {
      return problem("folder.file", "specify-folder", { folder });
    }
    readdirSync(folder);
    return ok("folder.exists", { folder });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ENOENT" || code === "ENOTDIR")
      return problem("folder.missing", "specify-or-create", { folder });
    if (code === "EACCES") return problem("folder.denied", "run-as-owner", { folder });
    return problem("folder.broken", "check-disk", { folder, problem: messageOf(cause) });
  }
}

/** Whether nobody else can read the mail, and the program's user can write all its files. */
export function checkPermissions(folder: string, surroundings: Surroundings): readonly Finding[] {
  const { ok, problem } = findingsOf("permissions");
  const findings: Finding[] = [];
  const mode = statSync(folder).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    findings.push(problem("permissions.mode", "chmod", { folder, mode: mode.toString(8) }));
  }
  const owner = surroundings.owner(folder);
  for (const name of owner === null ? [] : readdirSync(folder)) {
    const other = surroundings.owner(join(folder, name));
    if (owner === null || other === null || other === owner) continue;
    findings.push(problem("permissions.owner", "chown", { folder, name, other, owner }));
    break;
  }
  return findings.length > 0 ? findings : [ok("permissions.ok")];
}

/** File systems that lose data, or on which SQLite cannot keep its guarantees; see statfs(2). */
const unfit = new Map<number, { readonly code: "disk.memory" | "disk.network"; readonly type: string }>([
  [0x01021994, { code: "disk.memory", type: "tmpfs" }],
  [0x858458f6, { code: "disk.memory", type: "ramfs" }],
  [0x6969, { code: "disk.network", type: "NFS" }],
  [0x517b, { code: "disk.network", type: "SMB" }],
  [0xff534d42, { code: "disk.network", type: "CIFS" }],
  [0xfe534d42, { code: "disk.network", type: "SMB" }],
]);

/**
 * Whether there is enough space, on a disk that is reliable.
 * @param reserve bytes below which mail is refused; null for the default share
 */
export function checkDisk(folder: string, disk: Disk, reserve: number | null): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("disk");
  const kept = reserve ?? defaultReserve(disk);
  const state = { free: disk.free, size: disk.size, kept };
  const findings: Finding[] = [];
  const bad = unfit.get(disk.type);
  if (bad) findings.push(problem(bad.code, "move-to-disk", { folder, type: bad.type }));
  if (disk.free < kept) findings.push(problem("disk.no-room", "free-space", state));
  else if (disk.free < kept * 3) findings.push(warning("disk.filling", "free-space", state));
  else if (!bad) findings.push(ok("disk.free", state));
  return findings;
}
