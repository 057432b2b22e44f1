import { existsSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { ok, refuse } from "../../src/base/result.ts";
import { applyEnvironment, applyHostname, runOrThrow, writeClock } from "../apply.ts";
import { certificates, nameOf, readAuthorities } from "../authorities.ts";
import type { Box } from "../box.ts";
import { clockState } from "../clock.ts";
import { boxFault } from "../fault.ts";
import { writeDurably } from "../files.ts";
import type { Handler } from "../handler.ts";
import type { VerbName } from "../protocol.ts";
import { resetMarker } from "../reset.ts";

export const setHostname: Handler<"hostname.set"> = {
  what: ({ hostname }) => `host name ${hostname}`,
  async run(box, { hostname }) {
    if (hostname.length > 64)
      return refuse(boxFault("refused", "A host name has at most 64 characters", "Choose a shorter one"));
    box.settings.write({ ...box.settings.read(), hostname });
    applyHostname(box);
    return ok({});
  },
};

export const setClock: Handler<"clock.set"> = {
  what: ({ timezone, ntp }) =>
    `time zone ${timezone}, clock by ${ntp.length > 0 ? ntp.join(" ") : "the usual servers"}`,
  async run(box, { timezone, ntp }) {
    if (!isZone(box, timezone))
      return refuse(boxFault("refused", `Unknown time zone ${timezone}`, "Choose one such as Europe/Berlin"));
    box.settings.write({ ...box.settings.read(), clock: { timezone, ntp } });
    writeClock(box);
    await runOrThrow(box, "systemctl", ["--no-block", "try-restart", "systemd-timesyncd.service"]);
    await applyEnvironment(box);
    return ok(await clockState(box));
  },
};

function isZone({ places }: Box, name: string): boolean {
  if (!/^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
  const file = join(places.usr, "share/zoneinfo", name);
  return existsSync(file) && statSync(file).isFile();
}

export const setAuthorities: Handler<"authorities.set"> = {
  what: ({ pem }) => {
    const names = certificates(pem).map(nameOf);
    return names.length > 0 ? `trusts ${names.join("; ")}` : "trusts only the public CAs";
  },
  async run(box, { pem }) {
    const read = readAuthorities(pem);
    if (!read.ok) return read;
    box.settings.write({ ...box.settings.read(), authorities: read.value });
    await applyEnvironment(box);
    return ok({});
  },
};

export const restartProgram: Handler<"program.restart"> = {
  what: () => "restarted the program",
  async run(box) {
    // Not waited for: the caller is the program, which is told to end.
    await runOrThrow(box, "systemctl", ["--no-block", "restart", "mailmanager.service"]);
    return ok({});
  },
};

export const restart: Handler<"restart"> = {
  what: () => "restarted the appliance",
  async run(box) {
    goDown(box, "restart", "reboot");
    return ok({});
  },
};

export const powerOff: Handler<"power.off"> = {
  what: () => "shut down the appliance",
  async run(box) {
    goDown(box, "power.off", "poweroff");
    return ok({});
  },
};

export const factoryReset: Handler<"factory.reset"> = {
  what: () => "did a factory reset",
  async run(box, { confirm }) {
    if (confirm.trim().toLowerCase() !== hostname().toLowerCase())
      return refuse(
        boxFault(
          "refused",
          "Nothing was erased: the name does not match",
          `Enter the appliance's host name, ${hostname()}`,
        ),
      );
    // Done at the next start, before anything is in use: see reset.ts.
    writeDurably(resetMarker(box.places), `${new Date(box.now()).toISOString()}\n`);
    goDown(box, "factory.reset", "reboot");
    return ok({});
  },
};

/** Milliseconds for the answer to reach the caller before the system shuts down. */
const SOON = 500;

function goDown(box: Box, verb: VerbName, how: "reboot" | "poweroff"): void {
  setTimeout(() => {
    runOrThrow(box, "systemctl", ["--no-block", how]).catch((cause: unknown) => {
      const what = `the system does not go down: ${cause instanceof Error ? cause.message : String(cause)}`;
      box.actions.add({ verb, caller: "box", by: null, what, outcome: "failed" });
    });
  }, SOON);
}
