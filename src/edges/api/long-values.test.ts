/** Long base64 strings in requests. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { createBodyReader } from "./body.ts";
import { LONGEST_TEXT, LongValue } from "./long-values.ts";

const readBody = createBodyReader();
const Read = z.strictObject({ name: z.literal("a.bin"), content: z.unknown(), after: z.literal("x") });

/** What is read of a body with this text in it, written as JSON: a file or a text, by its hash, or the refusal. */
async function read(inQuotes: string): Promise<string> {
  const body = `{"name":"a.bin","content":"${inQuotes}","after":"x"}`;
  const headers = { "content-type": "application/json" };
  const request = new Request("http://box.test/", { method: "POST", headers, body });
  const got = await readBody(request, 64 * 1024 * 1024);
  if (!got.ok) return got.error.reason ?? got.error.code;
  got.value.release();
  const { content } = Read.parse(got.value.value);
  if (typeof content === "string") return text(content);
  return content instanceof LongValue && content.bytes ? file(content.bytes) : "neither";
}

const text = (content: string) => `text ${createHash("sha256").update(content).digest("hex")}`;
const file = (bytes: Buffer) => `file ${createHash("sha256").update(bytes).digest("hex")}`;

/** Bytes of every value. */
function sample(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i += 1) bytes[i] = (i * 167 + (i >> 8)) % 256;
  return bytes;
}

test("a long file is what its base64 says, with escaped slashes too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 800_000, max: 2_000_000 }), fc.boolean(), async (size, escaped) => {
      const base64 = sample(size).toString("base64");
      expect(await read(escaped ? base64.replaceAll("/", "\\/") : base64)).toBe(file(sample(size)));
    }),
    { numRuns: 10 },
  );
});

test("what is not base64 is found wherever it stands", async () => {
  const base64 = sample(4_800_000).toString("base64");
  for (const at of [0, 3, 524_287, 524_288, 3_000_001, base64.length - 5]) {
    for (const wrong of ["-", "=", " ", "é", "\\n"]) {
      expect(await read(`${base64.slice(0, at)}${wrong}${base64.slice(at + 1)}`), `${wrong} at ${at}`).toBe(
        "neither",
      );
    }
  }
});

test("a long text stays a text", async () => {
  const long = "長".repeat(LONGEST_TEXT);
  expect(await read(long)).toBe(text(long));
  expect(await read(long.replace("長", "\\u9577"))).toBe(text(long));
});

test("base64 that may be a text is one", async () => {
  const longest = "QUJD".repeat(LONGEST_TEXT / 4);
  expect(await read(longest)).toBe(text(longest));
  expect(await read(`${longest}QUJD`)).toBe(file(Buffer.from(`${longest}QUJD`, "base64")));
});

test("the JSON around a long string is checked", async () => {
  const base64 = sample(900_000).toString("base64");
  expect(await read(`${base64}"x"`)).toBe("request.json");
  expect(await read(`${base64}","deep":${"[".repeat(33)}`)).toBe("request.body-values");
});
