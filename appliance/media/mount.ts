import { mkdirSync, rmdirSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { fault } from "../../src/base/fault.ts";
import { withoutEnd, withoutStart } from "../../src/base/text.ts";
import type { Box } from "../box.ts";
import { Refusal } from "../refusal.ts";
import { isWriteProtected, type Medium, media } from "./find.ts";

/** How a medium is mounted. */
export type MountMode = "read" | "write";

/** Milliseconds that mounting, or unmounting with pending writes, may take. */
const PATIENCE = 120_000;
/** Nothing on a medium may have special permissions, be a device, be executed, or be a followed link. */
const OPTIONS = "nosuid,nodev,noexec,nosymfollow";

interface Held {
  readonly way: MountMode;
  readonly folder: Promise<string>;
  users: number;
  /** Whether more readers may share it: not once its writer is done and waits for them to leave. */
  open: boolean;
  /** Resolves once it is unmounted. */
  readonly over: Promise<void>;
  readonly end: () => void;
}

const inUse = new WeakMap<Box, Map<string, Held>>();

/** The medium with an id. Throws a Refusal if it is not plugged in. */
export async function findMedium(box: Box, id: string): Promise<Medium> {
  const found = (await media(box.places)).find((medium) => idOf(medium) === id);
  if (found) return found;
  throw new Refusal(fault("box.medium.gone", { params: { medium: id } }));
}

/** The medium's id in the protocol. */
export const idOf = ({ device }: Medium): string => basename(device);

/** The same medium. Throws a Refusal if it is write-protected. */
export function toWrite(box: Box, medium: Medium): Medium {
  if (isWriteProtected(box.places, medium)) throw protectedOne(medium.label || idOf(medium));
  return medium;
}

/** The name of a file from this appliance on a medium: mailmanager-[KIND-]HOST-YYYYMMDDTHHMMSSZ.END. */
export function nameFor(box: Box, kind: string, end: string): string {
  const plain = hostname()
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, "-");
  const host = withoutEnd(withoutStart(plain, /[-.]/), /[-.]/).slice(0, 64);
  const stamp = new Date(box.now()).toISOString().slice(0, 19).replace(/[-:]/g, "");
  return ["mailmanager", kind, host, `${stamp}Z.${end}`].filter((part) => part !== "").join("-");
}

/**
 * Mounts a medium while `work` runs, and passes it the folder. A device has one mount mode at a time: readers share a
 * mount, a writer waits until they are done. Throws a Refusal if the medium cannot be mounted, or if what was written
 * does not reach it.
 */
export async function mounted<T>(
  box: Box,
  medium: Medium,
  way: MountMode,
  work: (folder: string) => Promise<T> | T,
): Promise<T> {
  const held = await take(box, medium, way);
  let folder: string | undefined;
  let done: T;
  try {
    folder = await held.folder;
    done = await work(folder);
  } catch (cause) {
    // Report the first error.
    await leave(box, medium, way, held, folder).catch(() => {});
    throw cause;
  }
  await leave(box, medium, way, held, folder);
  return done;
}

async function take(box: Box, medium: Medium, way: MountMode): Promise<Held> {
  const open = inUse.get(box) ?? new Map<string, Held>();
  inUse.set(box, open);
  const { device } = medium;
  for (let held = open.get(device); held; held = open.get(device)) {
    if (way === "read" && held.open) {
      held.users++;
      return held;
    }
    await held.over;
  }
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const end = () => {
    open.delete(device);
    resolve();
  };
  const held = { way, folder: mount(box, medium, way), users: 1, open: true, over, end };
  open.set(device, held);
  return held;
}

async function leave(
  box: Box,
  medium: Medium,
  way: MountMode,
  held: Held,
  folder: string | undefined,
): Promise<void> {
  held.users--;
  if (way === "write" || held.users === 0) held.open = false;
  if (held.users > 0) {
    // A write counts only once the medium is unmounted.
    if (way === "write") await held.over;
    return;
  }
  try {
    if (folder !== undefined) await unmount(box, medium, held.way, folder);
  } finally {
    held.end();
  }
}

async function mount(box: Box, medium: Medium, way: MountMode): Promise<string> {
  const { device, type } = medium;
  const what = medium.label || idOf(medium);
  if (way === "write" && isWriteProtected(box.places, medium)) throw protectedOne(what);
  const folder = join(box.places.run, `medium-${idOf(medium)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Without -w, mount would silently mount a write-protected medium read-only.
  const options = [way === "read" ? "ro" : "rw", OPTIONS, ...(type === "vfat" ? ["utf8"] : [])].join(",");
  const args = ["-t", type, ...(way === "write" ? ["-w"] : []), "-o", options, device, folder];
  const { status, err } = await box.run("mount", args, { limit: PATIENCE });
  if (status === 0) return folder;
  rmdirSync(folder);
  if (way === "write" && /write-protected|read-only/i.test(err)) throw protectedOne(what);
  box.log(`${device} cannot be opened: ${err.trim()}`);
  const said = err.trim().split("\n").at(-1) ?? "";
  throw new Refusal(
    said === ""
      ? fault("box.medium.silent", { params: { medium: what } })
      : fault("box.medium.unopened", {
          params: { medium: what, problem: fault("box.said", { params: { said } }) },
        }),
  );
}

const protectedOne = (name: string) =>
  new Refusal(fault("box.medium.protected", { params: { medium: name } }));

async function unmount(box: Box, medium: Medium, way: MountMode, folder: string): Promise<void> {
  const { status, err } = await box.run("umount", [folder], { limit: PATIENCE });
  if (status !== 0) {
    box.log(`${medium.device} cannot be unmounted: ${err.trim()}`);
    await box.run("umount", ["--lazy", folder], { limit: PATIENCE });
    if (way === "write") {
      throw new Refusal(fault("box.medium.unsure", { params: { medium: medium.label || idOf(medium) } }));
    }
  }
  try {
    rmdirSync(folder);
  } catch (cause) {
    // A folder below /run; the next mount uses another.
    box.log(`${folder} cannot be removed: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
