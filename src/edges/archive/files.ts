import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * The files to read, in order: a file itself, or everything in a folder. In a Maildir these are the
 * mails in cur and new; a mail program's own files are left out.
 * @throws file system errors for a path that does not exist
 */
export function* mailFiles(paths: readonly string[]): Generator<string, void, undefined> {
  for (const path of paths) {
    if (statSync(path).isDirectory()) yield* inFolder(path);
    else yield path;
  }
}

function* inFolder(folder: string): Generator<string, void, undefined> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort(byName);
  const maildir = isMaildir(entries);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!(maildir && entry.name === "tmp")) yield* inFolder(path);
    } else if (entry.isFile() && !maildir && !isOwnFile(folder, entry.name)) yield path;
  }
}

const isMaildir = (entries: readonly Dirent[]): boolean =>
  ["cur", "new"].every((name) => entries.some((entry) => entry.name === name && entry.isDirectory()));

/** Indexes and notes that mail programs keep next to the mails, and files that desktops leave behind. */
function isOwnFile(folder: string, name: string): boolean {
  if (basename(folder) === "cur" || basename(folder) === "new") return name.startsWith(".");
  return /^(?:\.|dovecot|courier|(?:maildirfolder|subscriptions|Thumbs\.db)$)|\.msf$/.test(name);
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
