import { Buffer } from "node:buffer";
import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { inEnglish } from "../../text/index.ts";
import { createReaderPool, type ReaderPool, type ReaderPoolOptions } from "./pool.ts";

const url = new URL("./worker.ts", import.meta.url);
const pools: ReaderPool[] = [];

function pool(options: Partial<ReaderPoolOptions> = {}): ReaderPool {
  const made = createReaderPool({ workers: 1, entry: { url }, ...options });
  pools.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((made) => made.close()));
});

const mail = (subject: string, more = "") =>
  Buffer.from(`From: Ann <ann@example.com>\r\nSubject: ${subject}\r\n${more}\r\nHello\r\n`);

async function read(from: ReaderPool, raw: Uint8Array): Promise<ParsedMail> {
  const answer = await from.read(raw);
  if (!answer.ok) throw new Error(inEnglish(answer.error));
  return answer.value;
}

describe("reader pool", () => {
  test("reads many mails at once, each result to its mail", async () => {
    const reader = pool({ workers: 2 });
    const mails = await Promise.all(Array.from({ length: 500 }, (_, i) => read(reader, mail(`number ${i}`))));
    expect(mails.map(({ subject }) => subject)).toEqual(mails.map((_, i) => `number ${i}`));
  });

  test("does not change the caller's bytes, even if they are a view into a larger buffer", async () => {
    const whole = Buffer.concat([Buffer.from("before"), mail("within"), Buffer.from("after")]);
    const view = whole.subarray(6, whole.length - 5);
    const copy = Buffer.from(whole);
    expect((await read(pool(), view)).text).toBe("Hello");
    expect(whole.equals(copy)).toBe(true);
  });

  test("a mail beyond a limit is unreadable and says why; the others are read", async () => {
    const reader = pool({ limits: { headers: 20 } });
    const many = mail("many", "X-A: b\r\n".repeat(50));
    const [bad, good] = await Promise.all([reader.read(many), reader.read(mail("few"))]);
    expect(bad).toMatchObject({
      ok: false,
      error: {
        code: "mail.unreadable",
        reason: "mail.too-many-headers",
      },
    });
    expect(good).toMatchObject({ ok: true, value: { subject: "few" } });
  });

  test("a mail that takes too long fails alone, and the pool continues", async () => {
    const code = worker(`if (text.includes("endless")) for (;;);`);
    const reader = pool({ entry: { code }, timePerMail: 200 });
    const answers = await Promise.all(
      ["one", "endless", "two", "three"].map((word) =>
        reader.view(Buffer.from(word), { pictures: false, cid: "" }),
      ),
    );
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true, true]);
    expect(answers[1]).toMatchObject({
      error: { code: "mail.unreadable", reason: "mail.reader-slow", params: { seconds: 0.2 } },
    });
  });

  test("a mail that ends its worker fails alone, wherever in the batch it is", async () => {
    const code =
      worker(`if (text === "out of memory") { const all = []; for (;;) all.push(new Array(1e5).fill(text)); }
      if (text === "exit") process.exit(3);`);
    const reader = pool({ entry: { code }, memory: 32 });
    const words = ["exit", "one", "two", "out of memory", "three", "exit"];
    const answers = await Promise.all(
      words.map((word) => reader.view(Buffer.from(word), { pictures: false, cid: "" })),
    );
    expect(answers.map(({ ok }) => ok)).toEqual([false, true, true, false, true, false]);
  });

  test("an error in the reader is a fault of that mail, with the stack as its cause", async () => {
    const code = worker(`if (text === "bug") outcome = { kind: "broken", stack: "Error: at reader" };`);
    const answer = await pool({ entry: { code } }).view(Buffer.from("bug"), { pictures: false, cid: "" });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: "mail.unreadable", cause: "Error: at reader" },
    });
  });

  test("a worker that cannot start gives a fault, not an endless wait", async () => {
    const reader = pool({ entry: { code: "throw new Error('no such module')" } });
    expect(await reader.read(mail("x"))).toMatchObject({ ok: false, error: { code: "internal.bug" } });
    expect(await reader.read(mail("y"))).toMatchObject({ ok: false, error: { code: "internal.bug" } });
  });

  test("an attachment's bytes; thing.not-found for a part that is not there", async () => {
    const raw = mail(
      "file",
      'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n',
    );
    const reader = pool();
    const file = await reader.attachment(raw, "1");
    expect(file).toMatchObject({ ok: true, value: { name: "a.pdf", type: "application/pdf" } });
    expect(await reader.attachments(raw)).toEqual({ ok: true, value: file.ok ? [file.value] : [] });
    expect(await reader.attachments(mail("none"))).toEqual({ ok: true, value: [] });
    expect(await reader.attachment(raw, "2")).toMatchObject({
      ok: false,
      error: { code: "thing.not-found" },
    });
  });

  test("agents' HTML is converted; if it is too long it is refused first", async () => {
    const reader = pool({ lazy: true });
    expect(await reader.sanitise("<p onclick=x>a</p>")).toEqual({ ok: true, value: "<p>a</p>" });
    expect(await reader.htmlToText("<p>a</p><p>b</p>")).toEqual({ ok: true, value: "a\n\nb" });
    for (const convert of [reader.sanitise, reader.htmlToText]) {
      expect(await convert("x".repeat(1_000_001))).toMatchObject({
        ok: false,
        error: { code: "request.invalid", field: "html" },
      });
    }
  });

  test("close lets running work end, refuses what comes after, and may be called twice", async () => {
    const reader = pool();
    expect((await read(reader, mail("before"))).subject).toBe("before");
    const running = reader.read(mail("while"));
    await setImmediate();
    const waiting = reader.read(mail("too late"));
    await Promise.all([reader.close(), reader.close()]);
    expect(await running).toMatchObject({ ok: true, value: { subject: "while" } });
    expect(await waiting).toMatchObject({ ok: false, error: { code: "system.stopping" } });
    expect(await reader.read(mail("after"))).toMatchObject({ ok: false, error: { code: "system.stopping" } });
  });
});

/** A worker that implements the pool's protocol and runs `body` with each job's text. */
function worker(body: string): string {
  return `const { parentPort, workerData } = require("node:worker_threads");
    parentPort.on("message", ({ jobs, bytes }) => {
      const outcomes = jobs.map((job, index) => {
        Atomics.add(workerData.begun, 0, 1);
        const text = Buffer.from(bytes, job.offset, job.length).toString();
        let outcome = { kind: "view", view: { html: text, remotePictures: false, cut: false } };
        ${body}
        return [index, outcome];
      });
      parentPort.postMessage({ outcomes });
    });`;
}
