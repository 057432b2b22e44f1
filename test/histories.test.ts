/** Properties of every history: a rebuilt read model equals the one that grew, also after erasures. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ticketNumber } from "../src/base/ids.ts";
import type { EventType } from "../src/domain/events.ts";
import { system } from "../src/domain/policy/index.ts";
import { erasedMessage, evolve, isErased, isTicketEvent, type Ticket } from "../src/domain/ticket/index.ts";
import { eventOf } from "../src/edges/api/events.ts";
import { frame } from "../src/edges/web/testing/samples.ts";
import { timelineOf } from "../src/edges/web/tickets/timeline.ts";
import { projections } from "../src/record/model/index.ts";
import { createReading } from "../src/record/reading/index.ts";
import type { OpenRecord } from "../src/record/record.ts";
import { textIn } from "../src/text/web.ts";
import { allTypes, type Commit, historyOf, longScript } from "./support/all-events.ts";
import { dumpModel } from "./support/dump.ts";
import { dataFolder, recordIn } from "./support/record.ts";

/** A record to which a history is written, commit by commit. */
async function withHistory(
  history: readonly Commit[],
  check: (record: OpenRecord, reopen: () => OpenRecord) => Promise<void> | void,
): Promise<void> {
  const folder = dataFolder();
  let time = 0;
  let record = recordIn(folder.path, () => time);
  /** Opens it again, as a start does: a rebuild is left to the caller. */
  const reopen = () => {
    record.close();
    record = recordIn(folder.path, () => time, true);
    return record;
  };
  try {
    // Durability does not matter here.
    record.database.sqlite.pragma("synchronous = OFF");
    for (const { actor, time: at, events } of history) {
      time = at;
      await record.commit(actor, () => ({ events, dependsOn: [], value: undefined }));
    }
    await check(record, reopen);
  } finally {
    record.close();
    folder.remove();
  }
}

