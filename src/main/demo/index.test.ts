/** Plays a small demonstration completely: its contents, that it is repeatable, and that the data is consistent. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "../../../test/support/commands.ts";
import { openData } from "../../../test/support/data.ts";
import { allDeliveries } from "../../../test/support/deliveries.ts";
import { workerEntry } from "../../app/assets.ts";
import { pooledRandomBytes } from "../../app/random.ts";
import { ticketNumber, userName } from "../../base/ids.ts";
import { actorText } from "../../domain/actor.ts";
import { usualStates } from "../../domain/lifecycle/testing.ts";
import { compose, hashed } from "../../edges/delivery/compose.ts";
import { createReaderPool } from "../../edges/mime/index.ts";
import { dataOver } from "../../engine/data.ts";
import type { OpenRecord } from "../../record/record.ts";
import { agents, mailboxes } from "./company.ts";
import { createClock, fillDemo } from "./index.ts";

const TICKETS = 60;
const reader = createReaderPool({ entry: workerEntry("src/edges/mime/worker.ts"), workers: 1 });
const opened: OpenRecord[] = [];
afterAll(async () => {
  for (const record of opened) record.close();
  await reader.close();
});

interface Played {
  readonly record: OpenRecord;
  readonly end: number;
  readonly progress: readonly (readonly [number, number])[];
}

async function play(
  end: number,
  signal = new AbortController().signal,
  tickets = TICKETS,
  played = TICKETS,
): Promise<Played> {
  const clock = createClock(0);
  const record = openData(testFolder(), { now: clock.now });
  opened.push(record);
  const progress: [number, number][] = [];
  await fillDemo(
    {
      data: dataOver(record),
      clock,
      compose: hashed(compose),
      read: reader.read,
      randomBytes: pooledRandomBytes(),
    },
    {
      tickets,
      played,
      end,
      adminPassword: "administrator's own",
      agentPassword: "one for all of them",
      progress: (done, of) => progress.push([done, of]),
      signal,
    },
  );
  return { record, end, progress };
}

/** Everything that readers see, except times, ids and secrets. */
async function content({ record }: Played): Promise<readonly unknown[]> {
  const tickets = Array.from({ length: TICKETS }, async (_, i) => {
    const number = ticketNumber(i + 1);
    const { subject, state, priority, category, assignee, group, tags, requester, mailbox } =
      record.view.ticket(number) ?? {};
    const messages = (await record.past.conversation(number, 100)).map(({ event, actor }) => {
      if (event.type === "NoteAdded") return [actorText(actor), event.text];
      if (event.type !== "MessageReceived" && event.type !== "ReplyWritten") return event.type;
      const files = event.attachments.map(({ name, type }) => [name, type]);
      return [
        actorText(actor),
        event.from,
        event.to.map(({ name }) => name),
        event.subject,
        event.type === "MessageReceived" ? (event.reply ?? event.text) : event.text,
        files,
      ];
    });
    return { subject, state, priority, category, assignee, group, tags, requester, mailbox, messages };
  });
  return Promise.all(tickets);
}

/** A Thursday at noon and a Sunday night, in two years. */
const ends = [new Date(2026, 8, 17, 12, 4), new Date(2031, 0, 5, 23, 30)].map((date) => date.getTime());
let played: Played;
let again: Played;
beforeAll(async () => {
  played = await play(ends[0] ?? 0);
  again = await play(ends[1] ?? 0);
});

