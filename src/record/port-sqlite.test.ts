import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  append,
  intact,
  type JournalPlace,
  journalContract,
  note,
  opened,
} from "../../test/support/journal-contract.ts";
import { dataFolder, recordIn } from "../../test/support/record.ts";
import { systemActor } from "../domain/actor.ts";
import type { OpenRecord } from "./record.ts";

let folders: ReturnType<typeof dataFolder>[];
let records: OpenRecord[];

beforeEach(() => {
  folders = [];
  records = [];
});

afterEach(() => {
  for (const record of records) record.close();
  for (const folder of folders) folder.remove();
});

function opening(): OpenRecord {
  const folder = dataFolder();
  folders.push(folder);
  const record = recordIn(folder.path);
  records.push(record);
  return record;
}

/** An embedded journal is open once. */
const place: JournalPlace = {
  open: async () => (records[0] ?? opening()).port,
  openEmpty: async () => opening().port,
};

describe("the journal in SQLite", () => {
  journalContract(() => place);

  test("the program's own decisions and appends share one order and one read model", async () => {
    const record = opening();
    await record.port.append([append([opened(1)])]);
    await Promise.all([
      record.commit(systemActor("test"), () => ({ events: [note(1, "a")], dependsOn: [], value: null })),
      record.port.append([append([note(1, "b")])]),
    ]);
    expect(record.view.ticketVersion(record.view.nextTicketNumber())).toBe(null);
    expect(await record.port.end()).toMatchObject(intact(await record.port.read(0, 10)));
    expect(await record.journal.verify()).toMatchObject({ ok: true, events: 3 });
  });
});
