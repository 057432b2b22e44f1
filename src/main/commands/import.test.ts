import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockData, openData } from "../../../test/support/data.ts";
import { dataFolder } from "../../../test/support/record.ts";
import { sha256 } from "../../base/ids.ts";
import type { Io } from "./command.ts";
import { importMails } from "./import.ts";
import { runCommand } from "./run.ts";
import { setup } from "./setup.ts";

let files: ReturnType<typeof dataFolder>;
let data: string;
beforeEach(async () => {
  files = dataFolder();
  data = join(files.path, "data");
  await run("setup", "--data", data, "--hostname", "desk.example", "--mailbox", "support@desk.example");
});
afterEach(() => files.remove());

async function run(...words: readonly string[]) {
  const said = { out: "", err: "" };
  const io: Io = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    terminal: false,
    env: {},
  };
  const status = await runCommand([setup, importMails], words, io);
  return { status, ...said };
}

const separator = "From ann@customer.example Mon Nov  2 10:11:12 2026\n";
const mail = (n: number, more = "") =>
  `From: Ann <ann@customer.example>\nTo: support@desk.example\nSubject: ${n}\nMessage-ID: <${n}@x.example>\n${more}\nText ${n}\n`;

function write(name: string, text: string): string {
  const path = join(files.path, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function outcomes(): readonly string[] {
  const record = openData(data);
  try {
    return record.queries
      .mails({ limit: 100 })
      .items.map((row) => `${row.subject} ${row.outcome} ${row.ticket} ${row.mailbox}`)
      .reverse();
  } finally {
    record.close();
  }
}

test("mails become tickets, replies find theirs, and each is taken once", async () => {
  const box = write(
    "old.mbox",
    `${separator}${mail(1)}\n${separator}${mail(2, "In-Reply-To: <1@x.example>\n")}\n`,
  );
  expect(await run("import", "--data", data, box)).toMatchObject({
    status: 0,
    out: "imported: 2\nalready imported: 0\nrefused: 0\n",
    err: "",
  });
  expect(outcomes()).toEqual(["1 ticket 1 support@desk.example", "2 reply 1 support@desk.example"]);

  // The file has grown, and one of its mails is in a Maildir too.
  write(
    "old.mbox",
    `${separator}${mail(1)}\n${separator}${mail(2, "In-Reply-To: <1@x.example>\n")}\n${separator}${mail(3)}`,
  );
  write("Maildir/new/1", mail(1));
  write("Maildir/cur/2", mail(4));
  const again = await run("import", "--json", "--data", data, box, join(files.path, "Maildir"));
  expect(JSON.parse(again.out)).toEqual({ taken: 2, known: 3, refused: [] });
  expect(outcomes()).toHaveLength(4);
});

test("mail goes to the mailbox it names, else to the one given", async () => {
  const other = write("other.eml", mail(1).replace("support@desk.example", "someone@else.example"));
  expect(await run("import", "--data", data, "--mailbox", "none@desk.example", other)).toMatchObject({
    status: 1,
    err: expect.stringContaining("support@desk.example"),
  });
  await run("import", "--data", data, "--mailbox", "Support@desk.example", other);
  expect(outcomes()).toEqual(["1 ticket 1 support@desk.example"]);
});

test("what is not a mail is refused by name, and the rest is taken", async () => {
  write("in/good.eml", mail(1));
  const bad = write("in/bad.eml", "no mail at all");
  const { status, out } = await run("import", "--data", data, join(files.path, "in"));
  expect(status).toBe(1);
  expect(out).toBe(
    `refused: ${bad}: not a mail: it does not begin with a mail's header\nimported: 1\nalready imported: 0\nrefused: 1\n`,
  );
  const record = openData(data);
  const [row] = record.queries.mails({ limit: 1 }).items;
  expect((await record.blob(sha256(row?.sha256.toString("hex") ?? "")))?.toString()).toBe(
    mail(1).replaceAll("\n", "\r\n"),
  );
  record.close();
});

test("a file that is not there, no file, and a folder that is served are told before anything is taken", async () => {
  expect(await run("import", "--data", data)).toMatchObject({ status: 2 });
  expect(await run("import", "--data", data, join(files.path, "none"))).toMatchObject({
    status: 1,
    err: expect.stringContaining("none"),
  });
  const unlock = lockData(data);
  expect(await run("import", "--data", data, write("a.eml", mail(1)))).toMatchObject({
    status: 1,
    err: expect.stringContaining("is held by"),
  });
  unlock();
  expect(outcomes()).toEqual([]);
});
