import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inEnglish } from "../../src/text/index.ts";
import { applyAll } from "../apply.ts";
import type { Box } from "../box.ts";
import type { RequestContext } from "../handler.ts";
import { verbs } from "../protocol.ts";
import { run as realRun } from "../run.ts";
import { type TestBox, testBox, told } from "../testing/box.ts";
import { type TestMedia, testMedia } from "../testing/media.ts";
import { fetchFile, listMedia } from "../verbs/media.ts";
import { saveBundle } from "../verbs/support-bundle.ts";
import { identify, media } from "./find.ts";
import { findMedium, mounted } from "./mount.ts";

let test: TestBox;
let sticks: TestMedia;
let box: Box;
const steps: [number, number | null, string][] = [];
const asked: RequestContext = {
  ...{ caller: "console", by: null, pass: null, signal: new AbortController().signal },
  progress: (...step) => steps.push(step),
};
/** Programs that cannot run here, or need not. */
const cannot = {
  ...{ networkctl: {}, systemctl: {}, timedatectl: {}, resolvectl: {}, nft: {} },
  journalctl: { out: "one line\n" },
};
const nobody = { uid: 65_534, gid: 65_534 };

beforeEach(() => {
  steps.length = 0;
  test = testBox(cannot, () => Date.UTC(2026, 10, 29, 6, 7, 8));
  sticks = testMedia(test.root, test.box.places);
  box = { ...test.box, run: sticks.run(test.box.run) };
  const passwd = `root:x:0:0::/:/bin/sh\nmailmanager:x:${nobody.uid}:${nobody.gid}::/:/bin/false\n`;
  writeFileSync(join(box.places.etc, "passwd"), passwd);
  writeFileSync(join(box.places.etc, "hostname"), "box\n");
});
afterEach(() => {
  sticks.remove();
  // Nothing stays mounted.
  const mounts = readFileSync("/proc/self/mounts", "utf8");
  const root = test.root;
  test.remove();
  expect(mounts).not.toContain(root);
});

const list = async () => {
  const listed = await listMedia.run(box, {}, asked);
  if (!listed.ok) throw new Error(inEnglish(listed.error));
  return verbs.media.answer.parse(listed.value);
};

