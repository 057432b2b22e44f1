/** Installs an update in the slot that is not running. */
import type { AnswerTo } from "../protocol.ts";
import { inMegabytes, Refusal } from "../refusal.ts";
import type { SlotName, UpdateDisk } from "./disk.ts";
import { entryFile, entryOf, entryState, TRIES } from "./entries.ts";
import type { History } from "./history.ts";
import type { Manifest, TrustedKey } from "./manifest.ts";
import { openPackage, type Package } from "./package.ts";
import { otherSlot, ownEntry, releasesOn } from "./state.ts";
import { compareVersions } from "./versions.ts";

/** An update file that can be read repeatedly. */
export interface UpdateFile {
  open(): AsyncIterable<Uint8Array>;
}

export interface InstallParts {
  readonly disk: UpdateDisk;
  readonly history: History;
  readonly keys: readonly TrustedKey[];
  /** Bytes of the data, which are copied before the new release first starts, and bytes free on /var. */
  readonly dataSpace: () => Promise<{ readonly needed: number; readonly free: number }>;
  /** `total` is null if it is not known. */
  readonly progress: (done: number, total: number | null, what: string) => void;
}

type Offered = AnswerTo<"update.look">;

/** Inspects an update for this appliance. Throws a Refusal that says why it cannot be installed. */
export async function look(
  { disk, keys }: Pick<InstallParts, "disk" | "keys">,
  update: UpdateFile,
): Promise<Offered> {
  const update = await openPackage(update.open(), keys);
  try {
    await fits(disk, update.manifest);
    return offer(update);
  } finally {
    await update.close();
  }
}

/**
 * Installs an update; it starts with the next restart. The order of the steps makes it safe: until the last one, which
 * renames a file, the boot partition names only the running release, so after a power cut that one boots, and the
 * installation can be repeated.
 */
export async function install(parts: InstallParts, update: UpdateFile): Promise<Offered> {
  const { disk, history, keys, progress } = parts;
  const running = await disk.running();

  // Everything is read and verified before anything is written.
  const first = await openPackage(update.open(), keys);
  const { manifest, size } = first;
  let uki: Uint8Array;
  try {
    await fits(disk, manifest);
    await settled(disk);
    await hasRoom(parts, manifest);
    uki = await first.uki();
    let done = uki.length;
    for await (const chunk of first.root()) {
      done += chunk.length;
      progress(done, size, "Checking the update");
    }
  } finally {
    await first.close();
  }

  const target = otherSlot(running.slot);
  for (const { name } of await toClear(disk)) await disk.removeFile(name);
  await writeSlot(parts, update, target, manifest);
  const found = await disk.hashSlot(target, manifest.root.size, (done) =>
    progress(done, manifest.root.size, "Reading it back from the disk"),
  );
  if (found !== manifest.root.sha256) {
    throw new Refusal(
      "What was written to the disk could not be read back correctly: the disk is failing",
      "Save a backup elsewhere and replace the disk; the running release is not affected",
      "failed",
    );
  }
  if ((await disk.holdsWhat(target)) !== manifest.verity) throw inconsistent();

  progress(0, null, "Making it ready to start");
  const file = entryFile(manifest.version, { left: TRIES, done: 0 });
  await disk.addFile(file, uki);
  if ((await disk.startsWhat(file)) !== manifest.verity) {
    await disk.removeFile(file);
    throw inconsistent();
  }
  history.planRollback(null);
  history.add({ from: running.version, to: manifest.version, outcome: "installed", cause: null });
  return offer(first);
}

const offer = ({ manifest, size }: Package): Offered => ({
  version: manifest.version,
  builtAt: manifest.builtAt,
  bytes: size,
  newer: true,
});

