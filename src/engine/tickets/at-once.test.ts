import { afterEach, beforeEach, expect, test } from "vitest";
import { hashed } from "../../../test/support/compose.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import { system } from "../../domain/policy/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
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

test.each([false, true])("many tickets created at once all exist (sent: %s)", async (send) => {
  const done = await Promise.all(many.map((n) => open(n, send)));
  const numbers = done.map((one) => (one.ok ? one.value.ticket : one.error.code));
  expect(new Set(numbers)).toEqual(new Set(many.map((n) => n + 1)));
});

test("many replies to one ticket at once are all sent", async () => {
  await open(1, false);
  const one = ticketNumber(1);
  const done = await Promise.all(many.map((n) => engine.commands.reply(caller, one, { text: `Reply ${n}` })));
  expect(done.filter((replied) => !replied.ok)).toEqual([]);
  expect(record.view.ticket(one)?.messages).toBe(many.length + 1);
});

test("a ticket is created and sent in the middle of a flood of mail that creates tickets", async () => {
  let sent = 0;
  let over = false;
  const engine = engineOver(record, {
    // A clock for which no mails are a burst, so that intake does not pause.
    now: () => Date.now() * 100,
    read: async () => ok(parsedMail({ messageId: `<${sent++}@customer.example>` })),
    // Slower than the decision about a mail: creating a ticket does not wait for it.
    compose: hashed(async (draft) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return Buffer.from(draft.messageId);
    }),
  });
  await engine.start();
  let mails = 0;
  const flood = async () => {
    while (!over) {
      const done = await engine.reception.receive({
        envelope: { from: "ann@customer.example", to: [mailbox] },
        mailbox,
        raw: Buffer.from(`mail ${mails++}`),
        peer: { ip: "127.0.0.1", helo: "x", tls: false },
      });
      if (!done.ok) throw new Error(inEnglish(done.error));
    }
  };
  const flooding = Promise.all([flood(), flood(), flood(), flood()]);
  // While it is running, not before it starts.
  while (record.view.nextTicketNumber() < 20) await new Promise((resolve) => setTimeout(resolve, 1));
  const wanted = { mailbox, subject: "Mine", requester, text: "Hello", send: true };
  const done = await Promise.all([1, 2, 3].map(() => engine.commands.openTicket(caller, wanted)));
  over = true;
  await flooding;
  await engine.intake.idle();
  await engine.stop();
  expect(done.map((one) => (one.ok ? "opened" : one.error.code))).toEqual(["opened", "opened", "opened"]);
  expect(record.view.nextTicketNumber()).toBe(mails + 4);
});
