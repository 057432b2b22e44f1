/** For tests: an appliance's disk as files in a folder, releases for it, and keys to sign them with. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDisk, type RunningSystem, type SlotName, type UpdateDisk } from "./disk.ts";
import { bootOrder, entryFile } from "./entries.ts";
import { type History, historyIn } from "./history.ts";
import type { InstallParts } from "./install.ts";
import { keyId, type Manifest, type TrustedKey } from "./manifest.ts";

export interface Signer {
  readonly secret: KeyObject;
  readonly trusted: TrustedKey;
}

export function makeSigner(name = "test"): Signer {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { secret: privateKey, trusted: { id: keyId(publicKey), name, key: publicKey } };
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export interface Built {
  readonly version: string;
  readonly root: Buffer;
  readonly uki: Buffer;
  readonly verity: string;
}

/** A release: data that looks like an erofs with its hash tree, and like a kernel image for it. */
export function buildRelease(version: string, pages = 6): Built {
  const data = Buffer.alloc(pages * 4096, version);
  data.writeUInt32LE(0xe0f5e1e2, 1024);
  data.writeUInt8(12, 1024 + 12);
  data.writeUInt32LE(pages, 1024 + 36);
  const head = Buffer.alloc(4096);
  head.write("verity\0\0", 0, "latin1");
  head.writeUInt32LE(1, 8);
  head.writeUInt32LE(1, 12);
  head.write("sha256", 32, "latin1");
  head.writeUInt32LE(4096, 64);
  head.writeUInt32LE(4096, 68);
  head.writeUInt16LE(32, 80);
  head.fill(7, 88, 88 + 32);
  const top = Buffer.alloc(4096, sha256(data));
  const verity = sha256(Buffer.concat([head.subarray(88, 88 + 32), top]));
  return { version, root: Buffer.concat([data, head, top]), uki: kernel(verity), verity };
}

function kernel(verity: string): Buffer {
  const line = `quiet mailmanager.root=${verity} panic=30`;
  const file = Buffer.alloc(3000, 0x90);
  file.fill(0, 0, 512);
  file.write("MZ", 0, "latin1");
  file.writeUInt32LE(0x80, 0x3c);
  file.write("PE\0\0", 0x80, "latin1");
  file.writeUInt16LE(2, 0x86);
  file.writeUInt16LE(16, 0x94);
  const table = 0x80 + 24 + 16;
  file.write(".text\0\0\0", table, "latin1");
  file.write(".cmdline", table + 40, "latin1");
  file.writeUInt32LE(line.length, table + 48);
  file.writeUInt32LE(512, table + 56);
  file.writeUInt32LE(1024, table + 60);
  file.fill(0, 1024, 1536);
  file.write(line, 1024, "latin1");
  return file;
}

function manifestOf(built: Built, more: Partial<Manifest> = {}): Manifest {
  const part = (bytes: Uint8Array) => ({ sha256: sha256(bytes), size: bytes.length });
  return {
    format: 1,
    product: "mailmanager",
    version: built.version,
    architecture: "amd64",
    builtAt: "2026-11-23T12:00:00Z",
    minimum: "1.0",
    root: part(built.root),
    uki: part(built.uki),
    verity: built.verity,
    ...more,
  };
}

export interface PackOptions {
  readonly by?: readonly Signer[];
  readonly manifest?: Partial<Manifest>;
  /** Used instead of the parts that the manifest describes. */
  readonly root?: Uint8Array;
  readonly uki?: Uint8Array;
  /** Used instead of the signed manifest. */
  readonly said?: Uint8Array;
}

/** An update file. */
export function pack(built: Built, { by = [], manifest, ...other }: PackOptions): Buffer {
  const said = Buffer.from(JSON.stringify(manifestOf(built, manifest)));
  const signatures = by.map(
    ({ secret, trusted }) => `${trusted.id} ${sign(null, said, secret).toString("base64")}\n`,
  );
  return tar([
    ["manifest.json", other.said ?? said],
    ["manifest.sig", Buffer.from(signatures.join(""))],
    ["uki.efi", other.uki ?? built.uki],
    ["root.img", other.root ?? built.root],
  ]);
}

