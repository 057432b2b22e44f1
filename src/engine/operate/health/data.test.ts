/** doctor's findings about the file, each provoked. */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { setUpFolder, testFolder } from "../../../../test/support/commands.ts";
import { openData } from "../../../../test/support/data.ts";
import { systemActor } from "../../../domain/actor.ts";
import { asOrdinaryUser, checks, finding, record, sql } from "./testing.ts";

describe("database", () => {
  it("missing", async () => {
    const folder = testFolder();
    expect(await finding(folder, "database")).toMatch(
      /^problem: .* mailmanager\.db is missing -> create it with/,
    );
  });

  it("a folder in its place", async () => {
    const folder = testFolder();
    mkdirSync(join(folder, "mailmanager.db"));
    expect(await finding(folder, "database")).toMatch(/^problem: .*mailmanager\.db is not a file/);
  });

  it("empty", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "mailmanager.db"), "");
    expect(await finding(folder, "database")).toMatch(/^problem: .*mailmanager\.db is empty/);
  });

  it("of somebody else", async () => {
    const folder = testFolder();
    copyFileSync(join(await setUpFolder(), "mailmanager.db"), join(folder, "mailmanager.db"));
    chmodSync(join(folder, "mailmanager.db"), 0);
    await asOrdinaryUser(folder, async () => {
      expect(await finding(folder, "database")).toMatch(
        /problem: the file cannot be opened: unable to open database file -> run this as the folder's owner/,
      );
    });
  });
});

describe("integrity", () => {
  it("garbage", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "mailmanager.db"), Buffer.alloc(100_000, "shopping list "));
    expect(await finding(folder, "integrity")).toMatch(
      /^problem: the file cannot be read: file is not a database -> /,
    );
    expect((await checks(folder)).at(-1)).toBe("integrity");
  });

  it("cut off", async () => {
    const folder = await setUpFolder();
    const file = join(folder, "mailmanager.db");
    truncateSync(file, statSync(file).size - 8192);
    expect(await finding(folder, "integrity")).toMatch(/^problem: the file (?:is damaged|cannot be read): /);
  });

  it("overwritten in the middle: the read model is not asked any more", async () => {
    const folder = await setUpFolder();
    const file = join(folder, "mailmanager.db");
    const names = Array.from({ length: 300 }, (_, i) => `group ${i}`);
    await record(
      folder,
      names.map((name) => ({ type: "GroupSaved", name, members: [] })),
    );
    const bytes = readFileSync(file);
    const page = Math.floor(bytes.indexOf('"group 150"') / 4096);
    bytes.fill(0xa5, page * 4096, (page + 1) * 4096);
    writeFileSync(file, bytes);
    expect(await finding(folder, "integrity")).toMatch(/^problem: the file is damaged: Tree /);
    expect(await finding(folder, "journal")).toMatch(/^problem: /);
    expect((await checks(folder)).at(-1)).toBe("read model");
  });
});

describe("format", () => {
  it("of a newer release", async () => {
    const folder = await setUpFolder();
    sql(folder, "INSERT INTO migration (name, digest) VALUES ('9999-future.sql', 'x')");
    expect(await finding(folder, "format")).toMatch(
      /^problem: a newer or different release wrote it \(9999-future\.sql\) -> run that release/,
    );
    expect((await checks(folder)).at(-1)).toBe("format");
  });

  it("of an older release", async () => {
    const folder = await setUpFolder();
    sql(folder, "DELETE FROM migration");
    expect(await finding(folder, "format")).toMatch(
      /^warning: it is from an older release \(pending: 0001-journal\.sql/,
    );
  });
});

it("durability: another journal mode", async () => {
  const folder = await setUpFolder();
  sql(folder, "PRAGMA journal_mode = DELETE");
  expect(await finding(folder, "durability")).toMatch(/^problem: its journal mode is delete, not wal/);
});

describe("journal", () => {
  const unprotected = ["DROP TRIGGER event_never_deleted", "DROP TRIGGER event_only_erased"];

  it("tampered with", async () => {
    const folder = await setUpFolder();
    sql(folder, ...unprotected, "UPDATE event SET payload = '{}' WHERE position = 2");
    expect(await finding(folder, "journal")).toMatch(
      /^problem: it is damaged at position 2: the payload was changed -> /,
    );
    // What the pages show can be read all the same.
    expect(await checks(folder)).toContain("deliveries");
  });

  it("the newest events are checked, or all of them", async () => {
    const folder = await setUpFolder();
    const saved = { type: "GroupSaved", name: "group", members: [] } as const;
    await record(
      folder,
      Array.from({ length: 10_100 }, () => saved),
    );
    expect(await finding(folder, "journal")).toBe(
      "ok: the newest 10,000 events are intact (--full checks all)",
    );
    expect(await finding(folder, "journal", { full: true })).toBe("ok: all 10,103 events are intact");
    sql(folder, ...unprotected, "UPDATE event SET payload = '{}' WHERE position = 50");
    expect(await finding(folder, "journal")).toMatch(/^ok: /);
    expect(await finding(folder, "journal", { full: true })).toMatch(
      /^problem: it is damaged at position 50/,
    );
    sql(folder, "UPDATE event SET payload = '{}' WHERE position = 10000");
    expect(await finding(folder, "journal")).toMatch(/^problem: it is damaged at position 10000/);
  });
});

it("clock: behind what happened", async () => {
  const folder = await setUpFolder();
  await record(folder, [{ type: "GroupSaved", name: "group", members: [] }], Date.now() + 3 * 3_600_000);
  expect(await finding(folder, "clock")).toMatch(
    /^problem: the clock is 3 hours behind the newest event \(.*Z\) -> set the clock/,
  );
  const later = Date.now() + 3 * 3_600_000;
  expect(await finding(folder, "clock", { surroundings: { now: () => later } })).toMatch(/^ok: /);
});

it("read model: of another release", async () => {
  const folder = await setUpFolder();
  sql(folder, "UPDATE projection SET version = 99 WHERE name = 'tickets'");
  expect(await finding(folder, "read model")).toMatch(
    /^warning: it is missing or from another release -> nothing is lost/,
  );
  expect((await checks(folder)).at(-1)).toBe("read model");
});

it("read model: a table of it is gone", async () => {
  const folder = await setUpFolder();
  sql(folder, "DROP TABLE ticket");
  expect(await finding(folder, "read model")).toMatch(/problem: the file cannot be read: no such table: /);
});

it("works beside a process that died in the middle of its work", async () => {
  const folder = await setUpFolder();
  const opened = openData(folder);
  await opened.commit(systemActor("test"), () => ({
    events: [{ ticket: null, event: { type: "GroupSaved", name: "group", members: [] } }],
    dependsOn: [],
    value: undefined,
  }));
  // What a kill leaves: the last commits only in the WAL.
  const other = testFolder();
  for (const name of ["mailmanager.db", "mailmanager.db-wal"])
    copyFileSync(join(folder, name), join(other, name));
  opened.close();
  expect(statSync(join(other, "mailmanager.db-wal")).size).toBeGreaterThan(0);
  expect(await finding(other, "journal")).toBe("ok: all 4 events are intact");
  rmSync(join(other, "mailmanager.db-wal"));
  rmSync(join(other, "mailmanager.db-shm"), { force: true });
  expect(await finding(other, "journal")).toBe("ok: all 3 events are intact");
});
