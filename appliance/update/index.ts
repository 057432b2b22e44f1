/** Updates of the appliance: the verbs, the part of its status, and what is done after a start. See README.md. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statfsSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { type DoneAction, doneAction } from "../../src/base/box-actions.ts";
import { withQuotedProblem } from "../../src/base/earlier-box-faults.ts";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { inEnglish } from "../../src/text/index.ts";
import type { Box } from "../box.ts";
import { removeDurably, textIfAny, writeDurably } from "../files.ts";
import type { Handler } from "../handler.ts";
import { fileOn } from "../media/files.ts";
import { findMedium, mounted } from "../media/mount.ts";
import { type BoxStatus, boxFault, type UpdateSource } from "../protocol.ts";
import { refusals } from "../refusal.ts";
import { openDisk, type UpdateDisk } from "./disk.ts";
import { createFetch } from "./fetch.ts";
import { checkHealth } from "./health.ts";
import { type History, historyIn, textCause } from "./history.ts";
import { install, look } from "./install.ts";
import { type TrustedKey, trustedKey } from "./manifest.ts";
import { rollback } from "./rollback.ts";
import { runningSystem } from "./running.ts";
import { reportFailedRelease, type SettleParts, settle } from "./settle.ts";
import { download, find, type Place } from "./source.ts";
import { ownEntry, releasesOn, updateState } from "./state.ts";

/** Milliseconds within which a new release has to be healthy. */
const DEADLINE = 5 * 60_000;
/** Bytes of /var that updates leave free. */
const RESERVE = 64 * 1024 * 1024;

export const updateLook: Handler<"update.look"> = {
  run: (box, { source }, { progress }) =>
    refusals(() =>
      withSource(box, source, async (place) => {
        const parts = { ...sourceParts(box), progress };
        return look(parts, await find(parts, place));
      }),
    ),
};

export const updateInstall: Handler<"update.install"> = {
  what: ({ source }) => installedFrom(source),
  run: (box, { source }, { progress }) =>
    refusals(() =>
      withSource(box, source, async (place) => {
        const parts = { ...sourceParts(box), progress };
        const update = await download(parts, place);
        try {
          const installed = await install(
            { ...parts, history: historyOf(box), dataSpace: async () => dataSpace(box) },
            update,
          );
          // An earlier release with this version may have left a cause of failure.
          removeDurably(noteOf(box, installed.version));
          return installed;
        } finally {
          await update.done();
        }
      }),
    ),
};

/** Keeps a medium mounted while an update is read from it. */
async function withSource<T>(box: Box, source: UpdateSource, work: (place: Place) => Promise<T>): Promise<T> {
  if (source.kind !== "medium") return work(source);
  const medium = await findMedium(box, source.medium);
  return mounted(box, medium, "read", async (folder) =>
    work({ kind: "file", path: await fileOn(folder, source.path) }),
  );
}

export const updateRollback: Handler<"update.rollback"> = {
  what: () => doneAction("update.rollback"),
  run: (box) => refusals(async () => ({ version: await rollback(diskOf(box), historyOf(box)) })),
};

/** The state of the releases; there are none on a machine without slots. */
export async function updatesOf(box: Box): Promise<BoxStatus["update"]> {
  const history = historyOf(box);
  const developmentKey = keysOf(box).some(({ name }) => name.startsWith("development"));
  if (!existsSync(folderOf(box))) return { slots: [], last: null, developmentKey };
  return updateState(diskOf(box), history, developmentKey);
}

/**
 * Adds outcomes of updates to the actions, and so to the journal, each once. A release that never came up is noticed
 * here, by the one that runs in its place.
 */
export async function reportUpdates(box: Box): Promise<void> {
  if (!existsSync(folderOf(box))) return;
  const history = historyOf(box);
  if (!existsSync(flagOf(box))) {
    const disk = diskOf(box);
    const [running, releases] = [await disk.running(), await releasesOn(disk)];
    reportFailedRelease(
      { history, notes: notesOf(box) },
      releases,
      ownEntry(releases, running),
      running.version,
    );
  }
  const file = join(box.places.state, "updates-told");
  const told = Number(textIfAny(file) ?? 0);
  for (const change of history.changes()) {
    if (change.number <= told || change.outcome === "installed") continue;
    const { from, to, cause, outcome } = change;
    box.actions.add({
      ...{ verb: "update.outcome", caller: "box", by: null },
      what: doneAction(`release.${outcome}`, { from, to }),
      fault: outcome === "fell-back" || outcome === "refused" ? (cause ?? fault("box.unwell.unknown")) : null,
      outcome: outcome === "fell-back" ? "failed" : "done",
    });
    writeDurably(file, String(change.number));
  }
}

/**
 * After a start on trial: checks whether this release is healthy.
 * @returns the exit status of mailmanager-health.service; 1 makes systemd restart the appliance
 */