describe("long histories with all types of event", () => {
  test("a model that grew commit by commit equals a rebuilt one", async () => {
    const met = new Set<EventType>();
    await fc.assert(
      fc.asyncProperty(longScript, fc.boolean(), async (script, settle) => {
        const history = historyOf(script);
        for (const { events } of history) for (const { event } of events) met.add(event.type);
        await withHistory(history, async (record) => {
          if (settle) while (await record.settle());
          const grown = dumpModel(record);
          record.rebuild();
          expect(dumpModel(record)).toEqual(grown);
          expect(await record.journal.verify()).toMatchObject({ ok: true });
        });
      }),
      { numRuns: 15 },
    );
    const unmet = allTypes.filter((type) => !met.has(type));
    expect(unmet, "no history had these; teach test/support/all-events.ts to make them").toEqual([]);
  });

  test("whichever parts are rebuilt while events are added, the model equals a rebuilt one", async () => {
    const names = projections.filter(({ rebuilt }) => rebuilt !== "when-idle").map(({ name }) => name);
    const chosen = fc.record({
      names: fc.subarray(names, { minLength: 1 }),
      /** How much of the history is there before, and after how many commits each slice follows. */
      part: fc.integer({ min: 0, max: 100 }),
      each: fc.integer({ min: 1, max: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(longScript, chosen, async (script, { names, part, each }) => {
        const history = historyOf(script);
        const first = Math.floor((history.length * part) / 100);
        await withHistory(history.slice(0, first), async (record, reopen) => {
          const mark = record.database.sqlite.prepare("UPDATE projection SET version = 0 WHERE name = ?");
          for (const name of names) mark.run(name);
          const later = reopen();
          for (const [n, { actor, events }] of history.slice(first).entries()) {
            await later.commit(actor, () => ({ events, dependsOn: [], value: undefined }));
            if (n % each === 0) later.catchUp(0);
          }
          while (later.catchUp(0));
          expect(later.behind()).toBe(null);
          while (await later.settle());
          const grown = dumpModel(later);
          later.rebuild();
          expect(dumpModel(later)).toEqual(grown);
        });
      }),
      { numRuns: 15 },
    );
  });

  test("whichever payloads are erased, the model can be rebuilt and everything can be shown", async () => {
    const chosen = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(longScript, chosen, async (script, numbers) => {
        await withHistory(historyOf(script), async (record) => {
          const head = await record.journal.head();
          const positions = [...new Set(numbers.map((n) => 1 + (n % head)))];
          const before = ticketsOf(record);
          erase(record, positions);
          record.rebuild();
          expect(await record.journal.verify()).toMatchObject({ ok: true, erased: positions.length });
          expect(ticketsOf(record)).toEqual(before);
          for (const [number, version] of before) await look(record, number, version);
          const all = await record.journal.read(0, head);
          expect(all.filter(isErased).map(({ position }) => position)).toEqual(
            positions.sort((a, b) => a - b),
          );
          expect(all.map((recorded) => eventOf(recorded).type)).toEqual(all.map(({ event }) => event.type));
        });
      }),
      { numRuns: 15 },
    );
  });

  test("erasing the record of finished work does not repeat the work", async () => {
    await fc.assert(
      fc.asyncProperty(longScript, fc.subarray(settling, { minLength: 1 }), async (script, types) => {
        await withHistory(historyOf(script), async (record) => {
          const due = () => ({
            deliveries: record.queries.dueDeliveries(Number.MAX_SAFE_INTEGER, 10_000).toSorted(),
            replies: record.view.repliesDue(Number.MAX_SAFE_INTEGER, 10_000).map(({ message }) => message),
            warnings: record.view.warningsDue(10_000).map(({ message }) => message),
            autoReplies: record.view.automaticRepliesDue(10_000).map(({ message }) => message),
            notifications: record.view.notificationsDue(10_000).map(({ message }) => message),
            agents: record.view.agentRepliesDue(10_000).map(({ position }) => position),
            mails: record.view.queuedMails(0, 10_000).map(({ id }) => id),
          });
          const before = due();
          const all = await record.journal.read(0, 10_000);
          const outcomes = all
            .filter(({ event }) => types.some((type) => type === event.type))
            .map(({ position }) => position);
          erase(record, outcomes);
          record.rebuild();
          for (const [what, now] of Object.entries(due())) {
            const known = new Set<unknown>(Object.entries(before).find(([one]) => one === what)?.[1]);
            expect(
              now.filter((one) => !known.has(one)),
              what,
            ).toEqual([]);
          }
        });
      }),
      { numRuns: 18, endOnFailure: true },
    );
  });
});

/** Types that record the end of due work. */
const settling: EventType[] = [
  ...(["MessageReceived", "MailHeld", "MailFiled", "AgentReplied", "ReplyWritten"] as const),
  ...(["NotificationQueued", "DeliveryAttempted", "DeliveryCancelled", "BackupRestored"] as const),
  ...(["ReplyComposed", "ReplyTakenBack", "ReplyWithheld", "WarningQueued"] as const),
];

function erase({ database: { sqlite } }: OpenRecord, positions: readonly number[]): void {
  const one = sqlite.prepare<[number]>("UPDATE event SET payload = NULL, salt = NULL WHERE position = ?");
  for (const position of positions) one.run(position);
}

/** Each ticket's version in the journal, after checking that the model has the same. */
function ticketsOf({ database: { sqlite }, view }: OpenRecord): readonly (readonly [number, number])[] {
  const versions = sqlite
    .prepare<[], { ticket: number; version: number }>(
      "SELECT ticket, max(ticket_version) AS version FROM event WHERE ticket IS NOT NULL GROUP BY ticket",
    )
    .all();
  return versions.map(({ ticket, version }) => {
    expect(view.ticket(ticketNumber(ticket))?.version).toBe(version);
    return [ticket, version];
  });
}

/** Reads a ticket as its page and the API do. */
async function look(record: OpenRecord, number: number, version: number): Promise<void> {
  const ticket = record.view.ticket(ticketNumber(number));
  if (!ticket) throw new Error(`there is no ticket ${number}`);
  const events = await record.journal.ofTicket(ticket.number, 0, version);
  expect(events).toHaveLength(version);
  const evolved = events.reduce<Ticket | null>((before, one) => {
    if (!isErased(one) && !isTicketEvent(one)) throw new Error(`${one.event.type} is in a ticket`);
    return evolve(before, one);
  }, null);
  expect(evolved).toEqual(ticket);
  const { events: history } = await record.past.history(ticket.number, { limit: 1000 });
  const erased = history.filter(isErased).length;
  const { items } = await timelineOf(history, {
    ...{
      read: createReading(record).for(system("test")),
      t: textIn("en"),
      ticket,
      attempts: "here" as const,
    },
    ...{ frame: frame(), person: (user: string) => ({ user, name: user }) },
  });
  expect(items.filter((item) => item.is === "event" && item.what.includes("erased")).length).toBe(erased);
  const conversation = await record.past.conversation(ticket.number, 1000);
  const gone = events.filter((one) => isErased(one) && erasedMessage(one) !== null);
  expect(conversation.filter(isErased)).toEqual(gone);
}
