import { Buffer } from "node:buffer";
import { afterEach, describe, expect, test } from "vitest";
import { patience } from "../../../test/support/patience.ts";
import { createPageReader } from "./page-reader.ts";
import type { ReaderPool } from "./pool.ts";

/** A worker that counts its jobs in its results; it never ends on "endless", and is slow on "slow". */
const code = `const { parentPort, workerData } = require("node:worker_threads");
  let jobs = 0;
  parentPort.on("message", (batch) => {
    const outcomes = batch.jobs.map((job, index) => {
      Atomics.add(workerData.begun, 0, 1);
      const text = Buffer.from(batch.bytes, job.offset, job.length).toString();
      if (text === "endless") for (;;);
      if (text === "slow") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
      return [index, { kind: "view", view: { html: text + " " + ++jobs, remotePictures: false, cut: false } }];
    });
    parentPort.postMessage({ outcomes });
  });`;

const readers: ReaderPool[] = [];
const reader = (timePerMail = patience): ReaderPool => {
  const made = createPageReader({ entry: { code }, timePerMail });
  readers.push(made);
  return made;
};
afterEach(async () => {
  await Promise.all(readers.splice(0).map((made) => made.close()));
});

const look = (at: ReaderPool, text: string) => at.view(Buffer.from(text), { pictures: false, cid: "%s" });

describe("the pages' reader", () => {
  test("a mail that takes too long ends its thread once, however often it is viewed", async () => {
    const pages = reader(1_000);
    const together = await Promise.all([look(pages, "endless"), look(pages, "endless")]);
    expect(together.map(({ ok }) => ok)).toEqual([false, false]);
    // Its thread is new, so it counts from one; if the mail had been tried again, there would be another new one.
    expect(await look(pages, "honest")).toMatchObject({ value: { html: "honest 1" } });
    expect(await look(pages, "endless")).toMatchObject({ ok: false, error: { code: "mail.unreadable" } });
    expect(await look(pages, "honest")).toMatchObject({ value: { html: "honest 2" } });
    // Another mail with the same length.
    expect(await look(pages, "endlesS")).toMatchObject({ value: { html: "endlesS 3" } });
  });

  test("slow results are cached; quick ones are not", async () => {
    const pages = reader();
    expect(await look(pages, "slow")).toMatchObject({ value: { html: "slow 1" } });
    expect(await look(pages, "slow")).toMatchObject({ value: { html: "slow 1" } });
    expect(await look(pages, "quick")).toMatchObject({ value: { html: "quick 2" } });
    expect(await look(pages, "quick")).toMatchObject({ value: { html: "quick 3" } });
  });
});