function tar(members: readonly (readonly [name: string, bytes: Uint8Array])[]): Buffer {
  const blocks = members.flatMap(([name, bytes]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, "latin1");
    header.write("0000644\0", 100, "latin1");
    header.write("0000000\0", 108, "latin1");
    header.write("0000000\0", 116, "latin1");
    header.write(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124, "latin1");
    header.write("00000000000\0", 136, "latin1");
    header.write("        0", 148, "latin1");
    header.write("ustar\x0000", 257, "latin1");
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export const updateFileOf = (bytes: Uint8Array, chunk = 3000) => ({
  async *open() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  },
});

/** The power fails. */
export class PowerCut extends Error {}

export interface TestBox {
  readonly folder: string;
  readonly disk: UpdateDisk;
  readonly history: History;
  /** Names on the boot partition. */
  files(): readonly string[];
  slot(name: SlotName): Buffer;
  /** Simulates a power cut after this many more changes; null: never. */
  cutAfter(changes: number | null): void;
  /** Changes so far. */
  changes(): number;
  /**
   * Starts the appliance as firmware, boot loader and initrd do: uses up a try of the entry that boots, and mounts its
   * slot. @returns the release that then runs
   */
  boot(): string;
  parts(keys: readonly TrustedKey[]): InstallParts;
  remove(): void;
}

/** An appliance with a running release in slot a. */
export function makeBox(first: Built, slotSize = 65_536): TestBox {
  const folder = mkdtempSync(join(tmpdir(), "mailmanager-updates-"));
  const boot = join(folder, "EFI/Linux");
  const slot = (name: SlotName) => join(folder, `slot-${name}`);
  mkdirSync(boot, { recursive: true });
  writeFileSync(slot("a"), Buffer.concat([first.root], slotSize));
  writeFileSync(slot("b"), Buffer.alloc(slotSize));
  writeFileSync(join(boot, entryFile(first.version)), first.uki);
  let running: RunningSystem = { ...first, slot: "a", architecture: "amd64" };
  let left: number | null = null;
  let changes = 0;
  const disk = openDisk({
    folder: boot,
    slot,
    running: async () => running,
    changed(what) {
      changes++;
      if (left !== null && --left < 0) throw new PowerCut(what);
    },
  });
  const history = historyIn(folder, () => Date.parse("2026-11-23T12:00:00Z"));
  const contentOf = (name: SlotName) => readFileSync(slot(name));
  return {
    ...{ folder, disk, history },
    files: () => readdirSync(boot).sort(),
    slot: contentOf,
    cutAfter: (count) => {
      left = count;
    },
    changes: () => changes,
    boot() {
      for (;;) {
        const [entry] = bootOrder(readdirSync(boot));
        if (!entry) throw new Error("nothing boots");
        const uki = readFileSync(join(boot, entry.file));
        if (entry.left !== null) {
          const tries = { left: Math.max(entry.left - 1, 0), done: (entry.done ?? 0) + 1 };
          rmSync(join(boot, entry.file));
          writeFileSync(join(boot, entryFile(entry.version, tries)), uki);
        }
        const verity = /mailmanager\.root=([0-9a-f]{64})/.exec(uki.toString("latin1"))?.[1] ?? "";
        const found = (["a", "b"] as const).find((name) => whole(contentOf(name), verity));
        if (found) {
          running = { slot: found, version: entry.version, verity, architecture: "amd64" };
          return entry.version;
        }
        if (entry.left === null) throw new Error(`${entry.file} starts nothing`);
      }
    },
    parts: (keys) => ({
      ...{ disk, history, keys },
      dataSpace: async () => ({ needed: 1000, free: 1_000_000 }),
      progress: () => {},
    }),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** As dm-verity checks it: all data matches the hash tree. */
function whole(slot: Buffer, verity: string): boolean {
  const pages = slot.readUInt32LE(1024 + 36);
  const data = slot.subarray(0, pages * 4096);
  const head = slot.subarray(pages * 4096, (pages + 1) * 4096);
  const top = slot.subarray((pages + 1) * 4096, (pages + 2) * 4096);
  return (
    sha256(Buffer.concat([head.subarray(88, 88 + 32), top])) === verity &&
    top.equals(Buffer.alloc(4096, sha256(data)))
  );
}
