import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { usualStates } from "../lifecycle/testing.ts";
import { parseQuery, queryParts, searchKeys, type TicketQuery } from "./query.ts";

function parsed(text: string): TicketQuery {
  const query = parseQuery(text, "ann", usualStates);
  if (!query.ok) throw new Error(query.error.reason);
  return query.value;
}
const terms = (text: string) =>
  parsed(text).terms.map(({ text: word, within, without }) => `${without ? "-" : ""}${within} ${word}`);
function reason(text: string) {
  const query = parseQuery(text, "ann", usualStates);
  return query.ok ? null : [query.error.reason, query.error.params];
}

test.each([
  ["from:bea", ["from bea"]],
  ["to:help@desk.example", ["to help@desk.example"]],
  ['subject:"broken bell"', ["subject broken bell"]],
  ["Subject: bell loud", ["subject bell", "anywhere loud"]],
  ["has:attachment", ["marks attachment"]],
  ["bell -has:attachments", ["anywhere bell", "-marks attachment"]],
  ["bell -from:bea", ["anywhere bell", "-from bea"]],
  ["re:invoice", ["anywhere re invoice"]],
  ["https://desk.example/x", ["anywhere https //desk.example/x"]],
  ['"from: bea"', ["anywhere from: bea"]],
])("%s is searched for %j", (text, wanted) => expect(terms(text)).toEqual(wanted));

test("a filter with a space before its value is the same", () => {
  expect(parsed("state: open bell")).toEqual(parsed("state:open bell"));
});

test.each([
  ["status:open", "search.unknown-key"],
  ["before:2026-01-01", "search.unknown-key"],
  ["catgory:Billing", "search.unknown-key"],
  ["-state:open", "search.not-excluded"],
  ["-tag:vip bell", "search.not-excluded"],
  ["bell from:", "search.no-value"],
  ["has:star", "search.values"],
  ["is:open", "search.values"],
])("%s is refused, not searched as words", (text, why) => expect(reason(text)?.[0]).toBe(why));

test("the refusal of an unknown filter lists those that exist", () => {
  const known = searchKeys.map((key) => `${key}:`).join(", ");
  expect(reason("label:x")).toEqual(["search.unknown-key", { key: "label", known }]);
});

test.each(searchKeys)("%s: is in the help, and is taken", (key) => {
  expect(readFileSync("src/edges/web/search/searching.md", "utf8")).toContain(`\`${key}:`);
  const values = { state: "open", waiting: "desk", is: "overdue", has: "attachment", priority: "high" };
  const value = Object.entries(values).find(([name]) => name === key)?.[1] ?? "x";
  expect(parseQuery(`${key}:${value}`, null, usualStates)).toMatchObject({ ok: true });
});

test("the parts of a search are its filters, words and phrases as typed", () => {
  const line = 'state: open "two words" -from:ann re:invoice lamp #12 group:"First line"';
  expect(queryParts(line).map(({ text, filter }) => (filter ? `[${text}]` : text))).toEqual([
    ...["[state:open]", '"two words"', "[-from:ann]", "re:invoice", "lamp", "[#12]", '[group:"First line"]'],
  ]);
});
