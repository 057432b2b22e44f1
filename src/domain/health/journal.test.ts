import { expect, test } from "vitest";
import { remoteJournalFinding } from "./journal.ts";

const now = Date.UTC(2026, 10, 3);

test("a journal that can be written is fine", () => {
  expect(remoteJournalFinding(null, now)).toMatchObject({
    check: "journal",
    level: "ok",
    code: "journal.reached",
  });
});

test("one that is away is a warning for as long as a restart takes, and then a problem", () => {
  const at = (milliseconds: number) => remoteJournalFinding({ is: "away", since: now - milliseconds }, now);
  expect(at(0)).toMatchObject({ level: "warning", code: "journal.away", params: { for: 0 } });
  expect(at(59_999)).toMatchObject({ level: "warning" });
  expect(at(60_000)).toMatchObject({ level: "problem", remedy: "start-database", params: { for: 60_000 } });
});

test("one that another program serves is a problem at once; a clock that went back does no harm", () => {
  const found = remoteJournalFinding({ is: "taken", since: now + 5000 }, now);
  expect(found).toMatchObject({ level: "problem", code: "journal.taken", params: { for: 0 } });
});
