/** After each start: checks whether the running release is healthy, or which one was rolled back. */
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { inEnglish } from "../../src/text/index.ts";
import type { UpdateDisk } from "./disk.ts";
import { bootOrder, entryFile, entryState } from "./entries.ts";
import type { Change, History } from "./history.ts";
import { ownEntry, type Release, releasesOn } from "./state.ts";

export interface SettleParts {
  readonly disk: UpdateDisk;
  readonly history: History;
  /** Null when the running release is well, else what is not. */
  readonly health: () => Promise<StoredFault | null>;
  /** The cause that a failed release left on the boot partition because /var was not usable. */
  readonly notes: {
    read(version: string): StoredFault | null;
    write(version: string, cause: StoredFault): void;
  };
  /** The program may now accept mail and changes. */
  readonly open: () => void;
  readonly restart: () => Promise<void>;
  readonly log: (text: string) => void;
}

/** The outcome of a start. */
export type Settled =
  | { readonly kind: "running"; readonly fellBack: Change | null }
  | { readonly kind: "healthy" }
  | { readonly kind: "unwell"; readonly cause: StoredFault; readonly restarting: boolean };

/**
 * Settles a start. A release on trial that is healthy is marked as good permanently; one that is not is marked as bad,
 * with its cause, and the appliance restarts, unless nothing better would start. Can be repeated at any point.
 */
export async function settle(parts: SettleParts): Promise<Settled> {
  const { disk, history, open, log } = parts;
  const running = await disk.running();
  const releases = await releasesOn(disk);
  const own = ownEntry(releases, running);
  if (!own || entryState(own) === "good") {
    const fellBack = reportFailedRelease(parts, releases, own, running.version);
    open();
    return { kind: "running", fellBack };
  }

  const cause = await parts.health();
  const plan = history.rollback();
  if (cause === null) {
    await disk.renameFile(own.file, entryFile(own.version));
    // Marked as good before it accepts any mail: from here on nothing is rolled back automatically.
    record(parts, running.version, releases, own);
    open();
    return { kind: "healthy" };
  }

  log(`release ${running.version} failed its health check: ${inEnglish(cause)}`);
  const bad = entryFile(own.version, { left: 0, done: (own.done ?? 0) + 1 });
  if (own.file !== bad) await disk.renameFile(own.file, bad);
  const next = bootOrder((await disk.files()).map(({ name }) => name))[0];
  const restarting = next !== undefined && next.version !== running.version;
  const from = plan?.to === running.version ? plan.from : lastFrom(history, running.version);
  try {
    history.add({ from: from ?? next?.version ?? "", to: running.version, outcome: "fell-back", cause });
    if (plan?.to === running.version) history.planRollback(null);
  } catch (failure) {
    log(`the cause cannot be saved in /var: ${failure instanceof Error ? failure.message : String(failure)}`);
  }
  parts.notes.write(running.version, cause);
  if (restarting) await parts.restart();
  else open();
  return { kind: "unwell", cause, restarting };
}

/** Records that a release passed its trial: after an update, a rollback, or a failed rollback. */
function record(
  { history, ...parts }: SettleParts,
  version: string,
  releases: readonly Release[],
  own: Release,
): void {
  const plan = history.rollback();
  if (plan?.to === version) {
    history.add({ ...plan, outcome: "rolled-back", cause: null });
    history.planRollback(null);
    return;
  }
  reportFailedRelease({ history, ...parts }, releases, own, version);
  const last = history.changes().at(-1);
  if (last?.outcome === "installed" && last.to === version) {
    history.add({ from: last.from, to: version, outcome: "healthy", cause: null });
  }
}

/** Records that another release failed, once. */
export function reportFailedRelease(
  { history, notes }: Pick<SettleParts, "history" | "notes">,
  releases: readonly Release[],
  own: Release | undefined,
  version: string,
): Change | null {
  const failed = releases.find(
    (one) => one !== own && entryState(one) === "bad" && !isKnown(history.changes(), one.version),
  );
  if (!failed) return null;
  const cause = notes.read(failed.version) ?? fault("box.unwell.silent");
  history.add({ from: version, to: failed.version, outcome: "fell-back", cause });
  if (history.rollback()?.to === failed.version) history.planRollback(null);
  return history.changes().at(-1) ?? null;
}

/** Whether it is known why a release does not boot: it failed, or it was rolled back. */
function isKnown(changes: readonly Change[], version: string): boolean {
  const last = changes.findLast(({ from, to }) => from === version || to === version);
  return (
    (last?.outcome === "fell-back" && last.to === version) ||
    (last?.outcome === "rolled-back" && last.from === version)
  );
}

const lastFrom = (history: History, version: string): string | null =>
  history.changes().findLast(({ to, outcome }) => to === version && outcome === "installed")?.from ?? null;
