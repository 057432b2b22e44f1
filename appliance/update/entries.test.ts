import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bootOrder, entryFile, entryOf, entryState } from "./entries.ts";
import { compareVersions, versionPattern } from "./versions.ts";

const version = fc.stringMatching(/^[0-9][0-9a-b.~]{0,6}$/);
const tries = fc.record({ left: fc.nat(5), done: fc.nat(5) });
const file = fc.oneof(
  fc.tuple(version, fc.option(tries, { nil: undefined })).map(([v, t]) => entryFile(v, t)),
  fc.constantFrom("debian.efi", "mailmanager_1.0.efi.new", "mailmanager_.efi", "MAILMANAGER_2.0+1.EFI", "x"),
);

describe("versions", () => {
  it.each([
    ["1.0", "1.1"],
    ["1.9", "1.10"],
    ["1.2~rc1", "1.2"],
    ["1.2", "1.2.1"],
    ["0.1.0", "0.1.1"],
    ["1.2~rc1", "1.2~rc2"],
    ["1.0", "1.0a"],
    ["9", "10"],
  ])("%s comes before %s", (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  });

  it("are totally ordered", () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        expect(compareVersions(a, a)).toBe(0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe("names on the boot partition", () => {
  it("are parsed as they were made", () => {
    fc.assert(
      fc.property(version, fc.option(tries), (v, t) => {
        const entry = entryOf(entryFile(v, t ?? undefined));
        expect(entry).toMatchObject({ version: v, left: t?.left ?? null, done: t?.done ?? null });
      }),
    );
  });

  it("of other systems are ignored", () => {
    for (const name of [
      "mailmanager_1.0.efi.new",
      "mailmanager_../x.efi",
      "mailmanager_1_2.efi",
      "a.efi",
      "",
    ])
      expect(entryOf(name)).toBeNull();
  });

  it("select the newest release that is good or may be tried, in whatever order they are listed", () => {
    fc.assert(
      fc.property(fc.array(file, { maxLength: 6 }), (files) => {
        const [first] = bootOrder(files);
        const entries = files.map(entryOf).filter((one) => one !== null);
        expect(first === undefined).toBe(entries.length === 0);
        if (!first) return;
        expect(bootOrder(files.toReversed())[0]).toEqual(first);
        expect(versionPattern.test(first.version)).toBe(true);
        const usable = entries.filter((one) => entryState(one) !== "bad");
        if (usable.length > 0) expect(entryState(first)).not.toBe("bad");
        for (const one of usable.length > 0 ? usable : entries)
          expect(compareVersions(first.version, one.version)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("use up the tries of a release on trial, then select the good one", () => {
    const good = entryFile("1.0");
    const order = [3, 2, 1, 0].map(
      (left) => bootOrder([good, entryFile("1.1", { left, done: 3 - left })])[0]?.version,
    );
    expect(order).toEqual(["1.1", "1.1", "1.1", "1.0"]);
  });
});
