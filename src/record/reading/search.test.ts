/** The search language against a naive reading of it: each message of each ticket is looked at. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { messageKey, type TicketNumber, ticketNumber, userName } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { NewEvent } from "../../domain/events.ts";
import type { RecordStore } from "../record.ts";
import type { Visibility } from "./scope.ts";
import { type SearchReading, searchReading } from "./search.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 5, 1);
const TICKETS = 40;
const vocabulary = ["bell", "lamp", "desk", "Straße", "Łódź", "天気", "bells"] as const;
const tags = ["vip", "red", "blue"] as const;
const priorities = ["low", "normal", "high"] as const;

interface Kept {
  readonly number: TicketNumber;
  readonly opened: number;
  readonly changed: number;
  readonly mailbox: string;
  readonly tags: readonly string[];
  readonly priority: string;
  readonly assignee: string | null;
  readonly closed: boolean;
  readonly messages: readonly (readonly string[])[];
}

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let read: SearchReading;
let clock = START;
const kept: Kept[] = [];

beforeAll(async () => {
  folder = dataFolder();
  record = recordIn(folder.path, () => clock);
  for (let n = 1; n <= TICKETS; n++) {
    kept.push(await ticket(n));
    // Some are in either index.
    if (n === TICKETS - 12) while (await record.settle());
  }
  const everything = { everything: true, within: null, user: null, mailbox: () => true };
  read = searchReading(record, everything as unknown as Visibility);
});
afterAll(() => {
  record.close();
  folder.remove();
});

/** A ticket whose fields and messages follow from its number, in no simple pattern. */
async function ticket(n: number): Promise<Kept> {
  const number = ticketNumber(n);
  const mailbox = n % 5 === 0 ? "sales@desk.example" : "help@desk.example";
  const own = {
    tags: tags.filter((_, at) => (n >> at) % 2 === 1),
    priority: priorities[(n * 7) % 3] ?? "normal",
    assignee: n % 4 === 0 ? userName("ann") : null,
  };
  const messages = Array.from({ length: 1 + (n % 3) }, (_, m) =>
    vocabulary.filter((_, at) => ((n * 37 + m * 101) >> at) % 2 === 1),
  );
  clock += HOUR;
  const opened = clock;
  await commit([
    {
      ...{ type: "TicketOpened", number, token: `token-${n}`, mailbox, subject: "", group: null, via: "web" },
      requester: { name: "", address: `person${n % 3}@customer.example` },
    },
    ...messages.map((words, m) => ({
      ...{ type: "NoteAdded" as const, message: messageKey(`${n}-${m}`), text: `Note ${words.join(", ")}.` },
    })),
  ]);
  if (n % 6 === 0) clock += 5 * HOUR;
  const { tags: named, ...others } = own;
  await commit([
    {
      type: "Changed",
      changes: { tags: named, ...others },
      before: { tags: [], priority: "normal", assignee: null },
    },
    ...(n % 7 === 0
      ? [
          {
            type: "StateChanged" as const,
            from: "new" as const,
            to: "closed" as const,
            cause: { code: "agent" as const },
          },
        ]
      : []),
  ]);
  return { number, opened, changed: clock, mailbox, ...own, closed: n % 7 === 0, messages };

  async function commit(events: readonly NewEvent["event"][]) {
    await record.commit(systemActor("test"), () => ({
      events: events.map((event) => ({ ticket: number, event })),
      dependsOn: [],
      value: undefined,
    }));
  }
}

/** A search, with what it means. */
interface Search {
  readonly line: string;
  readonly about: "ticket" | "message";
  readonly holds: (ticket: Kept, words: readonly string[]) => boolean;
}

const word = (line: string, of: readonly string[]): Search => ({
  ...{ line, about: "message" },
  holds: (_, words) => of.some((one) => words.includes(one)),
});
const filter = (line: string, holds: (ticket: Kept) => boolean): Search => ({ line, about: "ticket", holds });

