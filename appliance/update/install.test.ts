import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { StoredFault } from "../../src/base/fault.ts";
import { Refusal } from "../refusal.ts";
import { textCause } from "./history.ts";
import { install, look } from "./install.ts";
import { rollback } from "./rollback.ts";
import { settle } from "./settle.ts";
import { updateState } from "./state.ts";
import {
  type Built,
  buildRelease,
  makeBox,
  makeSigner,
  type PackOptions,
  PowerCut,
  pack,
  type TestBox,
  updateFileOf,
} from "./testing.ts";

const signer = makeSigner();
const keys = [signer.trusted];
const old = buildRelease("1.0");
const next = buildRelease("1.1", 8);
const boxes: TestBox[] = [];

function aBox(first: Built = old, slotSize?: number): TestBox {
  const box = makeBox(first, slotSize);
  boxes.push(box);
  return box;
}
afterEach(() => {
  for (const box of boxes.splice(0)) box.remove();
});

const signed = (built: Built, more: PackOptions = {}) => updateFileOf(pack(built, { by: [signer], ...more }));
const put = (box: TestBox, built: Built) => install(box.parts(keys), signed(built));

/** Settles a start: healthy, or failed with this cause. */
const settled = (box: TestBox, why: string | null = null) => {
  const cause = why === null ? null : textCause(why);
  let open = false;
  let restarted = false;
  const notes = new Map<string, StoredFault>();
  return settle({
    disk: box.disk,
    history: box.history,
    health: async () => cause,
    notes: {
      read: (version) => notes.get(version) ?? null,
      write: (version, note) => notes.set(version, note),
    },
    open: () => {
      open = true;
    },
    restart: async () => {
      restarted = true;
    },
    log: () => {},
  }).then((result) => ({ ...result, open, restarted }));
};

