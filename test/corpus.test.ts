import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createReaderPool } from "../src/edges/mime/pool.ts";
import { inEnglish } from "../src/text/index.ts";

/** Every folder in `test/corpus` is a case: its mail must be read as in its expect.json. See the README there. */

const folder = join(import.meta.dirname, "corpus");
const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const pool = createReaderPool({
  workers: 1,
  entry: { url: new URL("../src/edges/mime/worker.ts", import.meta.url) },
});

afterAll(() => pool.close());

test("the corpus is not empty", () => {
  expect(cases.length).toBeGreaterThan(500);
});

test.each(cases.map(({ name }) => name))("%s", async (name) => {
  const raw = readFileSync(join(folder, name, "mail.eml"));
  const { view, unreadable, ...fields } = expectation(join(folder, name, "expect.json"));
  const answer = await pool.read(raw);
  if (unreadable !== undefined) {
    expect(answer).toMatchObject({
      ok: false,
      error: { code: "mail.unreadable", reason: unreadable },
    });
    return;
  }
  if (!answer.ok) throw new Error(inEnglish(answer.error), { cause: answer.error.cause });
  const { date, ...mail } = answer.value;
  expect({ ...mail, date: date === null ? null : new Date(date).toISOString() }).toMatchObject(fields);
  if (view !== undefined) {
    const shown = await pool.view(raw, { pictures: false, cid: "/picture/%s" });
    if (!shown.ok) throw new Error(inEnglish(shown.error));
    for (const words of view.contains ?? []) expect(shown.value.html).toContain(words);
    for (const words of view.lacks ?? []) expect(shown.value.html).not.toContain(words);
    if (view.remotePictures !== undefined) expect(shown.value.remotePictures).toBe(view.remotePictures);
  }
});

interface Expectation {
  /** Text in the fault of a mail that cannot be read. */
  readonly unreadable?: string;
  /** What the sanitised HTML must and must not contain. */
  readonly view?: {
    readonly contains?: readonly string[];
    readonly lacks?: readonly string[];
    readonly remotePictures?: boolean;
  };
  /** The rest are fields of the mail. */
  readonly [field: string]: unknown;
}

function expectation(file: string): Expectation {
  return JSON.parse(readFileSync(file, "utf8"));
}
