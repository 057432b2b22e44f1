import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Budget, DataReader } from "./data.ts";

const end = Buffer.from(".\r\n");

/** RFC 5321 section 4.5.2, the sender's side. */
function stuff(message: Buffer): Buffer {
  const text = message.toString("latin1").replace(/(^|\r\n)\./g, "$1..");
  return Buffer.from(text, "latin1");
}

/** Feeds in chunks; returns the reader and the bytes after the end, or null if it saw none. */
function read(wire: Buffer, cuts: readonly number[], limit = 1e6, budget = new Budget(1e9)) {
  const reader = new DataReader(limit, budget);
  const edges = [...new Set([0, ...cuts.map((cut) => cut % (wire.length + 1)), wire.length])].sort(
    (a, b) => a - b,
  );
  for (let i = 0; i + 1 < edges.length; i++) {
    const from = edges[i] ?? 0;
    const used = reader.feed(wire.subarray(from, edges[i + 1]));
    if (used >= 0) return { reader, rest: wire.subarray(from + used) };
  }
  return { reader, rest: null };
}

/** Bytes with a meaning, often enough to be adjacent. */
const nastyBytes = fc
  .array(fc.constantFrom("\r\n", "\r", "\n", ".", "..", "a", "\0", "\xff", "\r\n.", "\r\n.\r\n", "text"), {
    maxLength: 30,
  })
  .map((parts) => Buffer.from(parts.join(""), "latin1"));
const cuts = fc.array(fc.nat(200), { maxLength: 12 });
const lines = fc
  .array(fc.constantFrom("", ".", "..", ".a", "text", "a.b", " x ", "\0\xff", "long ".repeat(20)), {
    maxLength: 12,
  })
  .map((all) => Buffer.from(all.map((line) => `${line}\r\n`).join(""), "latin1"));

describe("DataReader", () => {
  test("puts a message of many blocks together", async () => {
    const message = Buffer.from(
      Array.from({ length: 40_000 }, (_, i) => `line ${i} ${"x".repeat(70)}\r\n`).join(""),
    );
    const { reader } = read(
      Buffer.concat([message, end]),
      Array.from({ length: 99 }, (_, i) => 30_000 * i),
      1e7,
    );
    expect((await reader.message()).equals(message)).toBe(true);
  });

  test("undoes dot stuffing, however it is split, and leaves what follows", async () => {
    await fc.assert(
      fc.asyncProperty(lines, cuts, nastyBytes, async (message, cut, behind) => {
        const { reader, rest } = read(Buffer.concat([stuff(message), end, behind]), cut);
        expect(reader.refused).toBeNull();
        expect(await reader.message()).toEqual(message);
        expect(rest === null ? null : behind.subarray(behind.length - rest.length)).toEqual(rest);
      }),
      { numRuns: 500 },
    );
  });

  test("any bytes: exactly the unstuffed ones, a refusal, or no end, however they are split", async () => {
    await fc.assert(
      fc.asyncProperty(nastyBytes, cuts, async (wire, cut) => {
        const whole = read(wire, []);
        const parts = read(wire, cut);
        expect(parts.rest === null).toBe(whole.rest === null);
        expect(parts.reader.refused).toBe(whole.reader.refused);
        const text = wire.toString("latin1");
        const at = text.startsWith(".\r\n") ? 0 : text.indexOf("\r\n.\r\n") + 2;
        expect(whole.rest === null).toBe(at === 1);
        const taken = at === 1 ? text : text.slice(0, at);
        const strayed = /\r(?!\n)|(?<!\r)\n/.test(at === 1 ? text.replace(/\r$/, "") : taken);
        expect(whole.reader.refused).toBe(strayed ? "mail.bare-newline" : null);
        if (whole.rest === null || strayed) return;
        // an accepted message consists of whole lines, each without its escaping dot
        const expected = Buffer.from(taken.replace(/(^|\r\n)\.(?!\r\n)/g, "$1"), "latin1");
        expect(await whole.reader.message()).toEqual(expected);
        expect(await parts.reader.message()).toEqual(expected);
        expect(parts.rest?.length).toBe(whole.rest.length);
      }),
      { numRuns: 2000 },
    );
  });

  test("the limit is exact and counts unstuffed bytes", () => {
    const message = Buffer.from("..\r\n0123\r\n");
    expect(read(Buffer.concat([message, end]), [], 9).reader.refused).toBeNull();
    expect(read(Buffer.concat([message, end]), [], 8).reader.refused).toBe("mail.too-large");
    expect(read(Buffer.concat([message, end]), [1, 2, 3, 4, 5], 8).reader.refused).toBe("mail.too-large");
  });

  test("the budget is used while reading and returned once", () => {
    const budget = new Budget(100_000);
    const { reader } = read(
      Buffer.concat([Buffer.alloc(60_000, "a"), Buffer.from("\r\n"), end]),
      [5, 30_000],
      1e6,
      budget,
    );
    expect(reader.refused).toBeNull();
    expect(budget.held).toBeGreaterThanOrEqual(60_002);
    const other = read(Buffer.concat([Buffer.alloc(60_000, "a"), Buffer.from("\r\n"), end]), [], 1e6, budget);
    expect(other.reader.refused).toBe("system.busy");
    other.reader.release();
    reader.release();
    reader.release();
    expect(budget.held).toBe(0);
  });

  test("a refused message holds no memory, whatever follows", () => {
    const budget = new Budget(1e9);
    const reader = new DataReader(1000, budget);
    for (let i = 0; i < 100; i++) reader.feed(Buffer.alloc(10_000, "a"));
    expect(reader.refused).toBe("mail.too-large");
    expect(reader.received).toBe(1_000_000);
    expect(budget.held).toBe(0);
    expect(reader.feed(Buffer.from("\r\n.\r\nNOOP"))).toBe(5);
  });

  test("a message sent byte by byte costs little more than its length", () => {
    const budget = new Budget(1e9);
    const reader = new DataReader(1e6, budget);
    for (let i = 0; i < 100_000; i++) reader.feed(Buffer.from("a"));
    expect(budget.held).toBeLessThan(250_000);
  });
});
