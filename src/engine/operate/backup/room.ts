import { type Fault, fault } from "../../../base/fault.ts";
import { size } from "../../../domain/finding.ts";

/**
 * That there is no room.
 * @param what it would be for, such as "a backup"
 * @param needed bytes, and those that are free beyond what is kept free anyway; null where that is not known
 */
export function noRoom(what: string, needed: number | null, free: number | null): Fault {
  const numbers =
    needed === null || free === null
      ? ""
      : `: it needs ${size(needed)}, and ${size(Math.max(0, free))} are free`;
  return fault("disk.full", {
    text: `There is no room for ${what}${numbers}`,
    hint: "Enlarge the disk, or take away what is not needed, such as older backups",
  });
}
