import { afterEach, beforeEach, expect, test } from "vitest";
import { dumpModel } from "../../../test/support/dump.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { system } from "../../domain/policy/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import type { Engine } from "../engine.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
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

test("mail from one source is received once, even concurrently", async () => {
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

test("a moved mail is recognised by its bytes, and then by its new place, also after a rebuild", async () => {
  const first = await take("a", "imap:x/1/1");
  const other = await take("b", "imap:y/1/1");
  expect([first.ok, other.ok]).toEqual([true, true]);
  expect(await take("a", "imap:x/2/7", "imap:x/")).toMatchObject({
    ok: false,
    error: { code: "thing.exists" },
  });
  expect((await take("b", "imap:x/2/8", "imap:x/")).ok).toBe(true);
  expect(received()).toBe(3);
  const model = dumpModel(record);
  record.rebuild();
  expect(dumpModel(record)).toEqual(model);
  expect(engine.reception.taken("imap:x/2/7")).toBe(first.ok ? first.value : "");
});

test("accounts are the same after a rebuild", async () => {
  const account = {
    ...({
      name: "one",
      mailbox,
      host: "imap.example",
      port: 993,
      tls: "implicit",
      certificate: "",
      user: "a",
    } as const),
    ...({ folders: ["INBOX", "Büro"], take: "all", after: { kind: "seen" }, enabled: true } as const),
  };
  const login = { kind: "password", password: "letters" } as const;
  const admin = system("test");
  await engine.settings.saveImapAccount(admin, { ...account, login });
  await engine.settings.saveImapAccount(admin, { ...account, name: "two", login });
  await engine.settings.removeImapAccount(admin, "two");
  expect(record.view.imapAccounts()).toEqual([{ ...account, login }]);
  const model = dumpModel(record);
  record.rebuild();
  expect(dumpModel(record)).toEqual(model);
});
