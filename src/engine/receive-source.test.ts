import { afterEach, beforeEach, expect, test } from "vitest";
import { engineOver, mailbox, setUp } from "../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import type { Record } from "../record/record.ts";
import type { Engine } from "./engine.ts";

let folder: ReturnType<typeof dataFolder>;
let record: Record;
let engine: Engine;
beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record);
  await setUp(engine);
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

const take = (text: string, source: string, movedFrom?: string) =>
  engine.reception.receive({
    envelope: { from: "ann@customer.example", to: [mailbox] },
    mailbox,
    raw: Buffer.from(text),
    peer: { ip: "", helo: "", tls: false },
    source,
    ...(movedFrom === undefined ? {} : { movedFrom }),
  });
const received = () => record.queries.mails({ limit: 100 }).items.length;

test("a source gives its mail once, even when it is asked side by side", async () => {
  const results = await Promise.all([
    take("a", "imap:x/1/1"),
    take("a", "imap:x/1/1"),
    take("a", "imap:x/1/2"),
  ]);
  expect(results.map((one) => one.ok || one.error.code)).toEqual([true, "thing.exists", true]);
  expect(received()).toBe(2);
  const [first] = results;
  expect(engine.reception.taken("imap:x/1/1")).toBe(first?.ok ? first.value : "");
  expect(engine.reception.taken("imap:x/1/3")).toBeNull();
});

test("a mail that moved is known by its bytes and under its new name from then on, also after a rebuild", async () => {
  const first = await take("a", "imap:x/1/1");
  const other = await take("b", "imap:y/1/1");
  expect([first.ok, other.ok]).toEqual([true, true]);
  expect(await take("a", "imap:x/2/7", "imap:x/")).toMatchObject({
    ok: false,
    error: { code: "thing.exists" },
  });
  expect((await take("b", "imap:x/2/8", "imap:x/")).ok).toBe(true);
  expect(received()).toBe(3);
  record.rebuild();
  expect(engine.reception.taken("imap:x/2/7")).toBe(first.ok ? first.value : "");
});
