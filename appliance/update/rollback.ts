import { Refusal } from "../refusal.ts";
import type { UpdateDisk } from "./disk.ts";
import { entryFile, entryState } from "./entries.ts";
import type { History } from "./history.ts";
import { otherSlot, ownEntry, releasesOn } from "./state.ts";
import { compareVersions } from "./versions.ts";

/**
 * Has the other slot's release start with the next restart, on trial: if it fails with the current data, the release
 * that runs now starts again.
 * @returns the version of that release. Throws a Refusal if there is no good one
 */
export async function rollback(disk: UpdateDisk, history: History): Promise<string> {
  const running = await disk.running();
  const releases = await releasesOn(disk);
  const own = ownEntry(releases, running);
  const lies = await disk.holdsWhat(otherSlot(running.slot));
  const other = releases.find((one) => one.verity !== null && one.verity === lies);
  if (!own || !other || other === own) {
    throw new Refusal("There is no other release on this appliance", "Install one from its update file");
  }
  if (entryState(own) === "trying") {
    throw new Refusal(
      `Release ${running.version} is still being checked`,
      "It is rolled back automatically if something is wrong; wait a few minutes",
      "busy",
    );
  }
  if (entryState(other) === "bad" && !wasGood(history, other.version)) {
    throw new Refusal(
      `Release ${other.version} has failed on this appliance`,
      "Install a release that is newer",
    );
  }
  // Give it one try first: if the power fails before the next step, either of the two may boot.
  const trial = entryFile(other.version, { left: 1, done: 0 });
  if (other.file !== trial) await disk.renameFile(other.file, trial);
  if (compareVersions(other.version, running.version) < 0) {
    // The newer of the two would boot. Without tries left it does not, until the other one has none left either.
    const aside = entryFile(running.version, { left: 0, done: 1 });
    if (own.file !== aside) await disk.renameFile(own.file, aside);
  }
  history.planRollback({ from: running.version, to: other.version });
  return other.version;
}

/** Whether the release in the other slot was healthy when it was last used. */
const wasGood = (history: History, version: string): boolean =>
  history
    .changes()
    .findLast((one) => one.to === version || (one.outcome === "rolled-back" && one.from === version))
    ?.outcome !== "fell-back";
