/** How long caught mail is kept. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import type { OpenRecord } from "./record.ts";

const DAY = 24 * 3_600_000;
let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let clock = 0;
beforeEach(() => {
  clock = Date.UTC(2026, 10, 3);
  folder = dataFolder();
  record = recordIn(folder.path, () => clock);
});
afterEach(() => {
  record.close();
  folder.remove();
});

const keep = (n: number) =>
  record.operations.keepCaught({
    ...{ receivedAt: clock, sender: "support@desk.example", recipients: [`r${n}@customer.example`] },
    raw: Buffer.from("Subject: x\r\n\r\n"),
  });
const kept = () => record.operations.caught(10_000).map(({ recipients }) => recipients[0]);

test("caught mail is kept for 30 days", () => {
  for (const n of [1, 2, 3]) {
    keep(n);
    clock += 14 * DAY;
  }
  expect(kept()).toHaveLength(3);
  keep(4);
  expect(kept()).toEqual(["r4@customer.example", "r3@customer.example", "r2@customer.example"]);
});

test("a list has each mail's whole header, and no more of it", () => {
  const many = Array.from({ length: 900 }, (_, n) => ` person${n}@customer.example`).join(",\r\n");
  const header = `To:${many}\r\nSubject: Plan\r\nMessage-ID: <late@desk.example>\r\n\r\n`;
  const keepRaw = (raw: string) =>
    record.operations.keepCaught({
      ...{ receivedAt: clock, sender: "support@desk.example", recipients: ["a@customer.example"] },
      raw: Buffer.from(raw),
    });
  keepRaw(`${header}text\r\n\r\nmore`);
  keepRaw("Subject: no body");
  const heads = record.operations.caught(2).map(({ head }) => Buffer.from(head).toString());
  expect(heads).toEqual(["Subject: no body", header]);
  expect(header.length).toBeGreaterThan(20_000);
});

test("no more than the newest 5,000 are kept", () => {
  for (let n = 1; n <= 5003; n += 1) keep(n);
  expect(kept()).toHaveLength(5000);
  expect(kept().at(-1)).toBe("r4@customer.example");
});