/** Checks that it is for this architecture, and newer than the running release. */
async function fits(disk: UpdateDisk, manifest: Manifest): Promise<void> {
  const running = await disk.running();
  if (manifest.architecture !== running.architecture) {
    throw new Refusal(
      `This update is for ${manifest.architecture} machines; this appliance is ${running.architecture}`,
      `Get the update for ${running.architecture}`,
    );
  }
  const order = compareVersions(manifest.version, running.version);
  if (order === 0)
    throw new Refusal(`Release ${running.version} is already running`, "There is nothing to do");
  if (order < 0) {
    throw new Refusal(
      `Release ${manifest.version} is older than ${running.version}, which runs`,
      "To return to the previous release, use rollback",
    );
  }
  if (compareVersions(running.version, manifest.minimum) < 0) {
    throw new Refusal(
      `Release ${manifest.version} cannot be installed over ${running.version}: it needs ${manifest.minimum} or newer`,
      `Install ${manifest.minimum} first`,
    );
  }
}

/** If the running release is on trial, the other slot may still be needed: it is not overwritten. */
async function settled(disk: UpdateDisk): Promise<void> {
  const running = await disk.running();
  const own = ownEntry(await releasesOn(disk), running);
  if (own && entryState(own) === "trying") {
    throw new Refusal(
      `Release ${running.version} has just been installed and is still being checked`,
      "Wait until this is complete, a few minutes at most",
      "busy",
    );
  }
}

/**
 * Checks for space before anything is changed: in the slot, on the boot partition, and on /var for the copy of the
 * data.
 */
async function hasRoom({ disk, dataSpace }: InstallParts, manifest: Manifest): Promise<void> {
  const running = await disk.running();
  const target = otherSlot(running.slot);
  const slot = await disk.slotSize(target);
  if (slot === null) {
    throw new Refusal(
      `The disk has no partition mailmanager-${target} for a second release`,
      "It is created at start if there is space: enlarge the disk, then restart",
    );
  }
  if (manifest.root.size > slot) {
    throw new Refusal(
      `This release needs ${inMegabytes(manifest.root.size)}; the slot for it has ${inMegabytes(slot)}`,
      "Move to a new appliance: make a backup here and restore it there",
    );
  }
  const { free, total } = await disk.bootSpace();
  const goes = (await toClear(disk)).reduce((sum, { size }) => sum + size, 0);
  if (manifest.uki.size > free + goes) {
    throw new Refusal(
      `The boot partition has ${inMegabytes(free + goes)} of ${inMegabytes(total)} for this release, which needs ${inMegabytes(manifest.uki.size)} there`,
      "Something else was put on the boot partition: remove it from another system, or import a new disk image",
    );
  }
  const data = await dataSpace();
  if (data.needed > data.free) {
    throw new Refusal(
      `Before a new release first starts, the data is copied: that needs ${inMegabytes(data.needed)}, and ${inMegabytes(data.free)} are free`,
      "Enlarge the disk, or delete what is not needed",
    );
  }
}

/** What could start the other slot, which is about to change, and leftovers of an interrupted installation. */
async function toClear(
  disk: UpdateDisk,
): Promise<readonly { readonly name: string; readonly size: number }[]> {
  const own = ownEntry(await releasesOn(disk), await disk.running());
  if (!own) {
    throw new Refusal(
      "The boot partition does not have the running release: it is damaged or full",
      "Import a new disk image and restore a backup there",
      "failed",
    );
  }
  const ours = (name: string) => entryOf(name) !== null || /^mailmanager_.*\.efi\.new$/i.test(name);
  return (await disk.files()).filter(({ name }) => ours(name) && name !== own.file);
}

async function writeSlot(
  { disk, keys, progress }: InstallParts,
  update: UpdateFile,
  target: SlotName,
  manifest: Manifest,
): Promise<void> {
  const again = await openPackage(update.open(), keys);
  try {
    if (again.manifest.root.sha256 !== manifest.root.sha256) throw inconsistent();
    await again.uki();
    const chunks = async function* () {
      let done = 0;
      for await (const chunk of again.root()) {
        yield chunk;
        done += chunk.length;
        progress(done, manifest.root.size, "Writing it to the disk");
      }
    };
    await disk.writeSlot(target, chunks());
  } finally {
    await again.close();
  }
}

const inconsistent = () =>
  new Refusal("The parts of this update do not belong together", "Download the update file again");