describe("what it holds", () => {
  it("as many tickets as were wished for", () => {
    const { record, progress } = played;
    expect(record.queries.counts({}, played.end).all).toBe(TICKETS);
    expect(record.view.notificationsDue(1)).toEqual([]);
    expect(progress).toEqual(Array.from({ length: TICKETS }, (_, i) => [i + 1, TICKETS]));
  });

  it("tickets in every state, the most of them closed; some overdue, some of nobody", () => {
    const { record, end } = played;
    const { byState } = record.queries.counts({}, end);
    for (const [state, n] of byState) expect(n, state).toBeGreaterThan(0);
    expect([...byState.keys()]).toEqual(usualStates);
    expect(byState.get("closed")).toBeGreaterThan(TICKETS / 2);
    const tickets = Array.from({ length: TICKETS }, (_, i) => record.view.ticket(ticketNumber(i + 1)));
    const values = (of: (ticket: NonNullable<(typeof tickets)[number]>) => unknown) =>
      new Set(tickets.map((ticket) => ticket && of(ticket)));
    expect(values(({ mailbox }) => mailbox).size).toBe(Object.keys(mailboxes).length);
    expect(values(({ assignee }) => assignee).size).toBe(agents.length + 1);
    expect(values(({ priority }) => priority).size).toBe(4);
    expect(values(({ category }) => category).size).toBeGreaterThan(8);
    expect(values(({ requester }) => requester.address).size).toBeGreaterThan(TICKETS / 2);
    expect(values(({ subject }) => subject).size).toBeGreaterThan(TICKETS * 0.8);
    expect(values(({ messages }) => messages > 2)).toContain(true);
    expect(values(({ dueAt, state }) => dueAt !== null && dueAt < end && state !== "closed")).toContain(true);
  });

  it("held mail of several reasons, nothing in the intake queue, and all mails accounted for", async () => {
    const { queries, journal } = played.record;
    const held = queries.mails({ outcome: "held", limit: 50 }).items;
    expect(new Set(held.map(({ reason }) => reason))).toEqual(
      new Set(["unreadable", "no-sender", "decision-failed"]),
    );
    for (const { cause } of held) expect(cause).not.toBe("");
    expect(queries.intakeQueue().depth).toBe(0);
    const received = (await journal.read(0, 100_000)).filter(
      ({ event }) => event.type === "MailReceived",
    ).length;
    const outcomes = queries.mailOutcomes();
    expect(outcomes.reduce((sum, { mails }) => sum + mails, 0)).toBe(received);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(["held", "reply", "ticket"]),
    );
  });

  it("deliveries that came through, and some that wait for another attempt", () => {
    const { record, end } = played;
    const all = allDeliveries(record);
    const of = (state: string) => all.filter((row) => row.state === state);
    expect(of("delivered").length).toBeGreaterThan(TICKETS / 2);
    expect(of("waiting")).toEqual([]);
    for (const { nextAt } of of("deferred")) expect(nextAt).toBeGreaterThan(end);
    expect(of("deferred").length).toBeGreaterThan(0);
  });

  it("attachments, HTML, quoted history, automatic mail and notes", async () => {
    const events = (await played.record.journal.read(0, 100_000)).map(({ event }) => event);
    const received = events.filter((event) => event.type === "MessageReceived");
    expect(received.some(({ attachments }) => attachments.length > 0)).toBe(true);
    expect(received.some(({ hasHtml }) => hasHtml)).toBe(true);
    expect(received.some(({ reply }) => reply !== null)).toBe(true);
    expect(new Set(received.map(({ automatic }) => automatic))).toContain("bounce");
    expect(events.some(({ type }) => type === "NoteAdded")).toBe(true);
    // Follow-ups are recognised by our token, as in real use.
    expect(received.some(({ evidence }) => evidence?.by === "token")).toBe(true);
    expect(received.some(({ newcomer }) => newcomer)).toBe(true);
  });

  it("people who can log in, and have", () => {
    const { view } = played.record;
    expect(view.users().map(({ name }) => name)).toEqual(["admin", ...agents.map(({ user }) => user)].sort());
    for (const { user, name, role } of agents) {
      expect(view.user(userName(user))).toMatchObject({ fullName: name, role, disabled: false });
      expect(view.user(userName(user))?.loginAt).not.toBeNull();
    }
    expect(view.mailboxes()).toHaveLength(Object.keys(mailboxes).length);
    expect(view.outgoing()).toEqual({ kind: "catch" });
  });

  it("words that can be searched, all settled", async () => {
    const { record } = played;
    expect(
      record.search.count({ is: "term", term: { text: "order", phrase: false, within: "anywhere" } }, 1000),
    ).toBeGreaterThan(5);
    expect(await record.settle()).toBe(false);
  });
});

describe("its truth", () => {
  it("the journal holds, in ascending time, and ends at the end", async () => {
    const { record, end } = played;
    expect(await record.journal.verify()).toMatchObject({ ok: true });
    const times = (await record.journal.read(0, 100_000)).map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(end);
    expect(times.at(-1)).toBeGreaterThan(end - 12 * 3_600_000);
    expect(times[0]).toBeGreaterThan(end - 60 * 24 * 3_600_000);
  });

  it("is the same after the read model is rebuilt", async () => {
    const before = await content(played);
    played.record.rebuild();
    expect(await content(played)).toEqual(before);
  });

  it("writes with full durability again", () => {
    expect(played.record.database.sqlite.pragma("synchronous", { simple: true })).toBe(2);
  });
});

describe("the same number of tickets", () => {
  it("gives the same content, whenever it ends", async () => {
    expect(await content(again)).toEqual(await content(played));
  });

  it("but no secret twice", () => {
    const tokens = [played, again].flatMap(({ record }) =>
      Array.from({ length: TICKETS }, (_, i) => record.view.ticket(ticketNumber(i + 1))?.token),
    );
    expect(new Set(tokens).size).toBe(2 * TICKETS);
    const passwords = [played, again].map(({ record }) => record.view.user(userName("maya"))?.password);
    expect(passwords[0]).not.toBe(passwords[1]);
  });
});

it("can be stopped", async () => {
  const stopping = new AbortController();
  stopping.abort();
  await expect(play(ends[0] ?? 0, stopping.signal)).rejects.toThrow("stopped before the end");
});

it("one ticket is one ticket", async () => {
  const { record } = await play(ends[0] ?? 0, undefined, 1);
  expect(record.queries.counts({}, ends[0] ?? 0).all).toBe(1);
});
