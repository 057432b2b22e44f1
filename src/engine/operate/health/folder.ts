import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Finding, messageOf } from "../../../domain/finding.ts";
import { folderFinding, permissionFindings } from "../../../domain/health/index.ts";
import type { Surroundings } from "./surroundings.ts";

/** Whether the folder exists and can be read. If this is not "ok", nothing else can be checked. */
export function checkFolder(folder: string): Finding {
  try {
    if (!statSync(folder).isDirectory()) return folderFinding(folder, "file");
    readdirSync(folder);
    return folderFinding(folder, "readable");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : null;
    return folderFinding(folder, { code, problem: messageOf(cause) });
  }
}

/** Whether nobody else can read the mail, and the program's user can write all its files. */
export const checkPermissions = (folder: string, surroundings: Surroundings): readonly Finding[] =>
  permissionFindings(folder, {
    mode: statSync(folder).mode & 0o777,
    owner: surroundings.owner(folder),
    files: readdirSync(folder).map((name) => ({ name, owner: surroundings.owner(join(folder, name)) })),
  });
