/** The state of the slots, from the disk. */
import type { BoxStatus } from "../protocol.ts";
import { type RunningSystem, type SlotName, slotNames, type UpdateDisk } from "./disk.ts";
import { type BootEntry, bootOrder, entryState } from "./entries.ts";
import type { History } from "./history.ts";

type UpdateState = BoxStatus["update"];

/** A release on the boot partition, with the root hash of the system that it starts. */
export interface Release extends BootEntry {
  readonly verity: string | null;
}

/** The releases on the boot partition, in boot order. */
export async function releasesOn(disk: UpdateDisk): Promise<readonly Release[]> {
  const entries = bootOrder((await disk.files()).map(({ name }) => name));
  return Promise.all(entries.map(async (entry) => ({ ...entry, verity: await disk.startsWhat(entry.file) })));
}

/** The entry of the running system; undefined if it is missing. */
export const ownEntry = (releases: readonly Release[], running: RunningSystem): Release | undefined =>
  releases.find(({ verity }) => verity === running.verity);

export const otherSlot = (slot: SlotName): SlotName => (slot === "a" ? "b" : "a");

/** The releases in the appliance's status. */
export async function updateState(
  disk: UpdateDisk,
  history: History,
  developmentKey: boolean,
): Promise<UpdateState> {
  const running = await disk.running();
  const releases = await releasesOn(disk);
  const slots = await Promise.all(
    slotNames.map(async (slot): Promise<UpdateState["slots"][number]> => {
      const here = slot === running.slot;
      const verity = here ? running.verity : await disk.holdsWhat(slot);
      const release = verity === null ? undefined : releases.find((one) => one.verity === verity);
      if (here) {
        const state = release ? entryState(release) : "good";
        return { slot, version: running.version, running: true, state, triesLeft: release?.left ?? null };
      }
      // Without a boot entry, the slot counts as empty.
      if (!release) return { slot, version: null, running: false, state: "empty", triesLeft: null };
      const { version, left } = release;
      return { slot, version, running: false, state: entryState(release), triesLeft: left };
    }),
  );
  return { slots, last: lastOf(history), developmentKey };
}

function lastOf(history: History): UpdateState["last"] {
  const last = history.changes().at(-1);
  if (!last) return null;
  const { number: _, ...told } = last;
  return told;
}