export async function settleStart(box: Pick<Box, "places" | "run" | "now" | "log">): Promise<number> {
  const settled = await settle({
    disk: diskOf(box),
    history: historyOf(box),
    notes: notesOf(box),
    health: () => healthOf(box),
    open: () => rmSync(flagOf(box), { force: true }),
    restart: async () => {
      await box.run("systemctl", ["reboot"]);
    },
    log: box.log,
  });
  box.log(
    settled.kind === "unwell" ? `health check failed: ${inEnglish(settled.cause)}` : "health check passed",
  );
  return 0;
}

type Placed = Pick<Box, "places">;

const folderOf = ({ places }: Placed): string => join(places.boot, "EFI/Linux");
const flagOf = ({ places }: Placed): string => join(places.run, "trial");
const historyOf = ({ places, now }: Placed & Pick<Box, "now">): History => historyIn(places.state, now);

function diskOf({ places }: Placed): UpdateDisk {
  const { proc, sys, usr, root } = places;
  return openDisk({
    folder: folderOf({ places }),
    slot: (name) => join(places.dev, "disk/mailmanager", `mailmanager-${name}`),
    running: async () => runningSystem({ root, proc, sys, usr }),
  });
}

function keysOf({ places, log }: Pick<Box, "places" | "log">): readonly TrustedKey[] {
  const folder = join(places.usr, "lib/mailmanager/update-keys");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".pem"))
    .flatMap((name) => {
      try {
        return [trustedKey(name, readFileSync(join(folder, name), "utf8"))];
      } catch (cause) {
        log(
          `the update key ${name} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
        );
        return [];
      }
    });
}

function sourceParts(box: Box) {
  const folder = join(box.places.state, "updates");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { network, authorities } = box.settings.read();
  const fetch = createFetch({ proxy: network?.proxy ?? null, authorities });
  return { disk: diskOf(box), keys: keysOf(box), fetch, folder, reserve: RESERVE };
}

function installedFrom(source: UpdateSource): DoneAction {
  if (source.kind === "medium")
    return doneAction("update.install.medium", { path: source.path, medium: source.medium });
  if (source.kind === "file") return doneAction("update.install", { place: source.path });
  const { origin, pathname } = new URL(source.url);
  return doneAction("update.install", { place: `${origin}${pathname}` });
}

/** The space for the copy of the data that is made before a new release first starts. */
function dataSpace({ places }: Placed): { readonly needed: number; readonly free: number } {
  const { bavail, bsize } = statfsSync(places.var);
  const needed = ["", "-wal"]
    .map((end) => statSync(join(places.data, `mailmanager.db${end}`), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, RESERVE);
  return { needed, free: bavail * bsize };
}

/**
 * Causes of failure: on /var, on the boot partition, where a release that cannot use /var leaves it, and the initrd's.
 */
function notesOf({ places }: Placed): SettleParts["notes"] {
  const file = (version: string) => noteOf({ places }, version);
  return {
    read(version) {
      const text =
        textIfAny(file(version)) ??
        initrdNote(join(places.dev, "disk/mailmanager/mailmanager-boot"), version);
      return text === null ? null : noted(text);
    },
    write: (version, cause) => writeDurably(file(version), JSON.stringify(cause)),
  };
}

/** A cause as it was noted down: by a release of before, and by the initrd, as a sentence. */
function noted(text: string): StoredFault {
  try {
    return boxFault.parse(withQuotedProblem(JSON.parse(text)));
  } catch {
    return textCause(text);
  }
}

const noteOf = ({ places }: Placed, version: string): string =>
  join(places.boot, "EFI/mailmanager", `${version}.txt`);

/** The initrd's state is one sector of NAME=VALUE lines. */
function initrdNote(partition: string, version: string): string | null {
  if (!existsSync(partition)) return null;
  const sector = Buffer.alloc(512);
  const fd = openSync(partition, "r");
  try {
    readSync(fd, sector, 0, 512, 0);
  } finally {
    closeSync(fd);
  }
  const text = sector.toString("utf8").replace(/\0.*$/s, "");
  const value = (name: string) => new RegExp(`^${name}=(.+)$`, "m").exec(text)?.[1] ?? null;
  return value("failed") === version ? value("cause") : null;
}

const served = z.object({ https: z.string().nullable(), smtp: z.string().nullable() });

function healthOf({
  places,
  run,
  now,
  log,
}: Pick<Box, "places" | "run" | "now" | "log">): Promise<StoredFault | null> {
  return checkHealth({
    ...{ now, log, deadline: DEADLINE },
    serving() {
      const text = textIfAny(join(places.data, "run.json"));
      return text === null ? null : served.parse(JSON.parse(text));
    },
    async program() {
      const shown = await run("systemctl", [
        "show",
        "mailmanager.service",
        "--property=StatusText,NRestarts",
      ]);
      const value = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(shown.out)?.[1] ?? "";
      return { status: value("StatusText"), restarts: Number(value("NRestarts")) };
    },
    async lastOutput() {
      const lines = await run("journalctl", [
        "--boot",
        // Its own lines only: --unit would add systemd's lines about it.
        "_SYSTEMD_UNIT=mailmanager.service",
        "--lines=1",
        "--output=cat",
      ]);
      return lines.out.trim().slice(0, 500);
    },
  });
}