describe("installing", () => {
  it("writes the other slot, which starts with the next restart, on trial", async () => {
    const box = aBox();
    const offered = await put(box, next);
    expect(offered).toMatchObject({ version: "1.1", newer: true, bytes: next.root.length + next.uki.length });
    expect(box.files()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.1+3-0.efi"]);
    expect(box.slot("b").subarray(0, next.root.length)).toEqual(next.root);
    expect(box.boot()).toBe("1.1");
    expect(box.files()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.1+2-1.efi"]);
    expect((await updateState(box.disk, box.history, false)).slots).toEqual([
      { slot: "a", version: "1.0", running: false, state: "good", triesLeft: null },
      { slot: "b", version: "1.1", running: true, state: "trying", triesLeft: 2 },
    ]);
    expect(await settled(box)).toMatchObject({ kind: "healthy", open: true });
    expect(box.files()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.1.efi"]);
    expect(box.history.changes().map(({ outcome }) => outcome)).toEqual(["installed", "healthy"]);
  });

  it("keeps at most two releases, and alternates between the slots", async () => {
    const box = aBox();
    for (const version of ["1.1", "1.2", "1.3"]) {
      await put(box, buildRelease(version));
      expect(box.files()).toHaveLength(2);
      expect(box.boot()).toBe(version);
      await settled(box);
    }
    expect((await updateState(box.disk, box.history, false)).slots.map(({ version }) => version)).toEqual([
      "1.2",
      "1.3",
    ]);
  });

  it("refuses while the running release is on trial", async () => {
    const box = aBox();
    await put(box, next);
    box.boot();
    await expect(put(box, buildRelease("1.2"))).rejects.toThrow("still being checked");
  });

  const stranger = makeSigner();
  const damaged = Buffer.from(next.root);
  damaged[5000] = 1;
  const other = buildRelease("1.1", 7);
  it.each<[string, PackOptions, string]>([
    ["unsigned", { by: [] }, "not signed"],
    ["signed by a stranger", { by: [stranger] }, "key that this appliance does not trust"],
    ["with another manifest", { said: Buffer.from("{}") }, "changed after it was signed"],
    ["with another system", { root: damaged }, "damaged or was changed"],
    ["with a shorter system", { root: next.root.subarray(1) }, "damaged or was changed"],
    ["with another kernel", { uki: damaged }, "damaged or was changed"],
    ["for another machine", { manifest: { architecture: "arm64" } }, "is for arm64 machines"],
    ["of the running release", { manifest: { version: "1.0" } }, "is already running"],
    ["of an older release", { manifest: { version: "0.9" } }, "is older than 1.0"],
    ["that needs one between", { manifest: { minimum: "1.0.5" } }, "needs 1.0.5 or newer"],
    ["of a later format", { manifest: { verity: "x" } }, "cannot read"],
    [
      "too large for the slot",
      { root: Buffer.alloc(70_000), manifest: { root: { sha256: "0".repeat(64), size: 70_000 } } },
      "the slot for it has",
    ],
  ])("refuses an update %s before anything is written", async (_, options, why) => {
    const box = aBox();
    await expect(install(box.parts(keys), signed(next, { by: [signer], ...options }))).rejects.toThrow(why);
    expect(box.changes()).toBe(0);
  });

  it("refuses signed parts that do not match, and still boots", async () => {
    const box = aBox();
    const mixed = { ...next, uki: other.uki };
    await expect(install(box.parts(keys), signed(mixed))).rejects.toThrow("do not belong together");
    expect(box.files()).toEqual(["mailmanager_1.0.efi"]);
    expect(box.boot()).toBe("1.0");
  });

  it("accepts an update signed with one of several keys", async () => {
    const box = aBox();
    const update = pack(next, { by: [stranger, signer] });
    expect(await look(box.parts(keys), updateFileOf(update))).toMatchObject({ version: "1.1" });
    expect(await look(box.parts([stranger.trusted]), updateFileOf(update))).toMatchObject({ version: "1.1" });
  });

  it("refuses when the boot partition or /var is full, before anything is written", async () => {
    const box = aBox();
    const parts = box.parts(keys);
    const full = { ...parts.disk, bootSpace: async () => ({ free: 100, total: 500_000 }) };
    await expect(install({ ...parts, disk: full }, signed(next))).rejects.toThrow(
      /boot partition has 100 bytes of 500.0 kB/,
    );
    const dataSpace = async () => ({ needed: 5_000_000, free: 4_000_000 });
    await expect(install({ ...parts, dataSpace }, signed(next))).rejects.toThrow(
      /copied: that needs 5.0 MB, and 4.0 MB/,
    );
    expect(box.changes()).toBe(0);
  });

  it("notices a disk that does not store what is written", async () => {
    const box = aBox();
    const parts = box.parts(keys);
    const failing = {
      ...parts.disk,
      async hashSlot(...args: Parameters<typeof parts.disk.hashSlot>) {
        const bytes = box.slot("b");
        bytes[9000] = (bytes[9000] ?? 0) ^ 1;
        writeFileSync(join(box.folder, "slot-b"), bytes);
        return parts.disk.hashSlot(...args);
      },
    };
    await expect(install({ ...parts, disk: failing }, signed(next))).rejects.toThrow(
      "could not be read back",
    );
    expect(box.boot()).toBe("1.0");
  });

  it("survives a power cut after every step, and can be repeated", async () => {
    const whole = aBox();
    await put(whole, next);
    await settled(whole);
    const steps = whole.changes();
    expect(steps).toBeGreaterThan(8);
    for (let cut = 0; cut < steps; cut++) {
      // A previous release in the other slot is replaced by the new one.
      const box = aBox(buildRelease("0.9"));
      await install(box.parts(keys), signed(old, { manifest: { minimum: "0.9" } }));
      expect(box.boot()).toBe("1.0");
      await settled(box);
      box.cutAfter(cut);
      const done = await put(box, next).then(
        () => true,
        (cause) => {
          if (cause instanceof PowerCut) return false;
          throw cause;
        },
      );
      box.cutAfter(null);
      const runs = box.boot();
      expect(["1.0", "1.1"]).toContain(runs);
      if (done || runs === "1.1") {
        expect(runs).toBe("1.1");
        continue;
      }
      await settled(box);
      await put(box, next);
      expect(box.files()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.1+3-0.efi"]);
      expect(box.boot()).toBe("1.1");
    }
  });

  it("either refuses any bytes, or accepts a signed update", async () => {
    const box = aBox();
    const update = pack(next, { by: [signer] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(update.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        fc.nat(update.length),
        fc.integer({ min: 1, max: 5000 }),
        async (changes, length, chunk) => {
          const bytes = Buffer.from(update.subarray(0, length));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          const found = await look(box.parts(keys), updateFileOf(bytes, chunk)).catch((cause) => cause);
          if (!(found instanceof Refusal)) expect(found).toMatchObject({ version: "1.1" });
        },
      ),
      { numRuns: 300 },
    );
    expect(box.changes()).toBe(0);
  });
});

describe("a failing release", () => {
  it("is replaced by the previous one, which reports the cause", async () => {
    const box = aBox();
    await put(box, next);
    box.boot();
    expect(await settled(box, "A test mail was not accepted")).toMatchObject({
      kind: "unwell",
      restarted: true,
      open: false,
    });
    expect(box.boot()).toBe("1.0");
    expect(await settled(box)).toMatchObject({ kind: "running", open: true });
    expect(box.history.changes().at(-1)).toMatchObject({
      ...{ from: "1.0", to: "1.1", outcome: "fell-back", cause: textCause("A test mail was not accepted") },
    });
    expect((await updateState(box.disk, box.history, false)).slots[1]).toMatchObject({
      version: "1.1",
      state: "bad",
    });
    expect(await settled(box)).toMatchObject({ fellBack: null });
  });

  it("is abandoned after three starts, even without a report", async () => {
    const box = aBox();
    await put(box, next);
    expect([box.boot(), box.boot(), box.boot(), box.boot()]).toEqual(["1.1", "1.1", "1.1", "1.0"]);
    expect(await settled(box)).toMatchObject({
      kind: "running",
      fellBack: { to: "1.1", outcome: "fell-back" },
    });
    expect(box.history.changes().at(-1)?.cause).toMatchObject({ reason: "box.unwell.silent" });
  });

  it("can be followed by another", async () => {
    const box = aBox();
    await put(box, next);
    box.boot();
    await settled(box, "broken");
    box.boot();
    await settled(box);
    await put(box, buildRelease("1.2"));
    expect(box.files()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.2+3-0.efi"]);
  });
});

describe("rolling back", () => {
  async function updated(): Promise<TestBox> {
    const box = aBox();
    await put(box, next);
    box.boot();
    await settled(box);
    return box;
  }

  it("starts the previous release permanently", async () => {
    const box = await updated();
    expect(await rollback(box.disk, box.history)).toBe("1.0");
    expect(box.boot()).toBe("1.0");
    expect(await settled(box)).toMatchObject({ kind: "healthy" });
    expect(box.history.changes().at(-1)).toMatchObject({ from: "1.1", to: "1.0", outcome: "rolled-back" });
    expect([box.boot(), box.boot()]).toEqual(["1.0", "1.0"]);
    expect(await settled(box)).toMatchObject({ kind: "running", fellBack: null });
  });

  it("returns to the running release if the previous one fails with the current data", async () => {
    const box = await updated();
    await rollback(box.disk, box.history);
    expect(box.boot()).toBe("1.0");
    expect(await settled(box, "The program did not start")).toMatchObject({
      kind: "unwell",
      restarted: true,
    });
    expect(box.boot()).toBe("1.1");
    expect(await settled(box)).toMatchObject({ kind: "healthy" });
    expect(box.history.changes().at(-1)).toMatchObject({ to: "1.0", outcome: "fell-back" });
    expect([box.boot(), box.boot()]).toEqual(["1.1", "1.1"]);
    await expect(rollback(box.disk, box.history)).rejects.toThrow("1.0 has failed on this appliance");
  });

  it("returns to it also if the previous one hangs", async () => {
    const box = await updated();
    await rollback(box.disk, box.history);
    expect([box.boot(), box.boot()]).toEqual(["1.0", "1.1"]);
    expect(await settled(box)).toMatchObject({ kind: "healthy" });
    expect(box.history.changes().at(-1)).toMatchObject({ to: "1.0", outcome: "fell-back" });
  });

  it("can be undone", async () => {
    const box = await updated();
    await rollback(box.disk, box.history);
    box.boot();
    await settled(box);
    expect(await rollback(box.disk, box.history)).toBe("1.1");
    expect(box.boot()).toBe("1.1");
    expect(await settled(box)).toMatchObject({ kind: "healthy" });
    expect(box.files()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.1.efi"]);
  });

  it("is refused without a previous release", async () => {
    const box = aBox();
    await expect(rollback(box.disk, box.history)).rejects.toThrow("no other release");
    await put(box, next);
    box.boot();
    await expect(rollback(box.disk, box.history)).rejects.toThrow("still being checked");
  });

  it("survives a power cut after every step", async () => {
    for (let cut = 0; cut < 4; cut++) {
      const box = await updated();
      box.cutAfter(cut);
      await rollback(box.disk, box.history).catch((cause) => {
        if (!(cause instanceof PowerCut)) throw cause;
      });
      box.cutAfter(null);
      expect(["1.0", "1.1"]).toContain(box.boot());
      await settled(box);
      const runs = box.boot();
      await settled(box);
      expect(box.boot()).toBe(runs);
    }
  });
});
