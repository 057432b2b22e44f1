/** Where this machine gets Debian packages from: only its own apt sources name a mirror. */
import { execFileSync } from "node:child_process";
import type { Archive } from "./lock.ts";

export interface Mirror {
  readonly archive: Archive;
  /** Ends in a slash. */
  readonly url: string;
}

/** The mirrors of Debian's archives, one for each. Throws with the remedy if apt has none. */
export function mirrors(): readonly Mirror[] {
  const listed = execFileSync(
    "apt-get",
    ["indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages"],
    { encoding: "utf8" },
  );
  const found = mirrorsIn(listed);
  if (!found.some(({ archive }) => archive === "debian")) {
    throw new Error("apt of this machine knows no mirror of Debian; see `man sources.list`");
  }
  return found;
}

/**
 * @param listed lines with URL and release, as apt lists its sources
 * @returns the first mirror of each archive of Debian
 */
export function mirrorsIn(listed: string): readonly Mirror[] {
  const found = new Map<Archive, Mirror>();
  for (const line of listed.split("\n")) {
    const [address = "", release = ""] = line.trim().split(" ");
    const archive = archiveOf(release);
    if (!archive || found.has(archive)) continue;
    found.set(archive, { archive, url: address.endsWith("/") ? address : `${address}/` });
  }
  return [...found.values()];
}

/** Third-party repositories use other names. */
function archiveOf(release: string): Archive | undefined {
  const known = /^(?:bookworm|trixie|stable|oldstable)(?:-updates|(-security))?$/.exec(release);
  if (!known) return undefined;
  return known[1] ? "debian-security" : "debian";
}
