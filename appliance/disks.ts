import { join } from "node:path";
import { textIfAny } from "./files.ts";
import type { Places } from "./places.ts";
import type { BoxStatus } from "./protocol.ts";

/**
 * What the initrd noted about disks (image/initrd/init): others with a MailManager on them, which are not used, and the
 * one that holds the data if it is not the disk that was started. Each is described for people: name, size, model.
 */
export function diskNotes({ run }: Places): BoxStatus["disks"] {
  const lines = (name: string) =>
    (textIfAny(join(run, "../mailmanager-boot", name)) ?? "").split("\n").filter((line) => line !== "");
  return { unused: lines("other-disks"), data: lines("data-disk")[0] ?? null };
}
