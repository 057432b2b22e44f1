import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { createReaderPool } from "../src/edges/mime/pool.ts";

/** Mails of the corpus, damaged: whatever happens to a mail on its way, the reader neither fails nor hangs. */

const folder = join(import.meta.dirname, "corpus");
const mails = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readFileSync(join(folder, name, "mail.eml")))
  .filter((raw) => raw.length < 20_000);
const pool = createReaderPool({
  workers: 1,
  entry: { url: new URL("../src/edges/mime/worker.ts", import.meta.url) },
  timePerMail: 5_000,
});

afterAll(() => pool.close());

/** A place in a mail, as a share of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const one = fc.integer({ min: 0, max: mails.length - 1 }).map((i) => mails[i] ?? Buffer.alloc(0));

const truncated = fc.tuple(one, place).map(([raw, at]) => raw.subarray(0, Math.floor(raw.length * at)));
const beheaded = fc.tuple(one, place).map(([raw, at]) => raw.subarray(Math.floor(raw.length * at)));
const spliced = fc
  .tuple(one, place, one, place)
  .map(([a, at, b, from]) =>
    Buffer.concat([a.subarray(0, Math.floor(a.length * at)), b.subarray(Math.floor(b.length * from))]),
  );
const flipped = fc
  .tuple(one, fc.array(fc.tuple(place, fc.nat(255)), { maxLength: 30 }))
  .map(([raw, flips]) => {
    const out = Buffer.from(raw);
    for (const [at, byte] of flips) if (out.length > 0) out[Math.floor(at * (out.length - 1))] = byte;
    return out;
  });
const repeated = fc.tuple(one, place, place, fc.integer({ min: 2, max: 40 })).map(([raw, a, b, times]) => {
  const [from, to] = [Math.min(a, b), Math.max(a, b)].map((at) => Math.floor(at * raw.length));
  const piece = raw.subarray(from, to);
  return Buffer.concat([
    raw.subarray(0, from),
    ...Array.from({ length: times }, () => piece),
    raw.subarray(to),
  ]);
});

test("damaged mails are read, or refused for a limit", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(truncated, beheaded, spliced, flipped, repeated), { minLength: 16, maxLength: 16 }),
      async (damaged) => {
        await Promise.all(damaged.map(isReadOrRefused));
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);

async function isReadOrRefused(raw: Buffer): Promise<void> {
  const [answer, view] = await Promise.all([
    pool.read(raw),
    pool.view(raw, { pictures: false, cid: "/picture/%s" }),
  ]);
  expect(view.ok).toBe(answer.ok);
  if (!answer.ok || !view.ok) {
    expect(answer).toMatchObject({ error: { text: expect.stringMatching(/limit|more than|deeper than/) } });
    return;
  }
  const mail = answer.value;
  expect(mail.attachments.filter(({ name }) => name === "" || /[\x00-\x1f/\\]/.test(name))).toEqual([]);
  expect(new Set(mail.attachments.map(({ id }) => id)).size).toBe(mail.attachments.length);
  expect(mail.subject).not.toMatch(/[\r\n\0]/);
  expect(mail.text).not.toMatch(/[\r\0]/);
  expect(mail.reply.length).toBeLessThanOrEqual(mail.text.length);
  expect(view.value.html ?? "").not.toMatch(
    /<(?:script|iframe|object|form|meta|base|link|svg|math)\b|\son\w+=|src="http/i,
  );
}
