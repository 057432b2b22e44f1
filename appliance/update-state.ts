import { join } from "node:path";
import type { Box } from "./box.ts";
import { textIfAny } from "./files.ts";
import type { BoxStatus } from "./protocol.ts";

/** Which release runs, and from which slot: the boot loader's entry says so on the kernel's command line. */
export function updateState({ places, version }: Box): BoxStatus["update"] {
  const running = /\bmailmanager\.slot=([ab])\b/.exec(textIfAny(join(places.proc, "cmdline")) ?? "")?.[1];
  const slots: BoxStatus["update"]["slots"] =
    running === "a" || running === "b"
      ? [{ slot: running, version, running: true, state: "good", triesLeft: null }]
      : [];
  return { slots, last: null, developmentKey: false };
}
