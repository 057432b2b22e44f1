import { expect, test } from "vitest";
import {
  defaultReserve,
  diskFindings,
  folderFinding,
  growthFinding,
  openFilesFinding,
  permissionFindings,
  shortage,
  versionsFinding,
} from "./index.ts";
import { brief, briefs, DAY, now } from "./testing.ts";

const [MB, GB] = [1e6, 1e9];

test.each([
  ["26.1.0", "3.51.0", "ok versions.ok"],
  ["24.7.0", "3.43.0", "ok versions.ok"],
  ["24.6.9", "3.43.0", "problem versions.old -> run-released"],
  ["22.20.0", "3.50.0", "problem versions.old -> run-released"],
  ["26.0.0", "3.42.9", "problem versions.old -> run-released"],
])("node %s and SQLite %s: %s", (node, sqlite, found) => {
  expect(brief(versionsFinding({ node, sqlite }))).toBe(found);
});

test.each([
  ["readable", "ok folder.exists"],
  ["file", "problem folder.file -> specify-folder"],
  [{ code: "ENOENT", problem: "" }, "problem folder.missing -> specify-or-create"],
  [{ code: "ENOTDIR", problem: "" }, "problem folder.missing -> specify-or-create"],
  [{ code: "EACCES", problem: "" }, "problem folder.denied -> run-as-owner"],
  [{ code: "EIO", problem: "i/o error" }, "problem folder.broken -> check-disk"],
  [{ code: null, problem: "odd" }, "problem folder.broken -> check-disk"],
] as const)("a folder that is %j: %s", (access, found) => {
  expect(brief(folderFinding("/data", access))).toBe(found);
});

const file = (name: string, owner: number | null) => ({ name, owner });
test.each([
  ["all ours", 0o700, 5, [file("a", 5)], ["ok permissions.ok"]],
  ["open to the group", 0o750, 5, [], ["problem permissions.mode -> chmod"]],
  ["one of somebody else", 0o700, 5, [file("a", 5), file("b", 6)], ["problem permissions.owner -> chown"]],
  ["one that just vanished", 0o700, 5, [file("a", null)], ["ok permissions.ok"]],
  ["an owner that is unknown", 0o700, null, [file("a", 6)], ["ok permissions.ok"]],
  [
    "both",
    0o777,
    0,
    [file("a", 1), file("b", 2)],
    ["problem permissions.mode -> chmod", "problem permissions.owner -> chown"],
  ],
] as const)("permissions: %s", (_, mode, owner, files, found) => {
  expect(briefs(permissionFindings("/data", { mode, owner, files }))).toEqual(found);
});

test("the owner that is named is the first other one's", () => {
  const facts = { mode: 0o700, owner: 0, files: [file("a", 0), file("b", 7), file("c", 8)] };
  expect(permissionFindings("/data", facts)[0]?.params).toMatchObject({ name: "b", other: 7, owner: 0 });
});

test.each([
  ["fits to the last byte", 70, 100, 30, null],
  ["is a byte too large", 71, 100, 30, { needed: 71, free: 70 }],
  ["finds the reserve used already", 1, 20, 30, { needed: 1, free: -10 }],
  ["has nothing kept from it", 100, 100, 0, null],
])("what is written %s", (_, needed, free, kept, short) => {
  expect(shortage(needed, { free }, kept)).toEqual(short);
});

test("what is kept free is a twentieth of the disk, at most 256 MB", () => {
  expect(defaultReserve({ size: 2 * GB })).toBe(100 * MB);
  expect(defaultReserve({ size: 900 * GB })).toBe(256 * 1024 * 1024);
});

const ext4 = 0xef53;
test.each([
  [{ free: 30 * GB, size: 50 * GB, type: ext4 }, null, ["ok disk.free"]],
  [{ free: 700 * MB, size: 50 * GB, type: ext4 }, null, ["warning disk.filling -> free-space"]],
  [{ free: 200 * MB, size: 50 * GB, type: ext4 }, null, ["problem disk.no-room -> free-space"]],
  [{ free: 200 * MB, size: 50 * GB, type: ext4 }, 50 * MB, ["ok disk.free"]],
  [{ free: 30 * GB, size: 50 * GB, type: 0x01021994 }, null, ["problem disk.memory -> move-to-disk"]],
  [
    { free: 1, size: 50 * GB, type: 0x6969 },
    null,
    ["problem disk.network -> move-to-disk", "problem disk.no-room -> free-space"],
  ],
] as const)("a disk with %j, of which %s is kept", (disk, reserve, found) => {
  expect(briefs(diskFindings("/data", disk, reserve))).toEqual(found);
});

test.each([
  [null, "ok files.unknown"],
  [4095, "warning files.few -> raise-limit"],
  [4096, "ok files.limit"],
  [Number.POSITIVE_INFINITY, "ok files.unlimited"],
])("%s open files: %s", (limit, found) => {
  expect(brief(openFilesFinding(limit))).toBe(found);
});

const series = (...free: readonly number[]) =>
  free.map((gigabytes, i) => ({
    day: new Date(now + i * DAY).toISOString().slice(0, 10),
    free: gigabytes * GB,
  }));
test.each([
  [[], "ok growth.unknown", {}],
  [[9, 8, 7], "ok growth.unknown", {}],
  [[50, 50, 50, 50], "ok growth.none", { days: 3 }],
  [[50, 60, 70, 80], "ok growth.none", { days: 3 }],
  [[103, 102, 101, 100], "ok growth.full", { left: 99, days: 3 }],
  [[34, 33, 32, 31], "warning growth.full -> enlarge-disk", { left: 30 }],
  [[35, 34, 33, 32], "ok growth.full", { left: 31 }],
  [[11, 10, 9, 8], "problem growth.full -> enlarge-disk", { left: 7 }],
  [[12, 11, 10, 9], "warning growth.full -> enlarge-disk", { left: 8 }],
  [[4, 3, 2, 0.5], "problem growth.full -> enlarge-disk", { left: 0 }],
] as const)("%j GB free, day by day: %s %j", (free, found, params) => {
  const finding = growthFinding(series(...free), GB);
  expect(brief(finding)).toBe(found);
  expect(finding.params).toMatchObject(params);
});
