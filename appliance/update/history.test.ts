import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fault } from "../../src/base/fault.ts";
import { historyIn, textCause } from "./history.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "history-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = "2026-11-23T10:00:00.000Z";
const fellBack = { from: "1.0", to: "1.1", outcome: "fell-back" } as const;

it("keeps causes as codes, and reads those that were sentences", () => {
  const old = { changes: [{ ...fellBack, number: 1, at, cause: "It hung" }], rollback: null };
  writeFileSync(join(folder, "updates.json"), JSON.stringify(old));
  const history = historyIn(folder, () => Date.parse(at));
  const cause = fault("box.unwell.not-started", { params: { words: "out of memory" } });
  history.add({ ...fellBack, cause });
  history.add({ from: "1.0", to: "1.2", outcome: "installed", cause: null });
  expect(historyIn(folder, Date.now).changes()).toEqual([
    { ...fellBack, number: 1, at, cause: textCause("It hung") },
    { ...fellBack, number: 2, at, cause },
    { from: "1.0", to: "1.2", outcome: "installed", number: 3, at, cause: null },
  ]);
});
