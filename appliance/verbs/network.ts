import { randomUUID } from "node:crypto";
import { doneAction } from "../../src/base/box-actions.ts";
import { fault } from "../../src/base/fault.ts";
import { ok, refuse } from "../../src/base/result.ts";
import {
  applyEnvironment,
  applyFirewall,
  recordAutomatic,
  reloadNetwork,
  takeBack,
  writeNetwork,
} from "../apply.ts";
import type { Box } from "../box.ts";
import type { Handler } from "../handler.ts";
import { networkProblem } from "../network/check.ts";
import { endTrial, readTrial, writeTrial } from "../network/trial.ts";
import type { NetworkSettings } from "../protocol.ts";
import { problemOf } from "../refusal.ts";

/** The longest delay of Node's timers; no trial is longer than ten minutes. */
const LONGEST = 600_000;
/** Milliseconds between the answer to the program and the change. */
const LATER = 1_000;
const timers = new WeakMap<Box, NodeJS.Timeout>();

export const setNetwork: Handler<"network.set"> = {
  what: ({ settings, seconds }) => doneAction("network.set", { seconds, settings: inShort(settings) }),
  async run(box, { settings, seconds }, { caller }) {
    const problem = networkProblem(box, settings);
    if (problem) return refuse(problem);
    const before = readTrial(box.places);
    const current = box.settings.read();
    const change = randomUUID();
    const until = box.now() + seconds * 1000;
    // Save the previous settings first, then change: after a power cut, the next boot reverts.
    writeTrial(box.places, { change, until, before: before ? before.before : current.network });
    box.settings.write({ ...current, network: settings });
    watchTrial(box);
    const set = { change, until: new Date(until).toISOString() };
    if (caller === "app") {
      // A browser gets the answer over the network that is about to change.
      setTimeout(() => void applyLater(box, change), LATER);
      return ok(set);
    }
    try {
      await applyNetwork(box);
    } catch (cause) {
      await goBack(box);
      return refuse(fault("box.network.failed", { params: { problem: problemOf(cause) } }));
    }
    return ok(set);
  },
};

async function applyLater(box: Box, change: string): Promise<void> {
  try {
    await applyNetwork(box);
  } catch (cause) {
    box.actions.add({
      ...{ verb: "network.revert", caller: "box", by: null, outcome: "failed" },
      what: doneAction("network.not-taken"),
      fault: fault("box.error", { params: { problem: problemOf(cause) } }),
    });
    if (readTrial(box.places)?.change !== change) return;
    await goBack(box).catch((failure: unknown) =>
      box.log(`the previous network settings could not be restored either: ${failure}`),
    );
  }
}

export const confirmNetwork: Handler<"network.confirm"> = {
  what: () => doneAction("network.confirm"),
  async run(box, { change }) {
    const trial = readTrial(box.places);
    if (trial?.change !== change) return refuse(fault("box.network.trial-over"));
    endTrial(box.places);
    clearTimeout(timers.get(box));
    return ok({});
  },
};

export const revertNetwork: Handler<"network.revert"> = {
  what: () => doneAction("network.revert"),
  async run(box) {
    if (readTrial(box.places) === null) return refuse(fault("box.network.no-trial"));
    await goBack(box);
    return ok({});
  },
};

/** Reverts a change on trial when its time is over. Called when a trial begins, and when the helper starts. */
export function watchTrial(box: Box): void {
  clearTimeout(timers.get(box));
  const trial = readTrial(box.places);
  if (trial === null) return;
  // The clock may have been set meanwhile: limit the delay to the longest trial.
  const left = Math.min(Math.max(0, trial.until - box.now()), LONGEST);
  const timer = setTimeout(() => {
    if (readTrial(box.places)?.change !== trial.change) return;
    recordAutomatic(box, "network.revert", doneAction("network.timed-out"));
    goBack(box).catch((cause: unknown) => {
      box.log(
        `the previous network settings were written but could not be applied: ${cause instanceof Error ? cause.message : cause}`,
      );
    });
  }, left);
  timers.set(box, timer);
}

/** Stops the timer; the trial itself goes on, and the next helper or boot watches it. */
export const unwatchTrial = (box: Box): void => clearTimeout(timers.get(box));

async function goBack(box: Box): Promise<void> {
  clearTimeout(timers.get(box));
  takeBack(box);
  await applyNetwork(box);
}

async function applyNetwork(box: Box): Promise<void> {
  writeNetwork(box);
  await reloadNetwork(box);
  await applyFirewall(box);
  await applyEnvironment(box);
}

/** The settings in one line, as names and values. */
function inShort({ interface: { name, vlan, ipv4, ipv6 }, dns, proxy, management }: NetworkSettings): string {
  const way = (one: typeof ipv4 | typeof ipv6) =>
    one.method === "static"
      ? `${one.address}${one.gateway === null ? "" : ` via ${one.gateway}`}`
      : one.method;
  return [
    `${name}${vlan === null ? "" : ` VLAN ${vlan}`}`,
    `IPv4 ${way(ipv4)}`,
    `IPv6 ${way(ipv6)}`,
    ...(dns.length > 0 ? [`DNS ${dns.join(" ")}`] : []),
    ...(proxy === null ? [] : [`proxy ${new URL(proxy).host}`]),
    ...(management.length > 0 ? [`management ${management.join(" ")}`] : []),
  ].join(", ");
}
