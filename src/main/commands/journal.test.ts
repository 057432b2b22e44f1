/** `journal` and `rebuild`. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeAll, describe, expect, it } from "vitest";
import { oneLine, run, setUpFolder, testFolder } from "../../../test/support/commands.ts";
import { openData } from "../../../test/support/data.ts";

/** A copy of a data folder that is changed with SQL, as the program never would. */
async function tampered(...statements: readonly string[]): Promise<string> {
  const data = testFolder();
  copyFileSync(join(await setUpFolder(), "mailmanager.db"), join(data, "mailmanager.db"));
  const sqlite = new Sqlite(join(data, "mailmanager.db"));
  sqlite.exec("DROP TRIGGER event_never_deleted; DROP TRIGGER event_only_erased");
  for (const statement of statements) sqlite.exec(statement);
  sqlite.close();
  return data;
}

describe("journal verify", () => {
  it("of a journal that holds", async () => {
    const data = await setUpFolder();
    const { status, out, err } = await run(["journal", "verify", "--data", data]);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toMatch(/^the journal is intact: 3 events, chain [0-9a-f]{64}\n$/);
    const json = await run(["journal", "verify", "--data", data, "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, events: 3, erased: 0 });
  });

  it("counts payloads that were erased, and still holds", async () => {
    const data = await setUpFolder();
    const sqlite = new Sqlite(join(data, "mailmanager.db"));
    sqlite.exec("UPDATE event SET payload = NULL, salt = NULL WHERE position = 2");
    sqlite.close();
    const { status, out } = await run(["journal", "verify", "--data", data]);
    expect(status).toBe(0);
    expect(out).toContain("3 events (1 with erased payloads)");
  });

  it.each([
    ["UPDATE event SET payload = '{}' WHERE position = 2", 2, "the payload was changed"],
    ["UPDATE event SET actor = 'user:eve' WHERE position = 3", 3, "was changed"],
    ["UPDATE event SET time = time + 1 WHERE position = 1", 1, "was changed"],
    ["UPDATE event SET type = 'LoggedIn' WHERE position = 2", 2, "was changed"],
    ["DELETE FROM event WHERE position = 2", 2, "position 2 is missing"],
    ["DELETE FROM event WHERE position = 1", 1, "position 1 is missing"],
    ["UPDATE event SET position = 7 WHERE position = 3", 3, "position 3 is missing"],
    ["UPDATE event SET chain = zeroblob(32) WHERE position = 2", 2, "was changed"],
    ["UPDATE event SET digest = zeroblob(32), payload = NULL WHERE position = 2", 2, "was changed"],
  ])("after %s names position %i", async (statement, position, problem) => {
    const data = await tampered(statement);
    const { status, out, err } = await run(["journal", "verify", "--data", data]);
    expect({ status, out }).toEqual({ status: 1, out: "" });
    expect(oneLine(err)).toContain(`the journal is damaged at position ${position}: `);
    expect(err).toContain(problem);
    const json = await run(["journal", "verify", "--data", data, "--json"]);
    expect(json.status).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, position });
  });
});

describe("journal tail and export", () => {
  let data: string;
  beforeAll(async () => {
    data = await setUpFolder();
  });

  it("tail shows the newest, the oldest of them first", async () => {
    const { out } = await run(["journal", "tail", "--data", data, "--lines", "2"]);
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^2 \d{4}-\d\d-\d\dT\S+Z system:setup MailboxSaved$/);
    expect(lines[1]).toMatch(/^3 \S+ system:setup UserCreated$/);
    expect((await run(["journal", "tail", "--data", data])).out.trimEnd().split("\n")).toHaveLength(3);
  });

  it("tail --json gives whole events", async () => {
    const { out } = await run(["journal", "tail", "--data", data, "--lines", "1", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      position: 3,
      event: { type: "UserCreated", user: "admin" },
      erased: false,
    });
  });

  it("neither hands out what proves who someone is", async () => {
    for (const words of [["export"], ["tail", "--json"]]) {
      const { out } = await run(["journal", ...words, "--data", data]);
      expect(out).toContain("UserCreated");
      expect(out).not.toContain("argon2");
    }
  });

  it("export gives every event with what proves it, from any position on", async () => {
    const whole = (await run(["journal", "export", "--data", data])).out.trimEnd().split("\n");
    expect(whole.map((line) => JSON.parse(line).position)).toEqual([1, 2, 3]);
    for (const line of whole) expect(JSON.parse(line).chain).toMatch(/^[0-9a-f]{64}$/);
    const rest = (await run(["journal", "export", "--data", data, "--after", "2"])).out;
    expect(rest).toBe(`${whole[2]}\n`);
    expect((await run(["journal", "export", "--data", data, "--after", "3"])).out).toBe("");
  });
});

describe("rebuild", () => {
  it("derives the read model again, also one that was destroyed", async () => {
    const data = await tampered("DELETE FROM user", "DELETE FROM mailbox", "DELETE FROM setting");
    const { status, out } = await run(["rebuild", "--data", data]);
    expect({ status, out }).toEqual({ status: 0, out: "the read model is at position 3\n" });
    const record = openData(data);
    expect(record.view.users().map(({ name }) => name)).toEqual(["admin"]);
    expect(record.view.mailboxes()).toHaveLength(1);
    expect(record.view.hostname()).toBe("desk.example");
    record.close();
  });
});
