import { afterEach, beforeEach, expect, test } from "vitest";
import { engineOver, mailbox, setUp } from "../../test/support/engine.ts";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import { ticketNumber } from "../base/ids.ts";
import { system } from "../domain/people/index.ts";
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

afterEach(() => {
  record.close();
  folder.remove();
});

const caller = system("test");
const requester = { name: "", address: "bob@customer.example" };
const open = (n: number, send: boolean) =>
  engine.commands.openTicket(caller, { mailbox, subject: `No ${n}`, requester, text: "Hello", send });
const many = Array.from({ length: 40 }, (_, n) => n);

test.each([false, true])("many tickets opened at once are all opened (sent: %s)", async (send) => {
  const done = await Promise.all(many.map((n) => open(n, send)));
  const numbers = done.map((one) => (one.ok ? one.value.ticket : one.error.code));
  expect(new Set(numbers)).toEqual(new Set(many.map((n) => n + 1)));
});

test("many answers to one ticket at once are all sent", async () => {
  await open(1, false);
  const one = ticketNumber(1);
  const done = await Promise.all(
    many.map((n) => engine.commands.answer(caller, one, { text: `Answer ${n}` })),
  );
  expect(done.filter((answered) => !answered.ok)).toEqual([]);
  expect(record.view.ticket(one)?.messages).toBe(many.length + 1);
});

test("what others are always faster than is put off, not refused for good", async () => {
  const engine = engineOver(record, {
    async compose(draft) {
      await open(0, false);
      return Buffer.from(draft.messageId);
    },
  });
  const wanted = { mailbox, subject: "Late", requester, text: "Hello", send: true };
  expect(await engine.commands.openTicket(caller, wanted)).toMatchObject({ error: { code: "system.busy" } });
});
