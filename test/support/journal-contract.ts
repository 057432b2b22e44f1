/** What every journal promises, as tests: each database runs them. */
import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { messageKey, ticketNumber } from "../../src/base/ids.ts";
import { LeaseLost } from "../../src/base/unwritable.ts";
import { systemActor } from "../../src/domain/actor.ts";
import type { Dependency } from "../../src/domain/dependency.ts";
import type { NewEvent } from "../../src/domain/events.ts";
import { type ChainEnd, damage, type EventRow, GENESIS } from "../../src/record/chain.ts";
import { blobOf } from "../../src/record/new-blob.ts";
import type { Append, Appended, Fence, JournalPort } from "../../src/record/port.ts";

/** A place for journals. */
export interface JournalPlace {
  /** Another port to the journal of this test; it is closed at the end of the test. */
  open(): Promise<JournalPort>;
  /** A port to an empty journal of the same kind; it is closed as well. */
  openEmpty(): Promise<JournalPort>;
}

/** @param place gives the place of the current test, which is empty at its start */
export function journalContract(place: () => JournalPlace): void {
  test("events have positions without gaps, in an intact chain", async () => {
    const port = await place().open();
    expect(await port.end()).toMatchObject(GENESIS);
    const appended = await port.append([append([opened(1), note(1, "a")]), append([note(1, "b")])]);
    expect(appended.map(positions)).toEqual([[1, 2], [3]]);
    const rows = await port.read(0, 100);
    expect(rows.map(({ ticketVersion }) => ticketVersion)).toEqual([1, 2, 3]);
    expect(appended.flatMap(rowsOf)).toEqual(rows);
    expect(await port.end()).toMatchObject(intact(rows));
    expect((await port.read(1, 1)).map(({ position }) => position)).toEqual([2]);
    expect(await port.read(3, 100)).toEqual([]);
  });

  test("a payload comes back as it was, whatever its characters", async () => {
    const port = await place().open();
    const text = "a\0b \u{1F600} \ud800 \u2028 'quoted' \\ {\"x\":1} \ufeff";
    await port.append([append([opened(1), note(1, text)])]);
    const [, row] = await port.read(0, 2);
    expect(JSON.parse(row?.payload ?? "")).toMatchObject({ text });
  });

  test("an append with a known id records nothing and gives what was recorded", async () => {
    const port = await place().open();
    await port.append([append([opened(1)])]);
    const one = append([note(1, "once")]);
    const first = await port.append([one]);
    await port.append([append([note(1, "between")])]);
    expect(await port.append([one])).toEqual(first);
    const [mixed, fresh] = await port.append([one, append([note(1, "fresh")])]);
    expect([mixed && positions(mixed), fresh && positions(fresh)]).toEqual([[2], [4]]);
    expect(await port.end()).toMatchObject({ position: 4 });
  });

  test("the same append twice in a batch, or in two at once, is recorded once", async () => {
    const port = await place().open();
    await port.append([append([opened(1)])]);
    const [one, other] = [append([note(1, "once")]), append([note(1, "at once")])];
    const twice = await port.append([one, one]);
    expect(twice.map(positions)).toEqual([[2], [2]]);
    const both = await Promise.all([port.append([other]), port.append([other])]);
    expect(both.flat().map(positions)).toEqual([[3], [3]]);
    expect(await port.end()).toMatchObject({ position: 3 });
  });

  test("what depends on something that has changed is refused, and says what", async () => {
    const port = await place().open();
    await port.append([append([opened(1)])]);
    const asItIs: Dependency = { on: "ticket", ticket: ticketNumber(1), version: 1 };
    expect((await port.append([append([note(1, "first")], [asItIs], 1)])).map(positions)).toEqual([[2]]);
    const late = await port.append([append([note(1, "late")], [asItIs], 1)]);
    expect(late).toEqual([{ is: "moved", dependency: asItIs }]);
    const other: Dependency = { on: "next-ticket", number: ticketNumber(2) };
    expect((await port.append([append([opened(2)], [other], 1)])).map(positions)).toEqual([[3]]);
  });

  test("a batch leaves out what its own earlier appends have changed, and nothing else", async () => {
    const port = await place().open();
    await port.append([append([opened(1)])]);
    const next: Dependency = { on: "next-ticket", number: ticketNumber(2) };
    const batch = [
      append([opened(2)], [next], 1),
      append([opened(2)], [next], 1),
      append([note(1, "independent")], [{ on: "ticket", ticket: ticketNumber(1), version: 1 }], 1),
    ];
    const appended = await port.append(batch);
    expect(appended[1]).toEqual({ is: "moved", dependency: next });
    expect(appended.map(positions)).toEqual([[2], [], [3]]);
    intact(await port.read(0, 100));
  });

  test("two writers at once give one order, which a follower sees without gaps", async () => {
    const [one, other] = [await place().open(), await place().open()];
    await one.append([append([opened(1)])]);
    const stop = new AbortController();
    const seen: EventRow[] = [];
    const followed = follow(other, seen, stop.signal, 41);
    const writing = [one, other].map(async (port, at) => {
      for (let i = 0; i < 20; i++) await port.append([append([note(1, `${at} ${i}`)])]);
    });
    await Promise.all(writing);
    await followed;
    stop.abort();
    expect(await one.end()).toMatchObject(intact(seen));
    expect(seen.length).toBe(41);
  });

  test("appends that arrive together are all recorded once", async () => {
    const port = await place().open();
    await port.append([append([opened(1)])]);
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => port.append([append([note(1, `${i}`)])])),
    );
    expect(all.flat().flatMap(positions).toSorted(byNumber)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 2),
    );
    intact(await port.read(0, 100));
  });

  test("who follows hears of what is recorded later, until it is aborted", async () => {
    const port = await place().open();
    await port.append([append([opened(1)])]);
    const stop = new AbortController();
    const seen: EventRow[] = [];
    const followed = follow(port, seen, stop.signal, 3);
    await port.append([append([note(1, "a")])]);
    await port.append([append([note(1, "b")])]);
    await followed;
    stop.abort();
    expect(seen.map(({ position }) => position)).toEqual([1, 2, 3]);
    for await (const rows of port.follow(() => 0, stop.signal)) expect(rows).toEqual([]);
  });

  test("blobs are kept once under their name, whatever their size", async () => {
    const port = await place().open();
    const large = blobOf(randomBytes(3_000_001));
    const [empty, small] = [blobOf(new Uint8Array()), blobOf(Buffer.from("small"))];
    await port.keep([empty, small, large, small]);
    await port.keep([small]);
    for (const { sha256, bytes } of [empty, small, large])
      expect(Buffer.from((await port.blob(sha256)) ?? "none").equals(bytes)).toBe(true);
    expect(await port.blob(blobOf(Buffer.from("absent")).sha256)).toBe(null);
    const names = [empty, small, large].map(({ sha256 }) => sha256).toSorted();
    expect(await port.blobNames(null, 10)).toEqual(names);
    expect(await port.blobNames(names[0] ?? null, 1)).toEqual(names.slice(1, 2));
  });

  test("after a lease has gone to another holder, the old one's writes are refused", async () => {
    const port = await place().open();
    const other = await place().open();
    const mine = await port.lease("work", "one", 60_000);
    expect(mine).not.toBe(null);
    expect(await other.lease("work", "two", 60_000)).toBe(null);
    expect(await port.lease("work", "one", 1)).toEqual(mine);
    const theirs = await taken(() => other.lease("work", "two", 60_000));
    expect(theirs.token).toBeGreaterThan(mine?.token ?? Number.POSITIVE_INFINITY);
    await expect(port.append([append([opened(1)])], mine ?? undefined)).rejects.toThrow(LeaseLost);
    expect(await port.end()).toMatchObject({ position: 0 });
    expect((await other.append([append([opened(1)])], theirs)).map(positions)).toEqual([[1]]);
    expect(await port.lease("work", "one", 60_000)).toBe(null);
    expect(await port.lease("other work", "one", 60_000)).not.toBe(null);
  });

  test("a journal takes another one's events as they are, and refuses what does not continue it", async () => {
    const from = await place().open();
    await from.append([append([opened(1), note(1, "a")]), append([note(1, "b")])]);
    const rows = await from.read(0, 100);
    const to = await place().openEmpty();
    const changed = rows.map((row) => ({ ...row, payload: row.payload?.replace("a", "x") ?? null }));
    expect(await to.take(changed)).toMatchObject({ problem: { reason: "journal.payload" } });
    expect(await to.take(rows.slice(1))).toMatchObject({ position: 1 });
    expect(await to.end()).toMatchObject({ position: 0 });
    expect(await to.take(rows.slice(0, 2))).toBe(null);
    expect(await to.take(rows.slice(2))).toBe(null);
    expect(await to.read(0, 100)).toEqual(rows);
    expect(await to.end()).toEqual(await from.end());
    // They continue alike.
    expect((await to.append([append([note(1, "c")])])).map(positions)).toEqual([[4]]);
  });
}

