import { describe, expect, it } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { fault } from "../../base/fault.ts";
import { ok, refuse } from "../../base/result.ts";
import { nobody, system } from "../../domain/policy/index.ts";
import type { Box } from "./box.ts";
import { createUpdates } from "./updates.ts";

const source = { kind: "file", path: "/data/uploads/a.update" } as const;
const log = { info: () => {}, warn: () => {}, error: () => {} };
const ann = system("ann");
const over = (answer: () => Promise<unknown>, present = true) => {
  let progress: (done: number, total: number | null, what: string) => void = () => {};
  const ask: Box["ask"] = async (_caller, _verb, _args, tell) => {
    if (tell) progress = tell;
    // The appliance's answer to this verb.
    return (await answer()) as never;
  };
  const updates = createUpdates({ box: { present: () => present, ask }, now: () => 7, log });
  return { updates, progress: (...step: Parameters<typeof progress>) => progress(...step) };
};

describe("installing an update", () => {
  it("runs in the background, reports progress, and ends", async () => {
    const answer = Promise.withResolvers<unknown>();
    const ended = Promise.withResolvers<void>();
    const { updates, progress } = over(() => answer.promise);
    expect(updates.job(ann)).toBeNull();
    expect(updates.install(ann, source, ended.resolve).ok).toBe(true);
    progress(5, 10, "Writing");
    expect(updates.job(agentCaller("bob"))).toBeNull();
    expect(updates.job(ann)).toEqual({
      startedAt: 7,
      from: source,
      done: 5,
      total: 10,
      what: "Writing",
      outcome: null,
    });
    expect(updates.install(ann, source)).toMatchObject({ ok: false, error: { code: "system.busy" } });
    answer.resolve(ok({ version: "1.1" }));
    await ended.promise;
    expect(updates.job(ann)?.outcome).toEqual({ version: "1.1" });
    expect(updates.install(ann, source).ok).toBe(true);
  });

  it("reports the appliance's refusal", async () => {
    const ended = Promise.withResolvers<void>();
    const { updates } = over(async () => refuse(fault("box.update.unsigned")));
    updates.install(ann, source, ended.resolve);
    await ended.promise;
    expect(updates.job(ann)?.outcome).toMatchObject({
      fault: { code: "box.refused", reason: "box.update.unsigned" },
    });
  });

  it("needs an appliance and permission", () => {
    expect(over(async () => null, false).updates.install(ann, source)).toMatchObject({
      error: { code: "box.absent" },
    });
    expect(over(async () => null).updates.install(nobody, source)).toMatchObject({
      error: { code: "permission.denied" },
    });
  });
});
