import fc from "fast-check";
import { expect, test } from "vitest";
import { whenIn } from "../src/domain/calendar/when.ts";
import { whenWords } from "../src/text/when.ts";

const words = whenWords("en");
/** A Monday. */
const now = "2026-11-30T10:20";
const read = (text: string, at = now) => {
  const when = whenIn(text, at, words);
  return when && ("at" in when ? when.at : when.after);
};

test.each([
  ["tomorrow 9", "2026-12-01T09:00"],
  ["tomorrow", "2026-12-01T09:00"],
  ["Tomorrow at 9:30", "2026-12-01T09:30"],
  ["today 18", "2026-11-30T18:00"],
  ["in 3 days", "2026-12-03T10:20"],
  ["3d", "2026-12-03T10:20"],
  ["in 3 days 8:00", "2026-12-03T08:00"],
  ["in 2 weeks", "2026-12-14T10:20"],
  ["in 3 months", "2027-02-28T10:20"],
  ["in a week", "2026-12-07T10:20"],
  ["next week", "2026-12-07T09:00"],
  ["mon 14:00", "2026-11-30T14:00"],
  ["mon 9", "2026-12-07T09:00"],
  ["monday", "2026-12-07T09:00"],
  ["fri", "2026-12-04T09:00"],
  ["wed, 2pm", "2026-12-02T14:00"],
  ["12 am", "2026-12-01T00:00"],
  ["14:00", "2026-11-30T14:00"],
  ["9", "2026-12-01T09:00"],
  ["24.12.", "2026-12-24T09:00"],
  ["24/12 8.15", "2026-12-24T08:15"],
  ["2.1.", "2027-01-02T09:00"],
  ["24.12.2027", "2027-12-24T09:00"],
  ["31 Jan", "2027-01-31T09:00"],
  ["dec 24, 17:00", "2026-12-24T17:00"],
  ["1st march 2028", "2028-03-01T09:00"],
  ["2027-01-31", "2027-01-31T09:00"],
  ["2027-01-31T08:30", "2027-01-31T08:30"],
])("%s means %s", (text, at) => {
  expect(read(text)).toBe(at);
});

test("minutes and hours are counted from now", () => {
  expect(["in 30 min", "2h", "in 1 hour"].map((text) => read(text))).toEqual([
    1_800_000, 7_200_000, 3_600_000,
  ]);
});

test.each(["", "soon", "in days", "31.2.", "30 feb", "25:00", "tomorrow 9 9", "13pm", "mo", "in 3 parsecs"])(
  "%s means nothing",
  (text) => {
    expect(read(text)).toBeNull();
  },
);

test("whatever is typed is read, and what it means is a time of a day that there is", () => {
  const piece = fc.constantFrom(
    "in",
    "tomorrow",
    "mon",
    "31",
    "12",
    ":",
    ".",
    "9",
    "days",
    "feb",
    "2027",
    " ",
    "pm",
    "-",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const at = read(pieces.join(""));
      if (typeof at !== "string") return;
      expect(new Date(`${at}Z`).toISOString().slice(0, 16)).toBe(at);
    }),
  );
});