export const opened = (number: number): NewEvent => ({
  ticket: ticketNumber(number),
  event: {
    ...{ type: "TicketOpened", number: ticketNumber(number), token: `${number % 10}`.repeat(24) },
    ...{ mailbox: "help@desk.example", subject: "Printer", group: null, via: "web" },
    requester: { name: "", address: "ann@customer.example" },
  },
});

let keys = 0;
export const note = (number: number, text: string): NewEvent => ({
  ticket: ticketNumber(number),
  event: { type: "NoteAdded", message: messageKey(`note ${++keys}`), text },
});

export const append = (
  events: readonly NewEvent[],
  dependsOn: readonly Dependency[] = [],
  decidedAt = 0,
): Append => ({
  ...{ id: randomUUID(), events, dependsOn, decidedAt },
  ...{ actor: systemActor("test"), time: 1_790_000_000_000 },
});

const rowsOf = (appended: Appended): readonly EventRow[] => (appended.is === "recorded" ? appended.rows : []);
export const positions = (appended: Appended): readonly number[] =>
  rowsOf(appended).map(({ position }) => position);

const byNumber = (a: number, b: number) => a - b;

/** Checks a whole journal. @returns where it ends */
export function intact(rows: readonly EventRow[]): ChainEnd {
  let end: ChainEnd = GENESIS;
  const versions = new Map<number, number>();
  for (const row of rows) {
    expect(damage(row, end, versions)).toBe(null);
    end = { position: row.position, chain: row.chain };
  }
  return end;
}

/** Follows until that many events have been seen. */
export async function follow(
  port: JournalPort,
  seen: EventRow[],
  signal: AbortSignal,
  count: number,
): Promise<void> {
  for await (const rows of port.follow(() => seen.length, signal)) {
    seen.push(...rows);
    if (seen.length >= count) return;
  }
}

async function taken(take: () => Promise<Fence | null>): Promise<Fence> {
  for (;;) {
    const fence = await take();
    if (fence !== null) return fence;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
