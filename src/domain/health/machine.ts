import { type Finding, findingsOf } from "../finding.ts";

/** The oldest supported versions: argon2 in Node, deletion from contentless FTS5 tables in SQLite. */
const oldest = { node: [24, 7], sqlite: [3, 43] } as const;

/** Whether the versions that the program runs on are new enough. */
export function versionsFinding({
  node,
  sqlite,
}: {
  readonly node: string;
  readonly sqlite: string;
}): Finding {
  const { ok, problem } = findingsOf("versions");
  if (!isOlder(node, oldest.node) && !isOlder(sqlite, oldest.sqlite))
    return ok("versions.ok", { node, sqlite });
  const [needNode, needSqlite] = [oldest.node.join("."), oldest.sqlite.join(".")];
  return problem("versions.old", "run-released", { node, sqlite, needNode, needSqlite });
}

function isOlder(version: string, than: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < than[0] || (major === than[0] && minor < than[1]);
}

/**
 * Whether the data folder can be read.
 * @param access what came of reading it: the system's error code (null if it gave none) and its message
 */
export function folderFinding(
  folder: string,
  access: "readable" | "file" | { readonly code: string | null; readonly problem: string },
): Finding {
  const { ok, problem } = findingsOf("folder");
  if (access === "readable") return ok("folder.exists", { folder });
  if (access === "file") return problem("folder.file", "specify-folder", { folder });
  if (access.code === "ENOENT" || access.code === "ENOTDIR")
    return problem("folder.missing", "specify-or-create", { folder });
  if (access.code === "EACCES") return problem("folder.denied", "run-as-owner", { folder });
  return problem("folder.broken", "check-disk", { folder, problem: access.problem });
}

/**
 * Whether nobody else can read the mail, and the program's user can write all its files.
 * @param facts.mode the folder's permission bits
 * @param facts.owner uid of the folder's owner; null if it no longer exists
 * @param facts.files what is in the folder, with the owners
 */
export function permissionFindings(
  folder: string,
  facts: {
    readonly mode: number;
    readonly owner: number | null;
    readonly files: readonly { readonly name: string; readonly owner: number | null }[];
  },
): readonly Finding[] {
  const { ok, problem } = findingsOf("permissions");
  const { mode, owner, files } = facts;
  const findings: Finding[] = [];
  if ((mode & 0o077) !== 0)
    findings.push(problem("permissions.mode", "chmod", { folder, mode: mode.toString(8) }));
  const foreign = files.find((file) => owner !== null && file.owner !== null && file.owner !== owner);
  if (foreign && foreign.owner !== null && owner !== null) {
    const { name, owner: other } = foreign;
    findings.push(problem("permissions.owner", "chown", { folder, name, other, owner }));
  }
  return findings.length > 0 ? findings : [ok("permissions.ok")];
}

/** The file system that the data folder is on. */
export interface Disk {
  /** Free bytes, and the total. */
  readonly free: number;
  readonly size: number;
  /** The type of file system, as Linux's number for it. */
  readonly type: number;
}

/** How much is kept free by default: 5 % of the disk, at most 256 MB; enough to log in and clean up. */
export const defaultReserve = ({ size }: Pick<Disk, "size">): number =>
  Math.min(256 * 1024 * 1024, size / 20);

/** What does not fit: the bytes needed, and those free beyond what is kept, which is negative where that is used already. */
export interface Shortage {
  readonly needed: number;
  readonly free: number;
}

/**
 * Whether something fits on a disk; null if it does, to the last byte.
 * @param needed bytes
 * @param kept bytes that must stay free
 */
export function shortage(needed: number, { free }: Pick<Disk, "free">, kept: number): Shortage | null {
  const left = free - kept;
  return needed <= left ? null : { needed, free: left };
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
export function diskFindings(folder: string, disk: Disk, reserve: number | null): readonly Finding[] {
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

/** Files and connections together: with fewer than this, a busy hour exhausts them. */
const FEWEST = 4096;

/**
 * Whether the program may have enough files and connections open.
 * @param limit how many it may; null if unknown
 */
export function openFilesFinding(limit: number | null): Finding {
  const { ok, warning } = findingsOf("open files");
  if (limit === null) return ok("files.unknown");
  if (limit < FEWEST) return warning("files.few", "raise-limit", { limit, wanted: FEWEST });
  return Number.isFinite(limit) ? ok("files.limit", { limit }) : ok("files.unlimited");
}