describe("a medium", () => {
  it("is recognised by its contents", async () => {
    const folder = tmpdir();
    const make = async (name: string, megabytes: number, ...command: readonly string[]) => {
      const file = join(test.root, name);
      writeFileSync(file, "");
      truncateSync(file, megabytes * 1_048_576);
      const [program = "", ...args] = command;
      execFileSync(program, [...args, file], { stdio: "ignore" });
      return identify(file);
    };
    expect(await make("fat12", 2, "mkfs.vfat", "-F", "12", "-n", "SMALL")).toMatchObject({
      ...{ type: "vfat", label: "SMALL" },
    });
    expect(await make("fat16", 20, "mkfs.vfat", "-F", "16", "-n", "OLD")).toMatchObject({ label: "OLD" });
    expect(await make("fat32", 40, "mkfs.vfat", "-F", "32")).toMatchObject({ type: "vfat", label: "" });
    expect(await make("exfat", 20, "mkfs.exfat", "-L", "Größe")).toMatchObject({
      type: "exfat",
      label: "Größe",
    });
    expect(await make("exfat0", 20, "mkfs.exfat")).toMatchObject({ type: "exfat", label: "" });
    expect(await make("ext4", 8, "mke2fs", "-q")).toBeNull();
    const disc = join(test.root, "disc.iso");
    mkdirSync(join(test.root, "disc"));
    const args = ["-as", "mkisofs", "-quiet", "-V", "A DISC", "-o", disc, join(test.root, "disc")];
    execFileSync("xorriso", args, { stdio: "ignore" });
    expect(await identify(disc)).toMatchObject({ type: "iso9660", label: "A DISC" });
    expect(await identify(join(folder, "there is none"))).toBeNull();
  });

  it("is listed once, even if its partitions show the same", async () => {
    const { places } = box;
    sticks.plug("sdb");
    const disk = join(places.sys, "class/block/sdb");
    mkdirSync(join(disk, "sdb1"));
    writeFileSync(join(disk, "sdb1/partition"), "1\n");
    symlinkSync(join(disk, "sdb1"), join(places.sys, "class/block/sdb1"));
    execFileSync("mkfs.vfat", ["-C", join(places.dev, "sdb1"), "2048"], { stdio: "ignore" });
    expect((await media(places)).map(({ device }) => device)).toEqual([join(places.dev, "sdb")]);
    execFileSync("mke2fs", ["-q", "-F", join(places.dev, "sdb")], { stdio: "ignore" });
    expect((await media(places)).map(({ device }) => device)).toEqual([join(places.dev, "sdb1")]);
  });

  it("is listed with its updates and backups, and nothing else", async () => {
    const stick = sticks.plug("sdb", { label: "ONE" });
    stick.fill((folder) => {
      writeFileSync(join(folder, "mailmanager-1.1.update"), "u");
      writeFileSync(join(folder, "mailmanager-1.2.UPDATE"), "uu");
      writeFileSync(join(folder, "desk.backup"), "bbb");
      writeFileSync(join(folder, "letter.txt"), "");
      mkdirSync(join(folder, "folder.update"));
      symlinkSync("/etc/shadow", join(folder, "shadow.backup"));
      for (const hostile of ["\x1b[2J.update", "a\u202egpj.backup", "back\\slash.update"])
        writeFileSync(join(folder, hostile), "");
      writeFileSync(
        Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe]), Buffer.from(".update")]),
        "",
      );
    });
    sticks.plug("sdc", { label: "TWO" }).protect(true);
    expect(await list()).toEqual([
      {
        ...{ id: "sdb", label: "ONE", writable: true, free: expect.any(Number) },
        updates: [
          { path: "mailmanager-1.2.UPDATE", bytes: 2 },
          { path: "mailmanager-1.1.update", bytes: 1 },
        ],
        backups: [{ path: "desk.backup", bytes: 3 }],
      },
      {
        ...{ id: "sdc", label: "TWO", writable: false, free: expect.any(Number) },
        ...{ updates: [], backups: [] },
      },
    ]);
    expect(test.ran.filter((line) => line.startsWith("mount"))).toHaveLength(2);
    for (const line of test.ran.filter((one) => one.startsWith("mount")))
      expect(line).toContain("ro,nosuid,nodev,noexec,nosymfollow");
    expect(readdirSync(box.places.run).filter((name) => name.startsWith("medium"))).toEqual([]);
  });

  it("may hold any number of files", async () => {
    const stick = sticks.plug("sdb", { megabytes: 32 });
    stick.fill((folder) => {
      for (let n = 0; n < 1_500; n++) writeFileSync(join(folder, `${"x".repeat(200)}-${n}.backup`), "");
    });
    const [one] = await list();
    expect(one?.backups).toHaveLength(50);
    expect(JSON.stringify(one).length).toBeLessThan(100_000);
  });

  it("is left out if it cannot be opened, and the others are listed", async () => {
    sticks.plug("sdb");
    sticks.plug("sdc");
    const run = box.run;
    box = {
      ...box,
      run: (program, args, options) =>
        program === "mount" && args.some((arg) => arg.endsWith("/sdb"))
          ? Promise.resolve({ status: 32, out: "", err: "mount: wrong fs type\n" })
          : run(program, args, options),
    };
    expect((await list()).map(({ id }) => id)).toEqual(["sdc"]);
  });

  it("is mounted in one mode at a time: readers share it, and a writer waits for them", async () => {
    sticks.plug("sdb");
    const medium = await findMedium(box, "sdb");
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const reading = mounted(box, medium, "read", async () => {
      order.push("reading");
      await gate.promise;
      order.push("read");
    });
    const writing = mounted(box, medium, "write", (folder) => {
      order.push("writing");
      writeFileSync(join(folder, "written"), "");
    });
    expect(await mounted(box, medium, "read", (folder) => readdirSync(folder))).not.toContain("written");
    gate.resolve();
    await Promise.all([reading, writing]);
    expect(order).toEqual(["reading", "read", "writing"]);
    expect(await mounted(box, medium, "read", (folder) => readdirSync(folder))).toContain("written");
  });

  it("is unmounted when its writer is done, even with readers waiting", async () => {
    sticks.plug("sdb");
    const medium = await findMedium(box, "sdb");
    const gate = Promise.withResolvers<void>();
    const reading = Promise.withResolvers<void>();
    let reader: Promise<void> | undefined;
    const writer = mounted(box, medium, "write", async (folder) => {
      writeFileSync(join(folder, "written"), "");
      reader = mounted(box, medium, "read", async () => {
        reading.resolve();
        await gate.promise;
      });
      await reading.promise;
    });
    await reading.promise;
    expect(test.ran.filter((line) => line.startsWith("umount"))).toEqual([]);
    gate.resolve();
    await writer;
    expect(test.ran.filter((line) => line.startsWith("umount"))).toHaveLength(1);
    await reader;
  });
});

