/** The setup's pages, with and without the code. */
import { readFileSync } from "node:fs";
import { fault } from "../../src/base/fault.ts";
import { ok, refuse } from "../../src/base/result.ts";
import { emptyPlan } from "../../src/domain/setup/index.ts";
import { createSetup } from "../../src/edges/web/index.ts";
import type { Web } from "../../src/edges/web/web.ts";
import { captureLog } from "./engine.ts";

export const setupSession = "s".repeat(43);
export const setupCsrf = "c".repeat(43);

const nothingFound = async () => [];

/**
 * The setup's pages, but nothing is stored.
 * @param kept called whenever something would be stored or done
 */
export const setupPages = (now: () => number, kept: () => void = () => {}): Web =>
  createSetup({
    asset: (name) => readFileSync(`${import.meta.dirname}/../../${name}`),
    now,
    log: captureLog(),
    draft: { plan: () => emptyPlan, save: kept, session: setupSession, csrf: setupCsrf },
    outgoingOverride: false,
    listening: async () => ({ smtp: null, addresses: [] }),
    unusable: () => null,
    isCode: (text) => text === "ABCD-EFGH",
    hash: async () => "hash",
    probes: {
      ...{ name: nothingFound, mailbox: nothingFound, incoming: nothingFound },
      ...{ outgoing: nothingFound, certificate: nothingFound },
    },
    askBox: async () => refuse(fault("box.absent")),
    restore: {
      state: () => ({ step: "choose", fault: null }),
      sticks: () => false,
      offered: async () => [],
      room: async () => 1_000_000,
      receive: async () => ok(kept()),
      refuse: kept,
      choose: () => ok(kept()),
      confirm: () => ok(kept()),
      discard: kept,
    },
    finish: async () => {
      kept();
      return refuse(fault("request.invalid"));
    },
  });
