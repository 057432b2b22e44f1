import { type Fault, fault } from "../../../base/fault.ts";
import { size } from "../../../domain/finding.ts";
import type { Shortage } from "../../../domain/health/index.ts";

/** What disk space is needed for: a backup, here or in another folder, the unpacked contents of one, or checking one. */
export type RoomFor =
  | "backup"
  | "unpacked"
  | { readonly backupIn: string }
  | { readonly verifyingIn: string };

/** The fault that there is not enough disk space. */
export function noRoom(what: RoomFor, { needed, free }: Shortage): Fault {
  const numbers = { needed: size(needed), free: size(Math.max(0, free)) };
  if (typeof what === "string") return fault(`disk.room-${what}-numbers`, { params: numbers });
  return "backupIn" in what
    ? fault("disk.room-there", { params: { ...numbers, folder: what.backupIn } })
    : fault("disk.room-verifying-numbers", { params: { ...numbers, folder: what.verifyingIn } });
}