describe("fetching a file", () => {
  const fetch = (path: string, medium = "sdb") => fetchFile.run(box, { medium, path }, asked);

  it("puts it where the program can read it and only the helper can write", async () => {
    const bytes = Buffer.alloc(3_000_000, "backup");
    sticks.plug("sdb").fill((folder) => writeFileSync(join(folder, "desk.backup"), bytes));
    // As in the helper's unit (UMask=).
    const umask = process.umask(0o077);
    const fetched = await fetch("desk.backup").finally(() => process.umask(umask));
    if (!fetched.ok) throw new Error(inEnglish(fetched.error));
    const { path } = fetched.value;
    expect(fetched.value).toEqual({
      path: join(box.places.shared, "handover/fetched.backup"),
      bytes: 3_000_000,
    });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(statSync(path)).toMatchObject({ uid: 0, gid: nobody.gid, mode: 0o100640 });
    expect(statSync(join(path, ".."))).toMatchObject({ uid: 0, gid: nobody.gid, mode: 0o40750 });
    expect(steps.at(-1)).toEqual([3_000_000, 3_000_000, "medium.copying"]);
    const read = await realRun("cat", [path], { as: nobody, most: 4_000_000 });
    expect(read.status).not.toBe(127);

    // The next copy and the next boot remove it.
    sticks.plug("sdc").fill((folder) => writeFileSync(join(folder, "a.update"), "a"));
    expect(await fetch("a.update", "sdc")).toMatchObject({ ok: true });
    expect(existsSync(path)).toBe(false);
    await applyAll(box);
    expect(existsSync(join(box.places.shared, "handover"))).toBe(false);
  });

  it("refuses links, other kinds of file, and files that are gone", async () => {
    sticks.plug("sdb").fill((folder) => {
      symlinkSync("/etc/passwd", join(folder, "link.backup"));
      writeFileSync(join(folder, "letter.txt"), "");
      mkdirSync(join(folder, "folder.backup"));
    });
    for (const [path, why] of [
      ["link.backup", "The file link.backup no longer exists"],
      ["folder.backup", "The file"],
      ["gone.backup", "The file"],
      ["letter.txt", "neither an update nor a backup"],
    ] as const) {
      expect(told(await fetch(path))).toMatchObject({
        ok: false,
        error: { text: expect.stringContaining(why) },
      });
    }
    expect(told(await fetch("a.backup", "sdz"))).toMatchObject({
      ok: false,
      error: { text: "The stick or disc sdz is no longer plugged in" },
    });
    for (const path of ["../../etc/passwd", "a/b.backup", "a\\b.backup", ""])
      expect(verbs["media.fetch"].arguments.safeParse({ medium: "sdb", path }).success).toBe(false);
    expect(verbs["media.fetch"].arguments.safeParse({ medium: "../sdb", path: "a" }).success).toBe(false);
  });

  it("is refused beforehand if the disk has no space", async () => {
    const small = join(test.root, "small");
    mkdirSync(small);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=65m", "tmpfs", small]);
    try {
      Object.assign(box.places, { shared: join(small, "shared") });
      sticks
        .plug("sdb")
        .fill((folder) => writeFileSync(join(folder, "desk.backup"), Buffer.alloc(2_000_000)));
      expect(told(await fetch("desk.backup"))).toMatchObject({
        ok: false,
        error: {
          text: expect.stringMatching(/^The file has 2\.0 MB; the disk has [\d.]+ [kM]B free for it$/),
        },
      });
      expect(readdirSync(join(small, "shared/handover"))).toEqual([]);
    } finally {
      execFileSync("umount", [small]);
    }
  });

  it("that becomes unreadable halfway leaves nothing behind, and the message says that the stick may be gone", async () => {
    const stick = sticks.plug("sdb");
    stick.fill((folder) => writeFileSync(join(folder, "desk.backup"), Buffer.alloc(6_000_000)));
    const pulled: RequestContext = {
      ...asked,
      progress: (done) => {
        if (done === 1_048_576) stick.pull();
      },
    };
    expect(told(await fetchFile.run(box, { medium: "sdb", path: "desk.backup" }, pulled))).toMatchObject({
      ok: false,
      error: { code: "box.failed", text: expect.stringContaining("it was removed, or is failing") },
    });
    expect(readdirSync(join(box.places.shared, "handover"))).toEqual([]);
  });
});

