/**
 * Every statement that is prepared while the program serves pages and the API: what it costs must not depend on how many
 * tickets, mails and events there are. The statements are found by preparing them.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectFewWaiting } from "../src/record/statistics.ts";
import { type MatrixServer, openMatrixServer } from "./support/matrix-server.ts";
import { collectStatements, pretendLarge, slowSteps } from "./support/query-plans.ts";

const entered = "settings and people, as many as someone has entered";
const waiting = "what waits to be done, and is gone when it is";

/** Tables, and partial indexes, that stay small however much mail there is, and why. */
const small: Readonly<Record<string, string>> = {
  ...{ mailbox: entered, team: entered, user: entered, token: entered, setting: entered },
  ...{
    dkim_key: entered,
    imap_account: entered,
    oauth_account: entered,
    template: entered,
    webhook: entered,
    saved_view: entered,
    list_choice: entered,
    draft: "at most 500 for each person",
  },
  ...{ mail_queued: waiting, warning_due: waiting, automatic_reply_due: waiting, notification_due: waiting },
  ...{ agent_reply: waiting, blob_uncompressed: waiting, payload_new: waiting, payload_erased: waiting },
  tally: "a row for each mailbox, assignee and state",
  mail_tally: "a row for each mailbox and outcome",
  projection: "a row for each part of the read model",
  migration: "a row for each step of the file format",
  sqlite_schema: "a row for each table and index",
  pragma_table_list: "a row for each table",
  plus_test: "a row for each test that someone began",
  backup: "a row for each backup that was made",
  disk_free: "a row for each of the last 400 days",
  session: "a row for each person who is logged in",
  fact: "a few named values",
  json_each: "the values of one parameter or column",
};

/** Statements that read or sort more than a few rows, and why that is right. */
const exceptions: readonly { readonly text: RegExp; readonly why: string }[] = [
  {
    text: /^WITH flood AS MATERIALIZED/,
    why: "floods that nobody has decided about, counted in a partial index alone",
  },
  { text: /^SELECT candidate, count/, why: "held mail that nobody has decided about" },
  {
    text: /WHERE id = \(SELECT \?\) OR first = \(SELECT \?\) ORDER BY position/,
    why: "a mail in each of the mailboxes that it was for",
  },
  { text: /FROM reply WHERE ticket = \? AND nonce = \?/, why: "the replies written in one form" },
  {
    text: /FROM message_id .* ORDER BY seen DESC, ticket/,
    why: "the tickets that one Message-ID was seen in",
  },
];

let all: MatrixServer;
/** What was prepared at the start, with the first mail, and by requests. */
let prepared: { readonly [when in "start" | "mail" | "requests"]: readonly string[] };
beforeAll(async () => {
  const { texts, stop } = collectStatements();
  all = await openMatrixServer();
  const start = [...texts];
  const cookie = await all.session("admin");
  const token = await all.token("admin", "admin");
  await all.server.mail({ subject: "Parcel", text: "Where is the parcel?" });
  const mail = [...texts].slice(start.length);
  for (const { method, path } of all.server.web.routes) {
    if (method !== "GET" || path.includes("*")) continue;
    await all.page("GET", path.replace(/:\w+/g, "1"), cookie, {});
  }
  for (const { method, path, media } of all.routes) {
    if (method !== "get" || media?.types.includes("text/event-stream")) continue;
    await all.api("GET", path.replace(/\{\w+\}/g, "1"), { Authorization: `Bearer ${token}` });
  }
  // Health asks a connection of its own for the version.
  const requests = [...texts].slice(start.length + mail.length);
  prepared = { start, mail, requests: requests.filter((text) => text !== "SELECT sqlite_version()") };
  stop();
});
afterAll(() => all.close());

const reads = () => prepared.start.filter((text) => /^\s*(?:SELECT|WITH)\b/i.test(text));

test("pages and API prepare nothing: all statements are prepared at the start", () => {
  expect(prepared.requests).toEqual([]);
  expect(prepared.mail).toEqual([]);
});

test.each(["a new", "a large", "a large, analysed in a burst,"])(
  "in %s installation, no statement reads or sorts a whole large table",
  (size) => {
    const { sqlite } = all.server.record.database;
    const tables = new Set(Object.keys(small));
    if (size !== "a new") pretendLarge(sqlite, tables, size === "a large" ? "usually" : "in a burst");
    expectFewWaiting(sqlite);
    const slow = reads().flatMap((text) => {
      if (exceptions.some((one) => one.text.test(text))) return [];
      return slowSteps(sqlite, text, tables).map(
        (step) => `${step}: ${text.replace(/\s+/g, " ").slice(0, 300)}`,
      );
    });
    expect(slow).toEqual([]);
  },
);

test("every exception is needed", () => {
  for (const { text } of exceptions) expect(reads().filter((one) => text.test(one))).not.toEqual([]);
});
