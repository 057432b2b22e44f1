/** The read model after events were erased by law: nothing is done twice, nothing is lost. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { storedSamples, storeEvents } from "../../../test/support/stored.ts";
import { mailId, messageKey, position, ticketNumber, userName } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Event } from "../../domain/events.ts";
import type { DeliveryResult, TicketEvent } from "../../domain/ticket/index.ts";
import type { OpenRecord } from "../record.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
beforeEach(() => {
  folder = dataFolder();
  storeEvents(folder.path, storedSamples());
  record = recordIn(folder.path);
});
afterEach(() => {
  record.close();
  folder.remove();
});

/** Appends one event. @returns its position */
const add = (event: Event, ticket: number | null = null) =>
  record
    .commit(systemActor("test"), () => ({
      events: [{ ticket: ticket === null ? null : ticketNumber(ticket), event }],
      dependsOn: [],
      value: undefined,
    }))
    .then(async () => position(await record.journal.head()));

function erase(...positions: readonly number[]): void {
  for (const at of positions) {
    record.database.sqlite.exec(`UPDATE event SET payload = NULL, salt = NULL WHERE position = ${at}`);
  }
  record.rebuild();
}

const message = messageKey("answer to two");
const [ann, bob] = ["ann@oak.example", "bob@oak.example"];
async function answered(): Promise<void> {
  const written = (await record.journal.read(0, 1000)).find(
    ({ event }) => event.type === "ReplyWritten",
  )?.event;
  if (written?.type !== "ReplyWritten" || !written.composed) throw new Error("the samples have no reply");
  await add(
    {
      ...{ ...written, message, messageId: "<two@desk.example>", automatic: false },
      to: [ann, bob].map((address) => ({ name: "", address })),
      composed: { ...written.composed, recipients: [ann, bob] },
    },
    1,
  );
}
const attempted = (attempt: number, ...results: readonly (readonly [string, DeliveryResult["outcome"]])[]) =>
  add(
    {
      ...{ type: "DeliveryAttempted", message, attempt, server: "mx:25", nextAt: null },
      results: results.map(([recipient, outcome]) => ({ recipient, outcome, response: "" })),
    },
    1,
  );
const states = () => record.view.deliveries(message).map(({ recipient, state }) => [recipient, state]);
const again: TicketEvent = { type: "DeliveryRetried", message };

test("an attempt: what may have been sent is held, and can be sent after a decision", async () => {
  await answered();
  erase(await attempted(1, [ann, "delivered"], [bob, "delivered"]));
  expect(states()).toEqual([
    [ann, "held"],
    [bob, "held"],
  ]);
  await add(again, 1);
  expect(record.queries.dueDeliveries(Date.now() + 1, 9)).toContain(message);
  await attempted(2, [ann, "delivered"], [bob, "failed"]);
  expect(states()).toEqual([
    [ann, "delivered"],
    [bob, "failed"],
  ]);
});

test("an attempt that reached one of two: the retry for the other one does not reach the first again", async () => {
  await answered();
  const first = await attempted(1, [ann, "delivered"], [bob, "failed"]);
  await add(again, 1);
  await attempted(2, [bob, "delivered"]);
  erase(first);
  expect(states()).toEqual([
    [ann, "held"],
    [bob, "delivered"],
  ]);
});

test("a cancellation: it is still not sent", async () => {
  await answered();
  erase(await add({ type: "DeliveryCancelled", message }, 1));
  expect(states().map(([, state]) => state)).toEqual(["held", "held"]);
});

test("a decision about a mail: it is held, and the sum of all outcomes stays", async () => {
  const received = (await record.journal.read(0, 1000)).find(
    ({ event }) => event.type === "MailReceived",
  )?.event;
  if (received?.type !== "MailReceived") throw new Error("the samples have no mail");
  const sum = () => record.queries.mailOutcomes().reduce((all, { mails }) => all + mails, 0);
  const [decided, newer] = [mailId("mail decided"), mailId("mail newer")];
  await add({ ...received, mail: decided });
  const filed = { as: "filed", cause: { code: "unknown-bounce" }, from: null, subject: "Parcels" } as const;
  const at = await add({ type: "MailFiled", mail: decided, ...filed });
  await add({ ...received, mail: newer });
  const before = sum();
  erase(at);
  expect(record.view.mail(decided)).toMatchObject({ outcome: "held", reason: "decision-failed" });
  expect(record.view.mail(newer)?.outcome).toBe("queued");
  expect(sum()).toBe(before);
});

test("the revocation of a token: all older tokens are invalid", async () => {
  const token = { name: "t", user: userName("maud"), scope: "read" } as const;
  await add({ type: "TokenCreated", id: "older", hash: "h1", ...token });
  const at = await add({ type: "TokenRevoked", id: "older" });
  await add({ type: "TokenCreated", id: "newer", hash: "h2", ...token });
  erase(at);
  expect(record.queries.tokens().map(({ id }) => id)).toEqual(["newer"]);
});
