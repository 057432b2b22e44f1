import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "../../../../test/support/commands.ts";
import { openBackup, walkBackup } from "./format.ts";
import type { Made } from "./make.ts";
import { forged, opened, smallBackup } from "./testing.ts";

let made: Made;
let bytes: Buffer;
const folder = testFolder();
beforeAll(async () => {
  made = await smallBackup();
  bytes = readFileSync(made.path);
});

/** The verdict on a file with these bytes: null if it is valid, or why it is not. */
async function wrongWith(content: Uint8Array): Promise<string | null> {
  const path = join(folder, "tried.backup");
  writeFileSync(path, content);
  const backup = await openBackup(path);
  if (!backup.ok) return backup.error.code;
  const walked = await walkBackup(backup.value, () => {});
  return walked.ok ? null : walked.error.code;
}

describe("the file of a backup", () => {
  it("is intact, and only readable by its owner", async () => {
    expect(await wrongWith(bytes)).toBeNull();
    expect(statSync(made.path).mode & 0o777).toBe(0o600);
    const { manifest } = await opened(made.path);
    expect(manifest).toEqual(made.manifest);
    expect(manifest).toMatchObject({
      format: 1,
      hostname: "desk.example",
      contents: { tickets: 0, users: 1 },
    });
  });

  // Every byte at its ends, where different parts are close together, and many in between.
  const places = () => [...bytes.keys()].filter((at) => at < 400 || at > bytes.length - 400 || at % 23 === 0);

  it("is refused with any byte flipped", async () => {
    for (const at of places()) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      expect(await wrongWith(flipped), `byte ${at}`).toBe("backup.damaged");
    }
  });

  it("is refused if truncated anywhere, or with trailing data", async () => {
    for (const at of places())
      expect(await wrongWith(bytes.subarray(0, at)), `cut at ${at}`).toBe("backup.damaged");
    expect(await wrongWith(Buffer.concat([bytes, Buffer.from([0])]))).toBe("backup.damaged");
    expect(await wrongWith(Buffer.concat([bytes, bytes]))).toBe("backup.damaged");
  });

  it.each([
    ["nothing", ""],
    ["some other file", "From: someone\r\n\r\nhello"],
    ["an archive", "\x1f\x8b\x08".padEnd(5000, "x")],
  ])("is not %s", async (_, text) => {
    const path = join(folder, "other");
    writeFileSync(path, text, "latin1");
    expect(await openBackup(path)).toMatchObject({
      ok: false,
      error: { code: "backup.damaged", reason: "backup.not-one" },
    });
  });

  it("is neither a folder nor missing", async () => {
    expect(await openBackup(folder)).toMatchObject({ error: { code: "backup.damaged" } });
    expect(await openBackup(join(folder, "none"))).toMatchObject({ error: { code: "thing.not-found" } });
  });

  it.each(["../evil", "tls/../evil", "tls/..", "tls/.", "tls/a/b", "/etc/passwd", "run.json", "tls/a\nb"])(
    "cannot contain a file named %j",
    async (path) => {
      const evil = await forged(made.path, ({ files }) => ({ files: [...files, { path, size: 0 }] }));
      expect(await openBackup(evil)).toMatchObject({ ok: false, error: { code: "backup.damaged" } });
    },
  );

  it("reports a newer format", async () => {
    const path = await forged(made.path, () => ({ format: 2, other: "things" }));
    expect(await openBackup(path)).toMatchObject({
      error: { code: "backup.newer", reason: "backup.format", params: { format: 2, known: 1 } },
    });
  });

  it("ignores additional fields of a later release", async () => {
    const path = await forged(made.path, () => ({ incremental: { after: 7 } }));
    expect((await opened(path)).manifest).toEqual(made.manifest);
  });

  it("is refused if a block would unpack to more than the maximum", async () => {
    const { begin } = await opened(made.path);
    const head = bytes.subarray(0, begin.at);
    const link = (before: Buffer, body: Buffer) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(body.length);
      const hash = createHash("sha256").update(before).update(length).update(body).digest();
      return { block: Buffer.concat([length, body, hash]), hash };
    };
    const bomb = link(begin.hash, zstdCompressSync(Buffer.alloc(100_000_000)));
    const path = join(folder, "bomb.backup");
    writeFileSync(path, Buffer.concat([head, bomb.block, link(bomb.hash, Buffer.alloc(0)).block]));
    const backup = await opened(path);
    expect(await walkBackup(backup, () => {})).toEqual({ ok: true, value: undefined });
    let largest = 0;
    const walked = await walkBackup(
      backup,
      () => {},
      async (content) => {
        largest = Math.max(largest, content.length);
      },
    );
    expect([walked.ok, largest]).toEqual([false, 0]);
  });

  it("is refused if it contains less than it says, or more", async () => {
    for (const more of [1, -1]) {
      const path = await forged(made.path, ({ files: [database] }) => ({ files: [database] }));
      const backup = await opened(path);
      const [first] = backup.manifest.files;
      const manifest = {
        ...backup.manifest,
        files: [{ path: first?.path ?? "", size: (first?.size ?? 0) + more }],
      };
      const walked = await walkBackup(
        { ...backup, manifest },
        () => {},
        async () => {},
      );
      expect(walked).toMatchObject({ ok: false, error: { code: "backup.damaged" } });
    }
  });
});
