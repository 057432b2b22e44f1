import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Commit, historyOf, longScript } from "../../../test/support/all-events.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { mailId, messageKey, type TicketNumber, ticketNumber, userName } from "../../base/ids.ts";
import type { NewEvent, Recorded } from "../../domain/events.ts";
import { isOverdue } from "../../domain/lifecycle/index.ts";
import { covers, nobody, type Scope, system, userCaller } from "../../domain/policy/index.ts";
import type { Ticket } from "../../domain/ticket/index.ts";
import type { Page } from "../queries/page.ts";
import type { OpenRecord } from "../record.ts";
import { createReading, type Read } from "./index.ts";

const boxes = ["red@desk.example", "green@desk.example", "blue@desk.example"] as const;
/** The queries for an administrator who is limited to some mailboxes, so that only these make a difference. */
const limitedTo = (record: OpenRecord, mailboxes: readonly string[]): Read =>
  createReading(record).for(userCaller({ name: userName("ann"), role: "admin", mailboxes }));
const unlimited = (record: OpenRecord): Read => createReading(record).for(system("test"));
const NOW = 2_000_000_000_000;

/** The same history with its tickets and mails spread over the mailboxes. */
const spread = (history: readonly Commit[]): readonly Commit[] =>
  history.map((commit) => ({ ...commit, events: commit.events.map(inABox) }));

function inABox(one: NewEvent): NewEvent {
  const { event, ticket } = one;
  if (event.type === "TicketOpened") return { ticket, event: { ...event, mailbox: boxOf(event.number) } };
  if (event.type === "MailReceived") return { ticket, event: { ...event, mailbox: boxOf(event.size) } };
  return one;
}
const boxOf = (n: number): string => boxes[n % boxes.length] ?? boxes[0];

async function withHistory(history: readonly Commit[], check: (record: OpenRecord) => Promise<void>) {
  const folder = dataFolder();
  let time = 0;
  const record = recordIn(folder.path, () => time);
  try {
    record.database.sqlite.pragma("synchronous = OFF");
    for (const { actor, time: at, events } of history) {
      time = at;
      await record.commit(actor, () => ({ events, dependsOn: [], value: undefined }));
    }
    await check(record);
  } finally {
    record.close();
    folder.remove();
  }
}

describe("a caller sees everything filtered by the mailboxes of their scope", () => {
  test("tickets, mails, messages, deliveries, search and the journal", async () => {
    let [seen, hidden] = [0, 0];
    await fc.assert(
      fc.asyncProperty(longScript, fc.subarray([...boxes]), async (script, mailboxes) => {
        const scope: Scope = { kind: "mailboxes", mailboxes };
        await withHistory(spread(historyOf(script)), async (record) => {
          const all = unlimited(record);
          const some = limitedTo(record, mailboxes);
          const inScope = (one: { readonly mailbox: string }) => covers(scope, one.mailbox);
          const home = (number: TicketNumber | null) => number !== null && isIn(all, number, scope);

          const tickets = pages((cursor) => all.tickets.list({}, { now: NOW, limit: 3, cursor }));
          const shown = tickets.filter(inScope);
          seen += shown.length;
          hidden += tickets.length - shown.length;
          expect(pages((cursor) => some.tickets.list({}, { now: NOW, limit: 3, cursor }))).toEqual(shown);
          expect(some.tickets.counts({}, NOW)).toEqual(countsOf(shown, all));
          for (const ticket of tickets) await sameTicket(ticket, inScope(ticket), some, all);

          const mails = pages((cursor) => all.mails.list({ limit: 3, cursor }));
          expect(pages((cursor) => some.mails.list({ limit: 3, cursor }))).toEqual(mails.filter(inScope));
          const held = mails.filter((mail) => inScope(mail) && mail.outcome === "held");
          expect(some.mails.heldCount()).toBe(held.length);
          const queue = mails.filter((mail) => inScope(mail) && mail.outcome === "queued").toReversed();
          expect(some.mails.queue(1000)).toEqual(queue);
          expect(some.mails.waiting().depth).toBe(queue.length);
          expect(some.mails.outcomes().reduce((sum, one) => sum + one.mails, 0)).toBe(
            mails.filter(inScope).length,
          );
          const floods = held.filter(({ reason }) => reason === "flood");
          expect(some.mails.floodGroups(1000).reduce((sum, group) => sum + group.mails, 0)).toBe(
            floods.length,
          );
          for (const mail of mails) {
            expect(some.mails.find(mailId(mail.id))).toEqual(inScope(mail) ? mail : null);
          }

          for (const { key, ticket } of messagesIn(record)) {
            const visible = home(ticket);
            expect(await some.messages.find(key)).toEqual(visible ? await all.messages.find(key) : null);
            expect(await some.messages.composed(key)).toEqual(
              visible ? await all.messages.composed(key) : null,
            );
            expect(some.messages.reply(key)).toEqual(visible ? all.messages.reply(key) : null);
            expect(some.deliveries.of(key)).toEqual(visible ? all.deliveries.of(key) : []);
          }
          const ticketOf = new Map<string, TicketNumber | null>(
            messagesIn(record).map(({ key, ticket }) => [key, ticket]),
          );
          for (const states of [null, ["waiting", "deferred", "failed", "bounced"] as const]) {
            const outbox = (read: Read) =>
              pages((cursor) => read.deliveries.outbox({ states, limit: 3, cursor })).map(
                (one) => one.message,
              );
            expect(outbox(some)).toEqual(outbox(all).filter((key) => home(ticketOf.get(key) ?? null)));
          }

          for (const word of wordsOf(tickets)) {
            const hits = (read: Read) => {
              const found = read.search.find(word, { me: null, now: NOW, limit: 1000 });
              return found.ok ? found.value.hits : found.error;
            };
            const of = hits(all);
            if (!Array.isArray(of)) throw new Error(`"${word}" cannot be searched`);
            expect(hits(some)).toEqual(of.filter(({ ticket }) => inScope(ticket)));
          }

          const events = (read: Read) => read.journal.page(0, 10_000, 1e9);
          const ofMail = new Map<string, boolean>(mails.map((mail) => [mail.id, inScope(mail)]));
          const isSeen = ({ ticket, event }: Recorded) => {
            if (ticket !== null) return home(ticket);
            if ("mail" in event && event.mail) return ofMail.get(event.mail) === true;
            if ("about" in event) return home(event.about);
            return "message" in event && event.message ? home(ticketOf.get(event.message) ?? null) : false;
          };
          const whole = await events(all);
          expect(await events(some)).toEqual({ ...whole, events: whole.events.filter(isSeen) });
        });
      }),
      { numRuns: 20 },
    );
    expect(Math.min(seen, hidden)).toBeGreaterThan(3);
  });

  test("P-15: a part of the program sees everything, someone who is not logged in nothing", async () => {
    const [script = []] = fc.sample(longScript, { numRuns: 1, seed: 7 });
    await withHistory(spread(historyOf(script)), async (record) => {
      const reading = createReading(record);
      const all = unlimited(record).tickets.list({}, { now: NOW, limit: 100 });
      expect(all.items.length).toBeGreaterThan(0);
      const { people, settings, system: program } = reading.for(nobody);
      expect([people.users(), people.groups(), settings.imapAccounts()]).toEqual([[], [], []]);
      expect([settings.outgoing(), settings.hostname(), await program.backupEvents(100)]).toEqual([
        ...[null, null, []],
      ]);
      expect(reading.for(nobody).tickets.list({}, { now: NOW, limit: 100 }).items).toEqual([]);
      expect(reading.for(nobody).settings.mailboxes()).toEqual([]);
      expect((await reading.for(nobody).journal.page(0, 1000, 1e9)).events).toEqual([]);
    });
  });
});

