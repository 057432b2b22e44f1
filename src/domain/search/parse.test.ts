import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { usualStates } from "../lifecycle/testing.ts";
import { lineWithout, parseQuery, queryParts, searchKeys, type TicketQuery, type Words } from "./index.ts";

const now = Date.UTC(2026, 11, 1, 12);
const known = { me: "ann", states: usualStates, groups: ["desk"], now, zone: "Europe/Berlin" };

function parsed(text: string): TicketQuery {
  const query = parseQuery(text, known);
  if (!query.ok) throw new Error(query.error.reason);
  return query.value;
}
/** The alternatives as short texts: the filter, then the words. */
const meaning = (text: string) =>
  parsed(text).alternatives.map(({ filter, words }) =>
    [
      ...(Object.keys(filter).length > 0 ? [JSON.stringify(filter)] : []),
      ...(words ? [said(words)] : []),
    ].join(" "),
  );
function said(words: Words): string {
  if (words.is === "term") {
    const { text, within, phrase } = words.term;
    return `${within === "anywhere" ? "" : `${within} `}${phrase ? `"${text}"` : text}`;
  }
  if (words.is === "not") return `-${said(words.of)}`;
  return `(${words.of.map(said).join(words.is === "all" ? " & " : " | ")})`;
}
function reason(text: string) {
  const query = parseQuery(text, known);
  return query.ok ? null : [query.error.reason, query.error.params];
}

test.each([
  ["from:bea", ["from bea"]],
  ["to:help@desk.example", ["to help@desk.example"]],
  ['subject:"broken bell"', ['subject "broken bell"']],
  ["Subject: bell loud", ["(subject bell & loud)"]],
  ["has:attachment", ["marks attachment"]],
  ["file:plan.pdf", ["files plan.pdf"]],
  ["bell -has:attachments", ["(bell & -marks attachment)"]],
  ["bell -from:bea", ["(bell & -from bea)"]],
  ["re:invoice", ["re invoice"]],
  ["https://desk.example/x", ["https //desk.example/x"]],
  ['"from: bea"', ['"from: bea"']],
  ["-bell", ["-bell"]],
  ["bell OR lamp", ["(bell | lamp)"]],
  ["bell or lamp", ["(bell & or & lamp)"]],
  ["a bell OR lamp b", ["((a & bell) | (lamp & b))"]],
  ["a (bell OR lamp) b", ["(a & (bell | lamp) & b)"]],
  ["a -(bell OR lamp)", ["(a & -(bell | lamp))"]],
  ["NOT bell AND lamp", ["(-bell & lamp)"]],
  ["f(x) :-) (lamp", ["(f(x) & lamp)"]],
  ["(lamp) bell)", ["(lamp & bell))"]],
  ["OR lamp OR", ["lamp"]],
  ["tag:vip", ['{"tag":"vip"}']],
  ["-tag:vip", ['{"also":[{"condition":{"tag":"vip"},"without":true}]}']],
  [
    "tag:a tag:a tag:b",
    [
      '{"tag":"a","also":[{"condition":{"tag":"a"},"without":false},{"condition":{"tag":"b"},"without":false}]}',
    ],
  ],
  ["tag:vip OR bell", ['{"tag":"vip"}', "bell"]],
  ["tag:vip (bell OR lamp)", ['{"tag":"vip"} (bell | lamp)']],
  ["#12 OR number:13", ['{"number":12}', '{"number":13}']],
  ["(tag:a OR tag:b) bell", ['{"tag":"a"} bell', '{"tag":"b"} bell']],
  ["(tag:a bell) OR (tag:a lamp)", ['{"tag":"a"} (bell | lamp)']],
  ["-(tag:a bell)", ['{"also":[{"condition":{"tag":"a"},"without":true}]}', "-bell"]],
])("%s means %j", (text, wanted) => expect(meaning(text)).toEqual(wanted));

test.each(["", "!!!", "OR", "()", "tag:vip !!!"])("%j finds everything or nothing", (text) => {
  expect(parsed(text).alternatives).toEqual(text === "" ? [{ filter: {}, words: null }] : []);
});

test("terms that are shown are those that are not excluded", () => {
  expect(parsed("bell -lamp -(-desk) has:attachment").terms.map(({ text }) => text)).toEqual([
    "bell",
    "desk",
  ]);
});

test("a filter with a space before its value is the same", () => {
  expect(parsed("state: open bell")).toEqual(parsed("state:open bell"));
});

