/** Folders of tests. Each file's are removed after its tests (every-file.ts). */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];

/** A folder that is removed after the file's tests. */
export function testFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "mailmanager-test-"));
  folders.push(path);
  return path;
}

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
