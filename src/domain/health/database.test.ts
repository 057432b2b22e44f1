import { expect, test } from "vitest";
import { fault, storedFault } from "../../base/fault.ts";
import {
  clockFinding,
  damageFinding,
  databaseFileFinding,
  durabilityFinding,
  formatFinding,
  journalFinding,
  modelFinding,
} from "./index.ts";
import { brief, MINUTE, now } from "./testing.ts";

test.each([
  [null, "problem database.missing -> create-folder"],
  [{ isFile: false, size: 4096 }, "problem database.not-file -> restore"],
  [{ isFile: true, size: 0 }, "problem database.empty -> restore-or-new"],
  [{ isFile: true, size: 1 }, "ok database.ok"],
])("a file that is %j: %s", (found, finding) => {
  expect(brief(databaseFileFinding({ folder: "/data", file: "/data/a.db" }, found))).toBe(finding);
});

test("damage is counted, and its first line shown", () => {
  expect(brief(damageFinding([]))).toBe("ok integrity.ok");
  expect(brief(damageFinding(["page 3"]))).toBe("problem integrity.damaged -> restore");
  expect(damageFinding(["page 3", "page 4", "page 9"])).toMatchObject({
    level: "problem",
    code: "integrity.damaged-more",
    params: { damage: "page 3", more: 2 },
  });
});

test("a file of an older release is converted, one of a newer release refused", () => {
  expect(brief(formatFinding({ pending: [], foreign: [] }))).toBe("ok format.ok");
  expect(brief(formatFinding({ pending: ["7"], foreign: [] }))).toBe(
    "warning format.older -> back-up-and-start",
  );
  expect(brief(formatFinding({ pending: ["7"], foreign: ["8"] }))).toBe(
    "problem format.newer -> run-other-release",
  );
});

test("only a write-ahead log survives a power cut", () => {
  expect(brief(durabilityFinding("wal"))).toBe("ok durability.ok");
  expect(brief(durabilityFinding("delete"))).toBe("problem durability.mode -> start-to-correct");
});

test("a journal says how much of it was checked, and where it is damaged", () => {
  expect(brief(journalFinding({ ok: true, events: 3 }, true))).toBe("ok journal.all");
  expect(brief(journalFinding({ ok: true, events: 3 }, false))).toBe("ok journal.newest");
  const problem = storedFault(fault("delivery.failed"));
  expect(journalFinding({ ok: false, position: 9, problem }, true)).toMatchObject({
    code: "journal.damaged",
    params: { position: 9, problem },
  });
});

test.each([
  [null, "ok clock.ok"],
  [now - MINUTE, "ok clock.ok"],
  [now + MINUTE, "ok clock.ok"],
  [now + MINUTE + 1, "problem clock.behind -> set-clock"],
])("with the newest event at %s: %s", (newest, found) => {
  expect(brief(clockFinding(newest, now))).toBe(found);
});

test("a read model is rebuilt by the program, or after another release by hand", () => {
  expect(brief(modelFinding({ is: "current" }))).toBe("ok model.ok");
  expect(modelFinding({ is: "behind", done: 199, of: 300 })).toMatchObject({ params: { percent: 66 } });
  const beside = modelFinding({ is: "beside", done: 199, of: 300 });
  expect([brief(beside), beside.params]).toEqual(["ok model.beside", { percent: 66 }]);
  expect(brief(modelFinding({ is: "other-release" }))).toBe("warning model.missing -> rebuild");
});
