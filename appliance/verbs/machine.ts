import { existsSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { doneAction } from "../../src/base/box-actions.ts";
import { fault } from "../../src/base/fault.ts";
import { ok, refuse } from "../../src/base/result.ts";
import { applyEnvironment, applyHostname, runOrThrow, writeClock } from "../apply.ts";
import { certificates, nameOf, readAuthorities } from "../authorities.ts";
import type { Box } from "../box.ts";
import { builtAt, clockState } from "../clock.ts";
import { writeDurably } from "../files.ts";
import type { Handler } from "../handler.ts";
import type { VerbName } from "../protocol.ts";
import { problemOf } from "../refusal.ts";
import { resetMarker } from "../reset.ts";

export const setHostname: Handler<"hostname.set"> = {
  what: ({ hostname }) => doneAction("hostname.set", { hostname }),
  async run(box, { hostname }) {
    if (hostname.length > 64) return refuse(fault("box.hostname-long"));
    box.settings.write({ ...box.settings.read(), hostname });
    applyHostname(box);
    return ok({});
  },
};

export const setClock: Handler<"clock.set"> = {
  what: ({ timezone, ntp }) =>
    ntp.length > 0
      ? doneAction("clock.set", { timezone, servers: ntp.join(" ") })
      : doneAction("clock.set.usual", { timezone }),
  async run(box, { timezone, ntp }) {
    if (!isZone(box, timezone)) return refuse(fault("box.zone-unknown", { params: { zone: timezone } }));
    box.settings.write({ ...box.settings.read(), clock: { timezone, ntp } });
    writeClock(box);
    await runOrThrow(box, "systemctl", ["--no-block", "try-restart", "systemd-timesyncd.service"]);
    await applyEnvironment(box);
    return ok(await clockState(box));
  },
};

export const adjustClock: Handler<"clock.adjust"> = {
  what: ({ to }) => doneAction("clock.adjust", { to }),
  async run(box, { to }) {
    if (Date.parse(to) < builtAt(box.places) || Date.parse(to) > LATEST)
      return refuse(fault("box.time-impossible", { params: { time: to } }));
    // systemd-timedated refuses while a service sets the clock. That one goes on afterwards, if it finds a server.
    await runOrThrow(box, "systemctl", ["stop", "systemd-timesyncd.service"]);
    try {
      await runOrThrow(box, "timedatectl", ["set-time", `@${Math.floor(Date.parse(to) / 1000)}`]);
    } finally {
      await runOrThrow(box, "systemctl", ["--no-block", "start", "systemd-timesyncd.service"]);
    }
    return ok(await clockState(box));
  },
};

/** What 32 bits of seconds can hold, as ext4 with small inodes and some hardware clocks do. */
const LATEST = Date.UTC(2038, 0, 1);

function isZone({ places }: Box, name: string): boolean {
  if (!/^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
  const file = join(places.usr, "share/zoneinfo", name);
  return existsSync(file) && statSync(file).isFile();
}

export const setAuthorities: Handler<"authorities.set"> = {
  what: ({ pem }) => {
    const names = certificates(pem).map(nameOf);
    return names.length > 0
      ? doneAction("authorities.set", { names: names.join("; ") })
      : doneAction("authorities.set.none");
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
  what: () => doneAction("program.restart"),
  async run(box) {
    // Not waited for: the caller is the program, which is told to end.
    await runOrThrow(box, "systemctl", ["--no-block", "restart", "mailmanager.service"]);
    return ok({});
  },
};

export const restart: Handler<"restart"> = {
  what: () => doneAction("restart"),
  async run(box) {
    goDown(box, "restart", "reboot");
    return ok({});
  },
};

export const powerOff: Handler<"power.off"> = {
  what: () => doneAction("power.off"),
  async run(box) {
    goDown(box, "power.off", "poweroff");
    return ok({});
  },
};

export const factoryReset: Handler<"factory.reset"> = {
  what: () => doneAction("factory.reset"),
  async run(box, { confirm }) {
    if (confirm.trim().toLowerCase() !== hostname().toLowerCase())
      return refuse(fault("box.confirm", { params: { hostname: hostname() } }));
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
      const why = fault("box.error", { params: { problem: problemOf(cause) } });
      const what = doneAction("still-up");
      box.actions.add({ verb, caller: "box", by: null, what, fault: why, outcome: "failed" });
    });
  }, SOON);
}
