import { readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Box } from "./box.ts";
import { textIfAny } from "./files.ts";
import type { BoxStatus } from "./protocol.ts";

/** The clock's state. */
export async function clockState(box: Box): Promise<BoxStatus["clock"]> {
  const chosen = box.settings.read().clock;
  const shown = await box.run("timedatectl", ["show-timesync", "--property=ServerName"], { limit: 5000 });
  // linear: tried once a line, and no two neighbouring repetitions share a character
  const server = /^ServerName=(.+)$/m.exec(shown.out)?.[1]?.trim() ?? null;
  return {
    now: new Date(box.now()).toISOString(),
    // systemd-timesyncd touches this file whenever it has synchronised the clock; at boot it does not exist.
    synchronised: textIfAny(join(box.places.systemd, "timesync/synchronized")) !== null,
    server,
    timezone: chosen?.timezone ?? zoneOf(join(box.places.etc, "localtime")),
    ntp: [...(chosen?.ntp ?? [])],
  };
}

/** When the release was built, in milliseconds since 1970, from a file that systemd reads as well; 0 elsewhere. */
export function builtAt({ usr }: Pick<Box["places"], "usr">): number {
  return statSync(join(usr, "lib/clock-epoch"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

const ZONES = "zoneinfo/";

function zoneOf(link: string): string {
  try {
    const target = readlinkSync(link);
    const at = target.indexOf(ZONES);
    return (at < 0 ? "" : target.slice(at + ZONES.length)) || "Etc/UTC";
  } catch {
    return "Etc/UTC";
  }
}
