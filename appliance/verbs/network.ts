import { randomUUID } from "node:crypto";
import { ok, refuse } from "../../src/base/result.ts";
import { applyEnvironment, applyFirewall, reloadNetwork, takeBack, told, writeNetwork } from "../apply.ts";
import type { Box } from "../box.ts";
import { boxFault } from "../fault.ts";
import type { Handler } from "../handler.ts";
import { networkProblem } from "../network/check.ts";
import { endTrial, readTrial, writeTrial } from "../network/trial.ts";
import type { NetworkSettings } from "../protocol.ts";

/** The longest delay of Node's timers; no trial is longer than ten minutes. */
const LONGEST = 600_000;
/** Milliseconds between the answer to the program and the change. */
const LATER = 1_000;
const timers = new WeakMap<Box, NodeJS.Timeout>();

export const setNetwork: Handler<"network.set"> = {
  what: ({ settings, seconds }) => `network on trial for ${seconds} s: ${inWords(settings)}`,
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
      const why = cause instanceof Error ? cause.message : String(cause);
      return refuse(
        boxFault(
          "failed",
          `The network settings could not be applied: ${why}`,
          "The previous settings are back in effect",
        ),
      );
    }
    return ok(set);
  },
};

async function applyLater(box: Box, change: string): Promise<void> {
  try {
    await applyNetwork(box);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const what = `the network did not take the change, and what held before is back: ${why}`;
    box.actions.add({ verb: "network.revert", caller: "box", by: null, what, outcome: "failed" });
    if (readTrial(box.places)?.change !== change) return;
    await goBack(box).catch((failure: unknown) => box.log(`the way back fails, too: ${failure}`));
  }
}

export const confirmNetwork: Handler<"network.confirm"> = {
  what: () => "confirmed the network change",
  async run(box, { change }) {
    const trial = readTrial(box.places);
    if (trial?.change !== change)
      return refuse(
        boxFault(
          "refused",
          "This change is no longer on trial: it has been reverted",
          "Apply the change again",
        ),
      );
    endTrial(box.places);
    clearTimeout(timers.get(box));
    return ok({});
  },
};

export const revertNetwork: Handler<"network.revert"> = {
  what: () => "reverted the network change",
  async run(box) {
    if (readTrial(box.places) === null) return refuse(boxFault("refused", "No network change is on trial"));
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
    told(box, "network.revert", "reverted a network change that nobody confirmed in time");
    goBack(box).catch((cause: unknown) => {
      box.log(
        `the network's former settings hold, but not yet: ${cause instanceof Error ? cause.message : cause}`,
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

function inWords({ interface: { name, vlan, ipv4, ipv6 }, dns, proxy, management }: NetworkSettings): string {
  const way = (one: typeof ipv4 | typeof ipv6) =>
    one.method === "static" ? `${one.address} by ${one.gateway ?? "no gateway"}` : one.method;
  return [
    `${name}${vlan === null ? "" : ` VLAN ${vlan}`}`,
    `IPv4 ${way(ipv4)}`,
    `IPv6 ${way(ipv6)}`,
    ...(dns.length > 0 ? [`DNS ${dns.join(" ")}`] : []),
    ...(proxy === null ? [] : [`proxy ${new URL(proxy).host}`]),
    ...(management.length > 0 ? [`pages for ${management.join(" ")}`] : []),
  ].join(", ");
}