const hours = fc.integer({ min: 0, max: TICKETS + 40 });
const leaf: fc.Arbitrary<Search> = fc.oneof(
  fc.constantFrom(
    word("bell", ["bell", "bells"]),
    word('"bell"', ["bell"]),
    word("lam", ["lamp"]),
    word("STRASSE", ["Straße"]),
    word("lodz", ["Łódź"]),
    word("天", ["天気"]),
    word("absent", []),
    word("note", [...vocabulary]),
  ),
  fc.constantFrom(...tags).map((tag) => filter(`tag:${tag}`, (one) => one.tags.includes(tag))),
  fc.constantFrom(...priorities).map((of) => filter(`priority:${of}`, (one) => one.priority === of)),
  fc.integer({ min: 1, max: TICKETS + 3 }).map((n) => filter(`#${n}`, (one) => one.number === n)),
  hours.map((n) => filter(`before:${n}h`, (one) => one.opened < clock - n * HOUR)),
  hours.map((n) => filter(`after:${n}h`, (one) => one.changed >= clock - n * HOUR)),
  fc.constantFrom(
    filter("assignee:ann", (one) => one.assignee === "ann"),
    filter("assignee:none", (one) => one.assignee === null),
    filter("state:closed", (one) => one.closed),
    filter("is:unfinished", (one) => !one.closed),
    filter("is:overdue", () => false),
    filter("mailbox:sales@desk.example", (one) => one.mailbox.startsWith("sales")),
    filter("requester:person1@customer.example", (one) => one.number % 3 === 1),
  ),
);
const { search: anySearch } = fc.letrec<{ search: Search }>((tie) => ({
  search: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 2, arbitrary: leaf },
    {
      weight: 1,
      arbitrary: tie("search").map(({ line, holds, about }) => ({
        ...{ line: `-(${line})`, about },
        holds: (one: Kept, words: readonly string[]) => !holds(one, words),
      })),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(tie("search"), fc.constantFrom(" ", " OR ", " AND "), tie("search")).map(
        ([a, sign, b]): Search => ({
          line: `(${a.line}${sign}${b.line})`,
          about: a.about === "message" || b.about === "message" ? "message" : "ticket",
          holds: (one, words) =>
            sign === " OR "
              ? a.holds(one, words) || b.holds(one, words)
              : a.holds(one, words) && b.holds(one, words),
        }),
      ),
    },
  ),
}));

/** What a line finds, page by page; each ticket must be on one page only. */
function found(line: string, limit: number): readonly number[] | null {
  const numbers: number[] = [];
  let cursor: string | undefined;
  do {
    const page = read.find(line, { me: "ann", now: clock, limit, cursor });
    if (!page.ok) {
      expect(page.error.reason).toBe("search.alternatives");
      return null;
    }
    numbers.push(...page.value.hits.map(({ ticket }) => ticket.number));
    cursor = page.value.next ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(numbers).size).toBe(numbers.length);
  return numbers;
}

const inOrder = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

test("and, or, not, words and filters find what each message and ticket says", () => {
  let many = 0;
  fc.assert(
    fc.property(anySearch, fc.constantFrom(3, 50), ({ line, holds, about }, limit) => {
      const numbers = found(line, limit);
      if (numbers === null) return;
      const wanted = kept.filter((one) => one.messages.some((words) => holds(one, words)));
      expect([line, inOrder(numbers)]).toEqual([line, wanted.map(({ number }) => number)]);
      if (wanted.length > 2 && wanted.length < TICKETS) many += 1;
      const counted = read.countTickets(line, { me: "ann", now: clock, most: 99 });
      expect([line, counted?.n ?? null]).toEqual([line, about === "ticket" ? wanted.length : null]);
    }),
    { numRuns: 400 },
  );
  expect(many).toBeGreaterThan(50);
});

test("the opposite of the opposite is the same, and a search or its opposite is all there is", () => {
  fc.assert(
    fc.property(leaf, leaf, ({ line: a }, { line: b }) => {
      expect(found(`-(-${a})`, 50)).toEqual(found(a, 50));
      expect(inOrder(found(`${a} OR -${a}`, 50) ?? [])).toEqual(kept.map(({ number }) => number));
      expect(found(`${a} -${a}`, 50)).toEqual([]);
      expect(found(`-(${a} OR ${b})`, 50)).toEqual(found(`-${a} -${b}`, 50));
    }),
    { numRuns: 60 },
  );
});
