/** Installs an update into the slot that does not run. */
import { step } from "../../src/base/box-steps.ts";
import { fault } from "../../src/base/fault.ts";
import type { AnswerTo } from "../protocol.ts";
import { Refusal } from "../refusal.ts";
import type { SlotName, UpdateDisk } from "./disk.ts";
import { entryFile, entryOf, entryState, TRIES } from "./entries.ts";
import type { History } from "./history.ts";
import type { Manifest, TrustedKey } from "./manifest.ts";
import { openPackage, type Package } from "./package.ts";
import { otherSlot, ownEntry, releasesOn } from "./state.ts";
import { compareVersions } from "./versions.ts";

/** An update that lies ready to be read, as often as needed. */
export interface Supply {
  open(): AsyncIterable<Uint8Array>;
}

export interface InstallParts {
  readonly disk: UpdateDisk;
  readonly history: History;
  readonly keys: readonly TrustedKey[];
  /** Bytes of the data, of which a copy is made before the new release first starts, and how many /var still takes. */
  readonly dataSpace: () => Promise<{ readonly needed: number; readonly free: number }>;
  /** `total` null: not known. */
  readonly progress: (done: number, total: number | null, what: string) => void;
}

type Offered = AnswerTo<"update.look">;

/** What an update would be for this box. Throws a Refusal that says why it cannot be installed. */
export async function look(
  { disk, keys }: Pick<InstallParts, "disk" | "keys">,
  supply: Supply,
): Promise<Offered> {
  const update = await openPackage(supply.open(), keys);
  try {
    await fits(disk, update.manifest);
    return offer(update);
  } finally {
    await update.close();
  }
}

/**
 * Installs it; it starts with the next restart. The order of the steps is what makes it safe: until the last one the boot
 * partition names nothing but the running release, so a power cut anywhere leaves that one, and the whole can be begun
 * again. The last one is the renaming of a file.
 */
export async function install(parts: InstallParts, supply: Supply): Promise<Offered> {
  const { disk, history, keys, progress } = parts;
  const running = await disk.running();

  // Everything is read once and found to be what was signed before anything is written.
  const first = await openPackage(supply.open(), keys);
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
      progress(done, size, step("update.checking"));
    }
  } finally {
    await first.close();
  }

  const target = otherSlot(running.slot);
  for (const { name } of await toClear(disk)) await disk.removeFile(name);
  await writeSlot(parts, supply, target, manifest);
  const found = await disk.hashSlot(target, manifest.root.size, (done) =>
    progress(done, manifest.root.size, step("update.reading-back")),
  );
  if (found !== manifest.root.sha256) {
    throw new Refusal(fault("box.update.disk"));
  }
  if ((await disk.holdsWhat(target)) !== manifest.verity) throw inconsistent();

  progress(0, null, step("update.readying"));
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

/** Whether it is for this box: its kind of machine, and newer than what runs. */
async function fits(disk: UpdateDisk, manifest: Manifest): Promise<void> {
  const running = await disk.running();
  if (manifest.architecture !== running.architecture) {
    const params = { theirs: manifest.architecture, ours: running.architecture };
    throw new Refusal(fault("box.update.architecture", { params }));
  }
  const order = compareVersions(manifest.version, running.version);
  if (order === 0) throw new Refusal(fault("box.update.same", { params: { version: running.version } }));
  if (order < 0) {
    const params = { version: manifest.version, running: running.version };
    throw new Refusal(fault("box.update.older", { params }));
  }
  if (compareVersions(running.version, manifest.minimum) < 0) {
    const { version, minimum } = manifest;
    throw new Refusal(
      fault("box.update.minimum", { params: { version, running: running.version, minimum } }),
    );
  }
}

/** A release that is on trial itself may have to go back to the other slot: that is not overwritten meanwhile. */
async function settled(disk: UpdateDisk): Promise<void> {
  const running = await disk.running();
  const own = ownEntry(await releasesOn(disk), running);
  if (own && entryState(own) === "trying") {
    throw new Refusal(fault("box.update.trial", { params: { version: running.version } }));
  }
}

/** Looked at before anything is changed: the slot, the boot partition, and /var for the copy of the data. */
async function hasRoom({ disk, dataSpace }: InstallParts, manifest: Manifest): Promise<void> {
  const running = await disk.running();
  const target = otherSlot(running.slot);
  const slot = await disk.slotSize(target);
  if (slot === null) {
    throw new Refusal(fault("box.update.no-slot", { params: { slot: target } }));
  }
  if (manifest.root.size > slot) {
    const params = { needed: manifest.root.size, size: slot };
    throw new Refusal(fault("box.update.slot-size", { params }));
  }
  const { free, total } = await disk.bootSpace();
  const goes = (await toClear(disk)).reduce((sum, { size }) => sum + size, 0);
  if (manifest.uki.size > free + goes) {
    const params = { free: free + goes, total, needed: manifest.uki.size };
    throw new Refusal(fault("box.update.boot-room", { params }));
  }
  const data = await dataSpace();
  if (data.needed > data.free) {
    const params = { needed: data.needed, free: data.free };
    throw new Refusal(fault("box.update.data-room", { params }));
  }
}

/** What could start the other slot, which is about to change, and what an installation left that was cut short. */
async function toClear(
  disk: UpdateDisk,
): Promise<readonly { readonly name: string; readonly size: number }[]> {
  const own = ownEntry(await releasesOn(disk), await disk.running());
  if (!own) {
    throw new Refusal(fault("box.update.boot-lost"));
  }
  const ours = (name: string) => entryOf(name) !== null || /^mailmanager_.*\.efi\.new$/i.test(name);
  return (await disk.files()).filter(({ name }) => ours(name) && name !== own.file);
}

async function writeSlot(
  { disk, keys, progress }: InstallParts,
  supply: Supply,
  target: SlotName,
  manifest: Manifest,
): Promise<void> {
  const again = await openPackage(supply.open(), keys);
  try {
    if (again.manifest.root.sha256 !== manifest.root.sha256) throw inconsistent();
    await again.uki();
    const chunks = async function* () {
      let done = 0;
      for await (const chunk of again.root()) {
        yield chunk;
        done += chunk.length;
        progress(done, manifest.root.size, step("update.writing"));
      }
    };
    await disk.writeSlot(target, chunks());
  } finally {
    await again.close();
  }
}

const inconsistent = () => new Refusal(fault("box.update.parts"));
