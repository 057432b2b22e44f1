/** Rulesets tried on past mail in a process of their own. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { captureLog } from "../../test/support/engine.ts";
import { fillData } from "../../test/support/fill.ts";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import type { ReplayedMail } from "../engine/rules/replay.ts";
import { startReplayProcess } from "./replay-process.ts";

const folder = dataFolder();
beforeAll(async () => {
  recordIn(folder.path).close();
  await fillData(folder.path, 3, "intake");
});
afterAll(() => folder.remove());

const text = 'ruleset "D"\nrule "x"\nwhen mail arrives\nand subject contains "lamp 2"\nthen add tag "two"\n';
const ask = { text, since: 0, until: Number.POSITIVE_INFINITY };

function hearer() {
  const found: ReplayedMail[] = [];
  const parts: [done: number, of: number][] = [];
  return {
    ...{ found, parts },
    hear: {
      progress: (done: number, of: number) => void parts.push([done, of]),
      found: (one: ReplayedMail) => void found.push(one),
    },
  };
}

test("it counts, tells of each mail, and leaves the data as it is", async () => {
  const log = captureLog();
  const { hear, found, parts } = hearer();
  const record = recordIn(folder.path);
  try {
    const head = await record.journal.head();
    const replayed = await startReplayProcess(folder.path, log)(ask, hear).done;
    const change = { field: "tag", before: null, after: "two" };
    expect(log.lines).toEqual([]);
    expect(replayed).toMatchObject({ mails: 3, different: 1, kinds: [{ ...change, mails: 1 }] });
    expect(found).toMatchObject([{ ticket: 2, version: 0, after: ["x"], changes: [change] }]);
    expect(parts).toContainEqual([head, head]);
    expect(await record.journal.head()).toBe(head);
  } finally {
    record.close();
  }
});

test("it is stopped; and where it could not be done, the log says why", async () => {
  const log = captureLog();
  const stopped = startReplayProcess(folder.path, log)(ask, hearer().hear);
  stopped.stop();
  const failed = startReplayProcess(`${folder.path}/none`, log)(ask, hearer().hear);
  expect(await Promise.all([stopped.done, failed.done])).toEqual([null, null]);
  expect(log.lines).toHaveLength(1);
  expect(log.lines[0]).toContain("a ruleset could not be tried on past mail");
});
