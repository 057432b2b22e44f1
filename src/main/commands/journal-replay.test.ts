import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { oneLine, run, setUpFolder, testFolder } from "../../../test/support/commands.ts";
import { openData } from "../../../test/support/data.ts";

const letter = (n: number, more = "") =>
  `From: Rita <rita@customer.example>\r\nTo: support@desk.example\r\nMessage-ID: <${n}@customer.example>\r\n${more}Subject: Lamp ${n}\r\n\r\nIt is dark.\r\n`;

/** A folder with two imported tickets and a follow-up. */
async function withMails(): Promise<string> {
  const data = await setUpFolder();
  const files = [letter(1), letter(2), letter(3, "In-Reply-To: <1@customer.example>\r\n")].map((text, n) => {
    const file = join(testFolder(), `${n}.eml`);
    writeFileSync(file, text);
    return file;
  });
  for (const file of files) expect((await run(["import", "--data", data, file])).status).toBe(0);
  return data;
}

it("of a program that is as it was finds nothing, also while the data is open", async () => {
  const data = await withMails();
  const record = openData(data);
  const { status, out, err } = await run(["journal", "replay", "--data", data]);
  record.close();
  expect({ status, out, err }).toEqual({
    ...{ status: 0, err: "" },
    out: "3 decisions repeated, 0 would be different\n",
  });
});

it("lists what comes out differently, as lines and as JSON, and takes a period", async () => {
  const data = await withMails();
  // The journal has an outcome of the follow-up that no rule leads to.
  const record = openData(data);
  const { sqlite } = record.database;
  sqlite.exec("DROP TRIGGER event_only_erased");
  sqlite.exec(
    `UPDATE event SET payload =
       (SELECT json_set(body, '$.subject', 'Other') FROM payload_new WHERE payload_new.position = event.position)
     WHERE position = (SELECT max(position) FROM event WHERE type = 'MessageReceived')`,
  );
  record.close();
  const { status, out } = await run(["journal", "replay", "--data", data]);
  expect(status).toBe(1);
  expect(out).toMatch(
    /^\S+Z mail \w{26}: was reply \(ticket 1\), would be reply \(ticket 1\) by I-20, I-24, I-29 \(MessageReceived\.subject\)\n3 decisions repeated, 1 would be different\n$/,
  );
  const json = JSON.parse((await run(["journal", "replay", "--data", data, "--json"])).out);
  expect(json).toMatchObject({
    decisions: 3,
    gone: [],
    failed: [],
    differences: [{ fields: ["MessageReceived.subject"] }],
  });
  const later = await run(["journal", "replay", "--data", data, "--since", "2999-01-01"]);
  expect(later).toMatchObject({ status: 0, out: "0 decisions repeated, 0 would be different\n" });
  const before = await run(["journal", "replay", "--data", data, "--until", "2020-01-01T00:00:00Z"]);
  expect(before.out).toContain("0 decisions repeated");
});

it.each(["yesterday", "2026-13-01", "23.11.2026"])("refuses %s as a date", async (date) => {
  const data = await setUpFolder();
  const { status, err } = await run(["journal", "replay", "--data", data, "--since", date]);
  expect(status).toBe(2);
  expect(oneLine(err.split("\n").slice(0, 1).join(""))).toContain(
    "--since must be a date such as 2026-11-23",
  );
});