async function sameTicket(
  { number, version }: Ticket,
  visible: boolean,
  some: Read,
  all: Read,
): Promise<void> {
  const nothing = { events: [], older: null };
  expect(some.tickets.find(number)).toEqual(visible ? all.tickets.find(number) : null);
  const asked = { limit: 1000 };
  expect(await some.tickets.history(number, asked)).toEqual(
    visible ? await all.tickets.history(number, asked) : nothing,
  );
  expect(await some.tickets.conversation(number, asked)).toEqual(
    visible ? await all.tickets.conversation(number, asked) : nothing,
  );
  expect((await some.tickets.journal(number, 0, 1000, 1e9)).events).toHaveLength(visible ? version : 0);
  expect(await some.tickets.changesSince(number, 0, 1000)).toHaveLength(visible ? version : 0);
}

const isIn = (read: Read, number: TicketNumber, scope: Scope): boolean =>
  covers(scope, read.tickets.find(number)?.mailbox ?? null);

/** All items of a list, page by page. */
function pages<T>(page: (cursor: string | undefined) => Page<T>): readonly T[] {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const one = page(cursor);
    items.push(...one.items);
    cursor = one.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}

function countsOf(tickets: readonly Ticket[], read: Read) {
  const lifecycle = read.tickets.lifecycle();
  // By targets as well, which a ticket itself does not know.
  const isLate = (ticket: Ticket) =>
    isOverdue(lifecycle, { state: ticket.state, dueAt: read.tickets.moments(ticket).dueAt }, NOW);
  const of = (state: Ticket["state"]) => tickets.filter((ticket) => ticket.state === state).length;
  const now = lifecycle.states.map(({ name }) => [name, of(name)] as const);
  const gone = lifecycle.dropped.map(({ name }) => [name, of(name)] as const).filter(([, n]) => n > 0);
  return {
    byState: new Map([...now, ...gone]),
    all: tickets.length,
    overdue: tickets.filter(isLate).length,
  };
}

/** Some words that are in the tickets. */
const wordsOf = (tickets: readonly Ticket[]): readonly string[] =>
  [
    ...new Set(
      tickets.flatMap(({ subject, preview }) => `${subject} ${preview}`.match(/\b[a-z]{3,}\b/g) ?? []),
    ),
  ].slice(0, 5);

/** The messages, notifications and warnings there are, each with the ticket it belongs to now. */
function messagesIn({ database: { sqlite } }: OpenRecord) {
  return sqlite
    .prepare<[], { key: string; ticket: number | null }>(
      `SELECT key, ticket FROM message UNION SELECT message, ticket FROM notification
       UNION SELECT message, NULL FROM delivery WHERE kind = 'warning'`,
    )
    .all()
    .map(({ key, ticket }) => ({
      key: messageKey(key),
      ticket: ticket === null ? null : ticketNumber(ticket),
    }));
}
