import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Finding, findingsOf, messageOf, size } from "../../../domain/finding.ts";
import { type Disk, defaultReserve } from "../data-folder/disk.ts";
import type { Surroundings } from "./surroundings.ts";

/** The oldest supported versions: argon2 in Node, deletion from contentless FTS5 tables in SQLite. */
const oldest = { node: [24, 7], sqlite: [3, 43] } as const;

/** The versions that the program runs on. */
export function checkVersions(surroundings: Surroundings): Finding {
  const { ok, problem } = findingsOf("versions");
  const { node, sqlite } = surroundings.versions();
  const what = `Node ${node}, SQLite ${sqlite}`;
  if (isOlder(node, oldest.node) || isOlder(sqlite, oldest.sqlite)) {
    const wanted = `Node ${oldest.node.join(".")} and SQLite ${oldest.sqlite.join(".")}`;
    return problem(
      `${what}: too old, ${wanted} are needed`,
      "run the released executable, which includes them",
    );
  }
  return ok(what);
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
      return problem(`${folder} is not a folder`, "specify the data folder with --data");
    }
    readdirSync(folder);
    return ok(`${folder} exists`);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : "";
    if (code === "ENOENT" || code === "ENOTDIR") {
      return problem(
        `${folder} does not exist`,
        `specify the data folder with --data, or create it with "mailmanager setup --data ${folder} ..."`,
      );
    }
    if (code === "EACCES") {
      return problem(`this user may not read ${folder}`, "run this as the folder's owner");
    }
    return problem(`${folder} cannot be read: ${messageOf(cause)}`, "check the disk and its mounts");
  }
}

/** Whether nobody else can read the mail, and the program's user can write all its files. */
export function checkPermissions(folder: string, surroundings: Surroundings): readonly Finding[] {
  const { ok, problem } = findingsOf("permissions");
  const findings: Finding[] = [];
  const mode = statSync(folder).mode & 0o777;
  if ((mode & 0o077) !== 0) {
    findings.push(
      problem(
        `other users of this machine can read ${folder} (mode ${mode.toString(8)})`,
        `chmod 700 ${folder}`,
      ),
    );
  }
  const owner = surroundings.owner(folder);
  for (const name of readdirSync(folder)) {
    const other = surroundings.owner(join(folder, name));
    if (other === null || other === owner) continue;
    findings.push(
      problem(
        `${name} belongs to user ${other}, the folder to user ${owner}: the program cannot write it`,
        `chown -R ${owner} ${folder}, and run commands on it as that user`,
      ),
    );
    break;
  }
  return findings.length > 0 ? findings : [ok("only its owner can read it, and owns all files")];
}

/** File systems that lose data, or on which SQLite cannot keep its guarantees; see statfs(2). */
const unfit = new Map([
  [0x01021994, { is: "in memory (tmpfs)", why: "everything is lost at the next boot" }],
  [0x858458f6, { is: "in memory (ramfs)", why: "everything is lost at the next boot" }],
  [0x6969, { is: "on a network share (NFS)", why: "locks and flushes are not reliable there" }],
  [0x517b, { is: "on a network share (SMB)", why: "locks and flushes are not reliable there" }],
  [0xff534d42, { is: "on a network share (CIFS)", why: "locks and flushes are not reliable there" }],
  [0xfe534d42, { is: "on a network share (SMB)", why: "locks and flushes are not reliable there" }],
]);

/**
 * Whether there is enough space, on a disk that is reliable.
 * @param reserve bytes below which mail is refused; null for the default share
 */
export function checkDisk(folder: string, disk: Disk, reserve: number | null): readonly Finding[] {
  const { ok, warning, problem } = findingsOf("disk");
  const kept = reserve ?? defaultReserve(disk);
  const state = `${size(disk.free)} of ${size(disk.size)} free, ${size(kept)} of them in reserve`;
  const findings: Finding[] = [];
  const bad = unfit.get(disk.type);
  if (bad) findings.push(problem(`${folder} lies ${bad.is}: ${bad.why}`, "move it to a local disk"));
  if (disk.free < kept) {
    findings.push(
      problem(`the disk is full: ${state}; mail is refused with 4xx`, "free space, or add a disk"),
    );
  } else if (disk.free < kept * 3) {
    findings.push(warning(`the disk is filling up: ${state}`, "free space, or add a disk"));
  } else if (!bad) {
    findings.push(ok(state));
  }
  return findings;
}
