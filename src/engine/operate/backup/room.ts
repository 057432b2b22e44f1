import { type Fault, fault } from "../../../base/fault.ts";
import { size } from "../../../domain/finding.ts";

/** What disk space is wanted for: a backup here or in a folder elsewhere, what a backup unpacks to, a check of one. */
export type RoomFor =
  | "backup"
  | "unpacked"
  | { readonly backupIn: string }
  | { readonly verifyingIn: string };

/**
 * That there is not enough disk space.
 * @param needed bytes, and those that are free beyond what is kept free anyway
 */
export function noRoom(what: RoomFor, needed: number, free: number): Fault {
  const numbers = { needed: size(needed), free: size(Math.max(0, free)) };
  if (typeof what === "string") return fault(`disk.room-${what}-numbers`, { params: numbers });
  return "backupIn" in what
    ? fault("disk.room-there", { params: { ...numbers, folder: what.backupIn } })
    : fault("disk.room-verifying-numbers", { params: { ...numbers, folder: what.verifyingIn } });
}
