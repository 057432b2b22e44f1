import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyAll } from "../apply.ts";
import type { RequestContext } from "../handler.ts";
import { type TestBox, testBox } from "../testing/box.ts";
import { adjustClock } from "./machine.ts";
import { status } from "./status.ts";

let test: TestBox;
const asked: RequestContext = {
  caller: "console",
  by: null,
  progress() {},
  pass: null,
  signal: new AbortController().signal,
};
beforeEach(() => {
  test = testBox({ networkctl: {}, systemctl: {}, timedatectl: {}, resolvectl: {}, nft: {} });
  mkdirSync(join(test.root, "proc/sys/kernel"), { recursive: true });
});
afterEach(() => test.remove());

describe("settings", () => {
  it("that cannot be applied are named and tried again; then what started without them is restarted", async () => {
    expect(await status.run(test.box, {}, asked)).toMatchObject({
      value: { applied: { state: "pending", failed: [] } },
    });
    test.answers.nft = { status: 1, err: "netlink: no memory\n" };
    expect(await applyAll(test.again())).toBe(false);
    expect(await status.run(test.box, {}, asked)).toMatchObject({
      value: {
        applied: { state: "failed", failed: [{ step: "firewall", problem: "nft -f -: netlink: no memory" }] },
      },
    });
    const late =
      "systemctl --no-block try-restart systemd-networkd.service systemd-timesyncd.service mailmanager.service";
    expect(test.ran).not.toContain(late);
    test.answers.nft = {};
    expect(await applyAll(test.again())).toBe(true);
    expect(test.ran).toContain(late);
    expect(await status.run(test.box, {}, asked)).toMatchObject({
      value: { applied: { state: "applied", failed: [] } },
    });
  });

  it("do not depend on other disks, which are named", async () => {
    const folder = join(test.box.places.run, "../mailmanager-boot");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "other-disks"), "vdb, 34.3 GB, data last written 2026-01-01 10:00 UTC\n");
    expect(await status.run(test.box, {}, asked)).toMatchObject({
      value: {
        disks: { unused: ["vdb, 34.3 GB, data last written 2026-01-01 10:00 UTC"], data: null },
      },
    });
  });

  it("the clock can be set by hand, but not to before the release or after 2038", async () => {
    mkdirSync(join(test.box.places.usr, "lib"), { recursive: true });
    writeFileSync(join(test.box.places.usr, "lib/clock-epoch"), "");
    const built = Date.UTC(2026, 5, 1) / 1000;
    utimesSync(join(test.box.places.usr, "lib/clock-epoch"), built, built);
    for (const to of ["2026-05-31T00:00:00.000Z", "2039-01-01T00:00:00.000Z"])
      expect(await adjustClock.run(test.box, { to }, asked)).toMatchObject({ ok: false });
    expect(await adjustClock.run(test.box, { to: "2026-06-02T00:00:00.000Z" }, asked)).toMatchObject({
      ok: true,
    });
    const ran = test.ran.filter((line) => /timesyncd|set-time/.test(line));
    expect(ran).toEqual([
      "systemctl stop systemd-timesyncd.service",
      "timedatectl set-time @1780358400",
      "systemctl --no-block start systemd-timesyncd.service",
    ]);
  });
});
