import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { fault } from "../../../base/fault.ts";
import { receiveUpload } from "./upload.ts";

const folder = mkdtempSync(join(tmpdir(), "upload-"));
const path = join(folder, "inside/file");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(body: Uint8Array, chunk: number, type = "multipart/form-data; boundary=xYz"): Request {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < body.length; at += chunk)
        controller.enqueue(new Uint8Array(body.subarray(at, at + chunk)));
      controller.close();
    },
  });
  return new Request("http://desk.example/", {
    method: "POST",
    body: stream,
    duplex: "half",
    headers: { "Content-Type": type },
  });
}
const form = (file: Uint8Array, field = "secret") =>
  Buffer.concat([
    Buffer.from(`--xYz\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${field}\r\n--xYz\r\n`),
    Buffer.from('Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: a/b\r\n\r\n'),
    file,
    Buffer.from("\r\n--xYz--\r\n"),
  ]);
const fine = () => null;

it("writes the file unchanged, whatever its bytes and however they are split", async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 50 }),
    fc.constantFrom("\r\n--xY", "\r\n", "--xYz", "\r", "\r\n--").map((s) => Buffer.from(s)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      async (pieces, chunk) => {
        const file = Buffer.concat(pieces);
        fc.pre(!file.includes("\r\n--xYz"));
        const got = await receiveUpload(request(form(file), chunk), path, fine, 10_000);
        expect(got).toMatchObject({ ok: true, value: { size: file.length } });
        expect(got.ok && got.value.fields.get("csrf")).toBe("secret");
        expect(readFileSync(path).equals(file)).toBe(true);
      },
    ),
  );
});

it("keeps nothing of a file that is too large or truncated", async () => {
  const large = await receiveUpload(request(form(Buffer.alloc(2000)), 100), path, fine, 1999);
  expect(large).toMatchObject({ ok: false, error: { code: "disk.full" } });
  expect(existsSync(path)).toBe(false);
  const cut = form(Buffer.alloc(2000)).subarray(0, 1500);
  await expect(receiveUpload(request(cut, 100), path, fine, 5000)).rejects.toThrow("ends early");
  expect(existsSync(path)).toBe(false);
});

it("refuses other forms, and what the fields do not allow", async () => {
  const no = () => fault("request.csrf");
  expect(await receiveUpload(request(form(Buffer.alloc(9)), 5), path, no, 5000)).toMatchObject({
    error: { code: "request.csrf" },
  });
  const bad: readonly (readonly [Uint8Array, string?])[] = [
    [Buffer.from("hello")],
    [Buffer.from("--xYz--\r\n")],
    [form(Buffer.alloc(9)), "text/plain"],
    [form(Buffer.alloc(9), "x".repeat(5000))],
    [Buffer.from(`--xYz\r\n${"x".repeat(10_000)}`)],
  ];
  for (const [body, type] of bad) {
    const got = await receiveUpload(request(body, 64, type), path, fine, 5000).catch(() => ({ ok: false }));
    expect(got.ok).toBe(false);
  }
  expect(existsSync(path)).toBe(false);
});