describe("days", () => {
  const moment = (text: string) => parsed(`after:${text}`).alternatives[0]?.filter.changedSince;
  const at = (text: string) => Date.parse(text);
  test.each([
    ["2026-03-01", "2026-03-01T00:00+01:00"],
    ["2026-7-1", "2026-07-01T00:00+02:00"],
    ["2026-03", "2026-03-01T00:00+01:00"],
    ["2026", "2026-01-01T00:00+01:00"],
    ["today", "2026-12-01T00:00+01:00"],
    ["Yesterday", "2026-11-30T00:00+01:00"],
    ["7d", "2026-11-24T12:00Z"],
    ["2w", "2026-11-17T12:00Z"],
  ])("%s begins at %s", (text, wanted) => expect(moment(text)).toBe(at(wanted)));
  test("a day whose midnight the clocks skip begins after it", () => {
    const query = parseQuery("before:2024-09-08", { ...known, zone: "America/Santiago" });
    expect(query).toMatchObject({
      value: { alternatives: [{ filter: { openedBefore: at("2024-09-08T01:00-03:00") } }] },
    });
  });
  test.each(["2026-02-30", "2026-13", "soon", "0", "1"])("%s is refused", (text) =>
    expect(reason(`before:${text}`)).toEqual(["search.date", { key: "before" }]),
  );
});

test.each([
  ["status:open", "search.unknown-key"],
  ["colour:red", "search.unknown-key"],
  ["bell -colour:red", "search.unknown-key"],
  ["catgory:Billing", "search.unknown-key"],
  ["bell from:", "search.no-value"],
  ["has:star", "search.values"],
  ["is:open", "search.values"],
  ["number:twelve", "search.number"],
  [Array.from({ length: 6 }, (_, n) => `(tag:a${n} OR tag:b${n})`).join(" "), "search.alternatives"],
  [Array.from({ length: 51 }, (_, n) => `w${n}`).join(" "), "search.most-words"],
])("%s is refused, not searched as words", (text, why) => expect(reason(text)?.[0]).toBe(why));

test("hostile lines are read: deep parentheses, many signs", () => {
  for (const sign of ["(", "-", ")", "-(", "NOT ", "OR ", '"', "a:", "x OR (", "tag:a -("])
    expect(() => parseQuery(sign.repeat(1000), known)).not.toThrow();
});

test("the refusal of an unknown filter lists those that exist, what may be meant first", () => {
  const all = searchKeys.map((key) => `${key}:`);
  expect(reason("label:x")).toEqual(["search.unknown-key", { key: "label", known: all.join(", ") }]);
  const first = [...new Set(["category:", ...all])].join(", ");
  expect(reason("catgory:x")).toEqual(["search.unknown-key", { key: "catgory", known: first }]);
});

test.each(searchKeys)("%s: is in the help, and is taken", (key) => {
  expect(readFileSync("src/edges/web/search/searching.md", "utf8")).toContain(`\`${key}:`);
  const values = {
    state: "open",
    waiting: "desk",
    is: "overdue",
    has: "attachment",
    priority: "high",
    number: "1",
  };
  const value = Object.entries(values).find(([name]) => name === key)?.[1] ?? "2026";
  expect(parseQuery(`${key}:${value}`, known)).toMatchObject({ ok: true });
});

test("the parts of a search are its filters, words, phrases and signs as typed", () => {
  const line = 'state: open "two words" -from:ann re:invoice OR -(lamp #12) group:"First line"';
  const marks = { filter: "[]", words: "  ", sign: "<>" };
  expect(
    queryParts(line).map(({ text, is }) => `${marks[is].charAt(0)}${text}${marks[is].charAt(1)}`.trim()),
  ).toEqual([
    ...["[state: open]", '"two words"', "[-from:ann]", "re:invoice", "<OR>", "<-(>", "lamp", "[#12]", "<)>"],
    '[group:"First line"]',
  ]);
});

test.each([
  ["a OR tag:b", 2, "a"],
  ["(a OR tag:b) c", 3, "(a) c"],
  ["a -(tag:b)", 2, "a"],
  ["a NOT tag:b OR c", 2, "a OR c"],
  ["tag:b AND c", 0, "c"],
])("%s without part %i is %s", (line, at, left) => {
  const parts = queryParts(line);
  const [removed] = parts.slice(at, at + 1);
  if (!removed) throw new Error("no such part");
  expect(lineWithout(parts, removed)).toBe(left);
});
