import { createHash, generateKeyPairSync } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import type { Draft } from "../../engine/outgoing/draft.ts";
import { compose as composeHere } from "./compose.ts";
import { type ComposerOptions, createMailComposer } from "./composer.ts";
import { type SigningKey, signing } from "./dkim.ts";

const key: SigningKey = {
  domain: "desk.example",
  selector: "mm1",
  algorithm: "rsa",
  privateKey: generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString(),
};
const keysOf = (domain: string) => (domain === "desk.example" ? [key] : []);
const MB = 1024 * 1024;

/** A reply with a file of that many bytes. */
function replyWith(bytes: number, id = "1"): Draft {
  const file = Buffer.alloc(bytes, createHash("sha512").update(id).digest());
  return {
    ...{
      messageId: `<t1.${id}@desk.example>`,
      inReplyTo: null,
      references: [],
      date: Date.UTC(2026, 10, 30),
    },
    ...{ from: { name: "Desk", address: "support@desk.example" }, replyTo: null, cc: [] },
    to: [{ name: "", address: "bob@customer.example" }],
    ...{ subject: "Re: Plan", text: "Here it is.", html: null, automatic: false },
    attachments: bytes === 0 ? [] : [{ name: "plan.bin", type: "application/octet-stream", bytes: file }],
  };
}

function start(more: Partial<ComposerOptions> = {}) {
  const composer = createMailComposer({
    entry: { url: new URL("./worker.ts", import.meta.url) },
    keysOf,
    ...more,
  });
  onTestFinished(() => composer.close());
  return composer;
}

/** A thread that composes nothing, but does this with a mail: the code has `task` and `port`. */
const doing = (code: string) => ({
  code: `const { parentPort: port } = require("node:worker_threads"); port.on("message", (task) => { ${code} });`,
});
const echo = "port.postMessage({ raw: Buffer.from(task.draft.text), sha256: null });";

test("a mail has the same bytes as one composed and signed here, and the draft's files stay as they are", async () => {
  const draft = replyWith(300_000);
  const before = createHash("sha256")
    .update(draft.attachments[0]?.bytes ?? "")
    .digest("hex");
  const { bytes: raw, sha256 } = await start().compose(draft);
  expect(sha256).toBe(createHash("sha256").update(raw).digest("hex"));
  expect(Buffer.from(raw).equals(await signing(composeHere, keysOf)(draft))).toBe(true);
  expect(Buffer.from(raw).toString("latin1")).toMatch(/^DKIM-Signature: /);
  expect(
    createHash("sha256")
      .update(draft.attachments[0]?.bytes ?? "")
      .digest("hex"),
  ).toBe(before);
});

test("a large mail leaves this thread free", async () => {
  const { compose } = start();
  await compose(replyWith(0));
  const spent = async (work: () => Promise<unknown>) => {
    const before = process.threadCpuUsage();
    await work();
    const { user, system } = process.threadCpuUsage(before);
    return user + system;
  };
  const draft = replyWith(6 * MB);
  // What other tests have left behind may use this thread as well, though not every time.
  const there = Math.min(
    await spent(() => compose(draft)),
    await spent(() => compose(draft)),
    await spent(() => compose(draft)),
  );
  const here = await spent(() => signing(composeHere, keysOf)(draft));
  expect(there * 5).toBeLessThan(here);
});

test("mails are composed in the order asked for", async () => {
  const { compose } = start();
  const order: string[] = [];
  const done = (id: string) => () => void order.push(id);
  await Promise.all([
    compose(replyWith(2 * MB, "large")).then(done("large")),
    compose(replyWith(0, "small")).then(done("small")),
    compose(replyWith(MB, "next")).then(done("next")),
  ]);
  expect(order).toEqual(["large", "small", "next"]);
});

test("a mail that cannot be composed rejects, and the next is composed", async () => {
  const { compose } = start();
  const bad = compose({ ...replyWith(0), messageId: "none" });
  const good = compose(replyWith(0));
  await expect(bad).rejects.toThrow("not a Message-ID");
  expect(Buffer.from((await good).bytes).toString()).toContain("Here it is.");
});

test("a mail that ends its thread fails alone", async () => {
  const { compose } = start({
    entry: doing(`if (task.draft.text === "die") throw new Error("bad day"); ${echo}`),
  });
  const dies = compose({ ...replyWith(0), text: "die" });
  const lives = compose({ ...replyWith(0), text: "live" });
  await expect(dies).rejects.toThrow("the thread that composes mail ended");
  expect(Buffer.from((await lives).bytes).toString()).toBe("live");
});

test("a mail that takes too long is given up, and its thread replaced", async () => {
  const { compose } = start({ entry: doing(`if (task.draft.text === "hang") for (;;); ${echo}`), time: 500 });
  await expect(compose({ ...replyWith(0), text: "hang" })).rejects.toThrow(
    "a mail was not composed within 500 ms",
  );
  // On a busy machine, the new thread may need longer than that to start, and is replaced as well.
  const next = () =>
    compose({ ...replyWith(0), text: "live" }).then(
      ({ bytes }) => Buffer.from(bytes).toString(),
      () => "again",
    );
  await expect.poll(next).toBe("live");
});

test("at the end, what is in progress or waits rejects, and nothing more is taken", async () => {
  const composer = start({ entry: doing("") });
  const open = [composer.compose(replyWith(0)), composer.compose(replyWith(0))];
  const ends = Promise.allSettled(open);
  await composer.close();
  expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(composer.compose(replyWith(0))).rejects.toThrow();
});
