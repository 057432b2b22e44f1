/** File names on the boot partition: which release it is, how often it may still be tried, and which one boots. */
import { compareVersions, versionPattern } from "./versions.ts";

/**
 * A release on the boot partition, as named by its file: `mailmanager_VERSION[+LEFT[-DONE]].efi` (UAPI boot loader
 * spec).
 */
export interface BootEntry {
  readonly file: string;
  readonly version: string;
  /** How often it may still be tried, and how often it has been; null once it is known to be good. */
  readonly left: number | null;
  readonly done: number | null;
}

/** How often a new release is tried before the previous one boots again. */
export const TRIES = 3;

/** Parses a file name; null if it is not one of ours. FAT ignores case. */
export function entryOf(file: string): BootEntry | null {
  const [, version = "", left, done] =
    /^mailmanager_([^+_]+)(?:\+(\d{1,4})(?:-(\d{1,4}))?)?\.efi$/i.exec(file) ?? [];
  if (!versionPattern.test(version)) return null;
  return {
    ...{ file, version },
    left: left === undefined ? null : Number(left),
    done: left === undefined ? null : Number(done ?? 0),
  };
}

/** The name of a release's file; without `tries`, of one that is known to be good. */
export function entryFile(version: string, tries?: { readonly left: number; readonly done: number }): string {
  return `mailmanager_${version}${tries ? `+${tries.left}-${tries.done}` : ""}.efi`;
}

/** "bad": no tries are left, so everything else boots first. */
export const entryState = ({ left }: BootEntry): "good" | "trying" | "bad" =>
  left === null ? "good" : left > 0 ? "trying" : "bad";

/**
 * The releases in systemd-boot's order (version 257, `boot_entry_compare`): the first one boots. Bad ones come last,
 * newer ones before older ones.
 */
export function bootOrder(files: readonly string[]): readonly BootEntry[] {
  return files
    .map(entryOf)
    .filter((entry) => entry !== null)
    .sort(
      (a, b) =>
        Number(a.left === 0) - Number(b.left === 0) ||
        -compareVersions(a.version, b.version) ||
        // Of the same release: first one that is known to be good, then the one with more tries left.
        Number(a.left !== null) - Number(b.left !== null) ||
        (b.left ?? 0) - (a.left ?? 0) ||
        (a.done ?? 0) - (b.done ?? 0) ||
        (a.file < b.file ? -1 : 1),
    );
}
