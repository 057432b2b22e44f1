/**
 * Every query of the record that the edges can ask, asked by every kind of caller about everything in a history with all
 * types of events. What each needs is in `support/matrix-reading.ts`.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ticketNumber, userName } from "../src/base/ids.ts";
import { systemActor } from "../src/domain/actor.ts";
import { type Caller, monitor, nobody, system, tokenCaller, userCaller } from "../src/domain/policy/index.ts";
import { createReading, type Read, type Reading } from "../src/record/reading/index.ts";
import type { OpenRecord } from "../src/record/record.ts";
import { people, type Who, who } from "./support/matrix.ts";
import {
  moreBlobs,
  moreEvents,
  type Query,
  queries,
  type Things,
  thingsIn,
  unanswered,
} from "./support/matrix-reading.ts";
import { dataFolder, recordIn } from "./support/record.ts";
import { storedSamples, storeEvents } from "./support/stored.ts";

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let reading: Reading;
let things: Things;
let whole: Read;

beforeAll(async () => {
  folder = dataFolder();
  storeEvents(folder.path, storedSamples());
  record = recordIn(folder.path);
  record.rebuild();
  record.operations.keepCaught({
    ...{ receivedAt: Date.now(), sender: "desk@site.example", recipients: ["rita@customer.example"] },
    raw: Buffer.from("Subject: x\r\n\r\nHello"),
  });
  const [mailbox = { address: "" }] = record.view.mailboxes();
  await record.commit(systemActor("test"), () => ({
    events: moreEvents(mailbox.address, ticketNumber(1)).map((event) => ({ ticket: null, event })),
    ...{ dependsOn: [], blobs: moreBlobs(), value: undefined },
  }));
  const call = { id: "msg_1", type: "note.added", ticket: ticketNumber(1), body: "{}" };
  record.operations.webhooks.addAsked("Shop", call);
  for (const ticket of record.queries.tickets({}, { now: 0, limit: 1000 }).items)
    record.operations.drafts.save(
      userName("rita"),
      { ticket: ticket.number, kind: "note", writer: "form", base: null },
      { text: "Not sent yet" },
      false,
    );
  reading = createReading(record);
  whole = reading.for(system("test"));
  things = await thingsIn(record, whole, async () => {
    const event = { type: "GroupSaved", name: "First line", members: [] } as const;
    await record.commit(systemActor("test"), () => ({
      events: [{ ticket: null, event }],
      dependsOn: [],
      value: undefined,
    }));
  });
});
afterAll(() => {
  record.close();
  folder.remove();
});

/** People without API tokens of their own, so that none of theirs are shown. */
function callerOf(name: Who): Caller {
  const { user, scope } = people[name];
  const person = { name: userName(user), role: user === "admin" ? "admin" : "agent" } as const;
  return scope === null ? userCaller(person) : tokenCaller(person, { name: "matrix", scope });
}
const everyone = Object.keys(people).filter((name): name is Who => Object.hasOwn(people, name));
const lets = ({ needs }: Query, name: Who): boolean => who[needs].some((one) => one === name);

test("the table has every query, and nothing else", () => {
  const found = Object.entries(reading.for(nobody)).flatMap(([noun, functions]) =>
    Object.keys(functions).map((name) => `${noun}.${name}`),
  );
  expect(Object.keys(queries).toSorted()).toEqual(found.toSorted());
});

describe.each(Object.entries(queries))("%s", (name, query) => {
  test("gives nothing to those who may not ask it", async () => {
    const refused: (readonly [string, Caller])[] = everyone
      .filter((one) => !lets(query, one))
      .map((one) => [one, callerOf(one)]);
    if (query.needs !== "open") refused.push(["nobody", nobody]);
    if (query.needs !== "open" && query.needs !== "metrics.read") refused.push(["a monitor", monitor]);
    if (query.scoped) refused.push(["limited to another mailbox", limitedTo(["else@site.example"])]);
    for (const [how, caller] of refused) {
      const given = await query.ask(reading.for(caller), things);
      expect([how, given]).toEqual([how, given.map(() => query.outside)]);
    }
  });

  test("gives the others what a part of the program gets, without secrets", async () => {
    const expected = await query.ask(whole, things);
    const some = expected.some((one) => JSON.stringify(one) !== JSON.stringify(query.outside));
    expect(some).toBe(!unanswered.includes(name));
    for (const one of everyone.filter((each) => lets(query, each)))
      expect([one, await query.ask(reading.for(callerOf(one)), things)]).toEqual([one, expected]);
    expect(JSON.stringify(expected)).not.toMatch(
      /"(?:password|bindPassword|clientSecret|refreshToken|hash|privateKey|secret)":"[^"]/,
    );
  });
});

test("a person sees their own API tokens", () => {
  for (const user of things.users) {
    const own = reading.for(userCaller({ name: user, role: "agent" })).people.tokensOf(user);
    expect(own).toEqual(whole.people.tokensOf(user));
  }
});

const limitedTo = (mailboxes: readonly string[]): Caller =>
  userCaller({ name: userName("ann"), role: "admin", mailboxes });
