import { mkdirSync, rmdirSync } from "node:fs";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { fault } from "../../src/base/fault.ts";
import { withoutEnd, withoutStart } from "../../src/base/text.ts";
import type { Box } from "../box.ts";
import { Refusal } from "../refusal.ts";
import { isWriteProtected, type Medium, media } from "./find.ts";

/** How a medium is opened. */
export type Way = "read" | "write";

/** Milliseconds that mounting, or writing out what is left on letting go, may take. */
const PATIENCE = 120_000;
/** What nothing on a medium may do: bring rights, devices, programs, or links that lead elsewhere. */
const OPTIONS = "nosuid,nodev,noexec,nosymfollow";

interface Held {
  readonly way: Way;
  readonly folder: Promise<string>;
  users: number;
  /** Whether more readers may share it: not once its writer is done, who waits until they have left. */
  open: boolean;
  /** Resolves once it is let go of. */
  readonly over: Promise<void>;
  readonly end: () => void;
}

const inUse = new WeakMap<Box, Map<string, Held>>();

/** The medium of that id. Throws a Refusal if it is not plugged in. */
export async function mediumCalled(box: Box, id: string): Promise<Medium> {
  const found = (await media(box.places)).find((medium) => idOf(medium) === id);
  if (found) return found;
  throw new Refusal(fault("box.medium.gone", { params: { medium: id } }));
}

/** What others call it by. */
export const idOf = ({ device }: Medium): string => basename(device);

/** The same medium. Throws a Refusal where it takes no writes. */
export function toWrite(box: Box, medium: Medium): Medium {
  if (isWriteProtected(box.places, medium)) throw protectedOne(medium.label || idOf(medium));
  return medium;
}

/** The name of a file of this box's on a medium: mailmanager-[KIND-]HOST-YYYYMMDDTHHMMSSZ.END. */
export function nameFor(box: Box, kind: string, end: string): string {
  const plain = hostname()
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, "-");
  const host = withoutEnd(withoutStart(plain, /[-.]/), /[-.]/).slice(0, 64);
  const stamp = new Date(box.now()).toISOString().slice(0, 19).replace(/[-:]/g, "");
  return ["mailmanager", kind, host, `${stamp}Z.${end}`].filter((part) => part !== "").join("-");
}

/**
 * Mounts a medium for as long as `work` takes, and gives it the folder. The kernel has one way of mounting a device at a
 * time: who wants to read shares what is there, who wants to write waits until readers are done. Throws a Refusal when the
 * medium cannot be opened that way, or when what was written does not reach it.
 */
export async function mounted<T>(
  box: Box,
  medium: Medium,
  way: Way,
  work: (folder: string) => Promise<T> | T,
): Promise<T> {
  const held = await take(box, medium, way);
  let folder: string | undefined;
  let done: T;
  try {
    folder = await held.folder;
    done = await work(folder);
  } catch (cause) {
    // What went wrong first is what is told.
    await leave(box, medium, way, held, folder).catch(() => {});
    throw cause;
  }
  await leave(box, medium, way, held, folder);
  return done;
}

async function take(box: Box, medium: Medium, way: Way): Promise<Held> {
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
  way: Way,
  held: Held,
  folder: string | undefined,
): Promise<void> {
  held.users--;
  if (way === "write" || held.users === 0) held.open = false;
  if (held.users > 0) {
    // What was written counts only once the kernel has let go of it.
    if (way === "write") await held.over;
    return;
  }
  try {
    if (folder !== undefined) await unmount(box, medium, held.way, folder);
  } finally {
    held.end();
  }
}

async function mount(box: Box, medium: Medium, way: Way): Promise<string> {
  const { device, type } = medium;
  const what = medium.label || idOf(medium);
  if (way === "write" && isWriteProtected(box.places, medium)) throw protectedOne(what);
  const folder = join(box.places.run, `medium-${idOf(medium)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Without -w, mount would read only and say nothing where a medium takes no writes.
  const options = [way === "read" ? "ro" : "rw", OPTIONS, ...(type === "vfat" ? ["utf8"] : [])].join(",");
  const args = ["-t", type, ...(way === "write" ? ["-w"] : []), "-o", options, device, folder];
  const { status, err } = await box.run("mount", args, { limit: PATIENCE });
  if (status === 0) return folder;
  rmdirSync(folder);
  if (way === "write" && /write-protected|read-only/i.test(err)) throw protectedOne(what);
  box.log(`${device} cannot be opened: ${err.trim()}`);
  const problem = err.trim().split("\n").at(-1) ?? "";
  throw new Refusal(
    problem === ""
      ? fault("box.medium.silent", { params: { medium: what } })
      : fault("box.medium.unopened", { params: { medium: what, problem } }),
  );
}

const protectedOne = (name: string) =>
  new Refusal(fault("box.medium.protected", { params: { medium: name } }));

async function unmount(box: Box, medium: Medium, way: Way, folder: string): Promise<void> {
  const { status, err } = await box.run("umount", [folder], { limit: PATIENCE });
  if (status !== 0) {
    box.log(`${medium.device} cannot be let go of: ${err.trim()}`);
    await box.run("umount", ["--lazy", folder], { limit: PATIENCE });
    if (way === "write") {
      throw new Refusal(fault("box.medium.unsure", { params: { medium: medium.label || idOf(medium) } }));
    }
  }
  try {
    rmdirSync(folder);
  } catch (cause) {
    // A folder of the boot's alone; the next mount takes another.
    box.log(`${folder} stays: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
