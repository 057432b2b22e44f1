import { hostname } from "node:os";
import { join } from "node:path";
import { ok } from "../../src/base/result.ts";
import { readApplied } from "../applied.ts";
import type { Box } from "../box.ts";
import { clockState } from "../clock.ts";
import { diskNotes } from "../disks.ts";
import { textIfAny } from "../files.ts";
import type { Handler } from "../handler.ts";
import { networkState } from "../network/state.ts";
import type { BoxStatus } from "../protocol.ts";
import { storageState } from "../storage.ts";
import { updatesOf } from "../update/index.ts";

/** The services of interest: program, network, DNS, clock. */
const services = ["mailmanager", "systemd-networkd", "systemd-resolved", "systemd-timesyncd"];

export const status: Handler<"status"> = {
  run: async (box) =>
    ok({
      version: box.version,
      hostname: hostname(),
      startedAt: startedAt(box),
      network: networkState(box),
      clock: await clockState(box),
      storage: storageState(box),
      update: await updatesOf(box),
      applied: readApplied(box.places) ?? { state: "pending", failed: [] },
      disks: diskNotes(box.places),
      services: await serviceStates(box),
      memory: memory(box),
    }),
};

async function serviceStates(box: Box): Promise<BoxStatus["services"]> {
  const { out } = await box.run(
    "systemctl",
    [
      ...["show", "--timestamp=unix", "--property=Id,ActiveState,SubState,StateChangeTimestamp"],
      ...services.map((name) => `${name}.service`),
    ],
    { limit: 5000 },
  );
  const firewall = await box.run("nft", ["list", "table", "inet", "mailmanager"], { limit: 5000 });
  const listed = out.split("\n\n").flatMap((block) => {
    const facts = new Map(block.split("\n").map((line) => cut(line, "=")));
    const name = facts.get("Id")?.replace(/\.service$/, "");
    if (!name) return [];
    const at = /^@(\d+)$/.exec(facts.get("StateChangeTimestamp") ?? "")?.[1];
    return {
      name,
      state: facts.get("ActiveState") ?? "unknown",
      since: at ? new Date(Number(at) * 1000).toISOString() : null,
    };
  });
  return [...listed, { name: "firewall", state: firewall.status === 0 ? "active" : "failed", since: null }];
}

function startedAt(box: Box): string {
  const boot = /^btime (\d+)$/m.exec(textIfAny(join(box.places.proc, "stat")) ?? "")?.[1];
  return new Date(boot ? Number(boot) * 1000 : box.now()).toISOString();
}

function memory(box: Box): BoxStatus["memory"] {
  const text = textIfAny(join(box.places.proc, "meminfo")) ?? "";
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) * 1024;
  return { total: bytes("MemTotal"), available: bytes("MemAvailable") };
}

function cut(line: string, at: string): [string, string] {
  const index = line.indexOf(at);
  return index < 0 ? [line, ""] : [line.slice(0, index), line.slice(index + at.length)];
}