describe("saving a support bundle", () => {
  const save = (medium = "sdb") => saveBundle.run(box, { medium }, asked);

  it("writes it to the stick under a name with host and time, and reads it back", async () => {
    const stick = sticks.plug("sdb");
    const saved = await save();
    if (!saved.ok) throw new Error(inEnglish(saved.error));
    expect(saved.value.file).toMatch(/^mailmanager-support-[a-z0-9.-]+-20261129T060708Z\.tar\.gz$/);
    stick.fill((folder) => {
      const bytes = readFileSync(join(folder, saved.value.file));
      expect(bytes.length).toBe(saved.value.bytes);
      const kept = readdirSync(box.places.shared).filter((name) => name.startsWith("support"));
      const hash = (of: Buffer) => createHash("sha256").update(of).digest("hex");
      expect(hash(bytes)).toBe(hash(readFileSync(join(box.places.shared, kept[0] ?? ""))));
      expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    });
    expect(steps.map(([, , what]) => what)).toContain("medium.reading-back");
  });

  it("refuses a write-protected stick before anything is made, and one that turns out to be", async () => {
    const stick = sticks.plug("sdb");
    stick.protect(true);
    expect(told(await save())).toMatchObject({ ok: false, error: { text: "STICK is write-protected" } });
    expect(test.ran.filter((line) => /^(?:mount|journalctl)/.test(line))).toEqual([]);
    stick.protect(false);
    const run = box.run;
    box = {
      ...box,
      run: (program, args, options) =>
        program === "mount" && args.includes("-w")
          ? Promise.resolve({ status: 32, out: "", err: "mount: /x: cannot mount /dev/sdb read-only.\n" })
          : run(program, args, options),
    };
    expect(told(await save())).toMatchObject({ ok: false, error: { text: "STICK is write-protected" } });
  });

  it("refuses a full stick, and keeps what is on it", async () => {
    const stick = sticks.plug("sdb", { megabytes: 4 });
    stick.fill((folder) => {
      const room = Buffer.alloc(65_536);
      try {
        for (let n = 0; ; n++) writeFileSync(join(folder, `photo-${n}`), room);
      } catch (cause) {
        expect(cause).toMatchObject({ code: "ENOSPC" });
      }
    });
    expect(told(await save())).toMatchObject({
      ok: false,
      error: {
        code: "box.refused",
        text: expect.stringMatching(/^STICK has [\d.]+ (?:bytes|kB) free; [\d.]+ kB needed$/),
      },
    });
    stick.fill((folder) => {
      expect(readdirSync(folder)).toContain("photo-0");
      expect(readdirSync(folder).filter((name) => name.startsWith("mailmanager"))).toEqual([]);
    });
  });

  it("reports a stick that does not hold what was written", async () => {
    const stick = sticks.plug("sdb");
    const run = box.run;
    let mounts = 0;
    box = {
      ...box,
      async run(program, args, options) {
        // Between writing and reading back, a byte on the stick changes.
        if (program === "mount" && ++mounts === 2) {
          stick.fill((folder) => {
            const [name = ""] = readdirSync(folder).filter((one) => one.startsWith("mailmanager"));
            const bytes = readFileSync(join(folder, name));
            bytes[100] = (bytes[100] ?? 0) ^ 1;
            writeFileSync(join(folder, name), bytes);
          });
        }
        return run(program, args, options);
      },
    };
    expect(told(await save())).toMatchObject({
      ok: false,
      error: { code: "box.failed", text: expect.stringContaining("the stick is failing") },
    });
  });

  it("reports that the stick was unplugged", async () => {
    const stick = sticks.plug("sdb");
    const run = box.run;
    box = {
      ...box,
      run(program, args, options) {
        if (program !== "umount") return run(program, args, options);
        stick.pull();
        return run(program, args, options);
      },
    };
    expect(told(await save())).toMatchObject({ ok: false, error: { code: "box.failed" } });
    expect(await list()).toEqual([]);
  });
});
