/** The commands on a folder that is a copy of a journal in another database. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { beforeAll, expect, test } from "vitest";
import { oneLine, run, setUpFolder } from "../../../test/support/commands.ts";
import { plainMail } from "../../../test/support/server.ts";

let data: string;
beforeAll(async () => {
  data = await setUpFolder();
  writeFileSync(join(data, "..", "one.eml"), plainMail("Lamp"));
  const sqlite = new Sqlite(join(data, "mailmanager.db"));
  sqlite.exec("INSERT INTO fact (name, value) VALUES ('journal elsewhere', '')");
  sqlite.close();
});

const what = "is a copy of a journal in another database";
const todo = "use its pages or its API, or start it with --journal";

test.each([
  ["token create", ["--name", "script"]],
  ["user create", ["--user", "ben"]],
  ["user list", []],
  ["user reset-password", ["--user", "admin"]],
  ["user disable", ["--user", "admin"]],
  ["import", ["../one.eml"]],
  ["rebuild", []],
  ["serve", ["--smtp", "127.0.0.1:0"]],
])("%s refuses it, and says what to do", async (command, more) => {
  const words = more.map((word) => (word === "../one.eml" ? join(data, word) : word));
  const { status, err, out } = await run([...command.split(" "), "--data", data, ...words]);
  expect({ status, out }).toEqual({ status: 1, out: "" });
  expect(oneLine(err.trim())).toContain(what);
  expect(err).toContain(todo);
});

test("backup create refuses it: says what to back up instead, and leaves nothing behind", async () => {
  const { status, err } = await run(["backup", "create", "--data", data]);
  expect(status).toBe(1);
  expect(err).toMatch(/is in PostgreSQL; a backup of the folder would not be whole/);
  expect(err).toMatch(/pg_dump .*\(schema mailmanager\).*tls/);
});

test.each(["journal verify", "doctor"])("%s reads it", async (command) => {
  const { err } = await run([...command.split(" "), "--data", data]);
  expect(err).not.toContain(what);
});
