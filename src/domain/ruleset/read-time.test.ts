import { describe, expect, test } from "vitest";
import { parseRuleset } from "./parse.ts";
import { printRuleset } from "./print.ts";
import { runTests } from "./run-tests.ts";
import { holds, run } from "./testing.ts";

const text = (lines: string) => `ruleset "t"\n${lines}`;
const read = (lines: string) => {
  const { ruleset, problems } = parseRuleset(text(lines));
  expect(problems).toEqual([]);
  return ruleset;
};
const problemsOf = (lines: string) => {
  const whole = text(lines);
  return parseRuleset(whole).problems.map(({ code, params, from, to }) => ({
    code,
    at: whole.slice(from, to),
    params,
  }));
};
const codes = (lines: string) => problemsOf(lines).map(({ code, at }) => [code, at]);
const office = 'calendar "Office" Mon-Fri 09:00-17:30, Europe/London';
const hours = (days: string) => {
  const [calendar] = read(`calendar "C" ${days}, UTC`).calendars;
  return calendar?.hours.map(({ day, from, to }) => [day, from / 60, to / 60]);
};

describe("calendars", () => {
  test("R-140: hours, a zone, and days without work", () => {
    const [calendar] = read(`CALENDAR "Office"  MON-FRI 09:00-17:30,
      europe/london,  except 2026-12-26,
                             2026-12-25, 2026-12-26`).calendars;
    expect(calendar).toMatchObject({
      ...{ name: "Office", zone: "Europe/London", holidays: ["2026-12-25", "2026-12-26"] },
      hours: [0, 1, 2, 3, 4].map((day) => ({ day, from: 540, to: 1050 })),
    });
    for (const zone of ["UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires", '"Etc/GMT+5"', "Etc/GMT-2"])
      expect(read(`calendar "C" daily 00:00-24:00, ${zone}`).calendars[0]?.zone).toBe(
        zone.replaceAll('"', ""),
      );
  });

  test("R-141: days in lists and ranges, several hours a day, and over midnight", () => {
    const morning = (...days: number[]) => days.map((day) => [day, 9, 12]);
    expect(hours("Mon-Wed 09:00-12:00")).toEqual(morning(0, 1, 2));
    expect(hours("Mon to Wednesday 9:00 to 12:00")).toEqual(morning(0, 1, 2));
    expect(hours("mon – wed 09:00–12:00")).toEqual(morning(0, 1, 2));
    expect(hours("Fri-Mon 09:00-12:00")).toEqual(morning(0, 4, 5, 6));
    expect(hours("Sunday, Tue, Thu-Fri 09:00-12:00")).toEqual(morning(1, 3, 4, 6));
    expect(hours("daily 09:00-12:00")).toEqual(morning(0, 1, 2, 3, 4, 5, 6));
    expect(hours("Mon 13:00-17:00 and 09:00-12:00, Tue 22:00-06:00, Sat 00:00-24:00")).toEqual([
      ...[[0, 9, 12] as const, [0, 13, 17] as const, [1, 22, 30] as const, [5, 0, 24] as const],
    ]);
  });

  test("R-5, R-142: what is wrong is found at its word", () => {
    expect(codes('calendar "C" Mun 09:00-17:00, UTC')).toEqual([["unknown-close", "Mun"]]);
    expect(codes('calendar "C" UTC, Mon 09:00-17:00')).toEqual([["expected", "UTC"]]);
    expect(codes('calendar "C" Mon 09:00-17:00')).toEqual([["no-zone", ""]]);
    expect(codes('calendar "C"')).toEqual([["no-hours", ""]]);
    expect(codes('calendar "C" Mon 09:00-17:00, Europe/Londn')).toEqual([["zone", "Europe/Londn"]]);
    expect(codes('calendar "C" Mon 09:00-17:00, "+02:00"')).toEqual([["zone", '"+02:00"']]);
    expect(codes('calendar "C" Mon 09:00-25:00, UTC')).toEqual([["time", "25:00"]]);
    expect(codes('calendar "C" Mon 09:75-10:00, UTC')).toEqual([["time", "09:75"]]);
    expect(codes('calendar "C" Mon 09:00-09:00, UTC')).toEqual([["hours", "09:00"]]);
    expect(codes('calendar "C" Mon nine, UTC')).toEqual([["expected", "nine"]]);
    expect(codes(`${office}, except 2026-02-30`)).toEqual([["date", "2026-02-30"]]);
    expect(codes(`${office}, except Christmas`)).toEqual([["expected", "Christmas"]]);
    expect(codes(`${office}, UTC`)).toEqual([["expected", "UTC"]]);
    expect(codes(`${office}\nMon 10:00-11:00`)).toEqual([["expected", "Mon"]]);
    expect(codes(`${office}\n${office}`)).toEqual([["name-twice", office]]);
    const many = Array.from({ length: 101 }, (_, n) => office.replace("Office", `O${n}`)).join("\n");
    expect(codes(many)).toEqual([["too-many", office.replace("Office", "O100")]]);
    const dates = Array.from({ length: 2_001 }, (_, n) =>
      new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10),
    );
    expect(codes(`${office}, except ${dates.join(", ")}`)).toEqual([["too-many", ""]]);
  });
});

describe("targets", () => {
  test("R-143, R-145: what is promised, the warning, and the calendar", () => {
    const { targets } = read(`${office}
target "Standard"  first answer within 4 hours, next answer within 1 day,
  resolved within 2 weeks, warn 90 minutes before in the "Office"
target "Urgent" first answer within 0.5 hours`);
    expect(targets).toMatchObject([
      {
        name: "Standard",
        limits: {
          first: { n: 4, unit: "hour" },
          next: { n: 1, unit: "day" },
          resolved: { n: 2, unit: "week" },
        },
        ...{ warn: { n: 90, unit: "minute" }, calendar: { name: "Office", zone: "Europe/London" } },
      },
      {
        name: "Urgent",
        limits: { first: { n: 0.5, unit: "hour" }, next: null, resolved: null },
        ...{ warn: null, calendar: null },
      },
    ]);
    for (const time of ["0 hours", "0.001 hours", "600 weeks"])
      expect(codes(`target "T" resolved within ${time}`)[0]?.[0]).toBe("duration");
  });

  test("R-144: a target promises something, and says each thing once", () => {
    expect(codes('target "T" warn 1 hour before')).toEqual([["no-limit", ""]]);
    expect(codes('target "T"')).toEqual([["expected", ""]]);
    expect(codes('target "T" frist answer within 4 hours')).toEqual([["unknown-close", "frist"]]);
    expect(codes('target "T" first answer within 4 hour, first answer within 5 hours')).toEqual([
      ["said-twice", "first"],
    ]);
    const one = 'target "T" resolved within 1 day';
    expect(codes(`${one}\n${one}`)).toEqual([["name-twice", one]]);
  });

  test("R-146: a calendar or target that is not declared is an error at its name", () => {
    expect(problemsOf(`target "T" resolved within 1 day in "Ofice"\n${office}`)).toEqual([
      { code: "unknown", at: '"Ofice"', params: { of: "calendar", name: "Ofice", close: "Office" } },
    ]);
    const named = `target "Standard" resolved within 1 day
rule "r"
  when mail arrives
  and subject contains "Slow" or not (target is "Standard" or "Slow")
  then set target to "standard"
test "t"
  given subject "Late", target "Late"
  expect target "Fast"`;
    expect(problemsOf(named)).toEqual([
      { code: "unknown", at: '"Slow"', params: { of: "target", name: "Slow", close: "" } },
      { code: "unknown", at: '"standard"', params: { of: "target", name: "standard", close: "Standard" } },
      { code: "unknown", at: '"Late"', params: { of: "target", name: "Late", close: "" } },
      { code: "unknown", at: '"Fast"', params: { of: "target", name: "Fast", close: "" } },
    ]);
    // Conditions compare folded.
    expect(holds('target is "t"', { ticket: { target: "T" } }, 'target "T" resolved within 1 day')).toBe(
      true,
    );
  });

  test("R-147: in a test, a line says the target of the ticket; a declaration can follow it", () => {
    const { tests, targets } = read(`target "A" resolved within 1 day
rule "r"
  when mail arrives
  and target is "A"
  then set target to "B"
test "t"
  given subject "x"
        target "A"
  expect rule "r"
         target "B"
target "B" first answer within 1 hour`);
    expect(tests[0]?.given).toContainEqual({ set: "target", value: "A" });
    expect(tests[0]?.expected).toContainEqual({ is: "target", value: "B" });
    expect(targets.map(({ name }) => name)).toEqual(["A", "B"]);
  });

  test("R-12, R-24, R-50, R-62: rules set and clear the target, and see it", () => {
    const declared = 'target "A" resolved within 1 day\ntarget "B" resolved within 2 days\n';
    const rules = `${declared}rule "one"\nwhen mail arrives\nand target is none\nthen set target to "A"
rule "two"\nwhen mail arrives\nand target is "a"\nand subject contains "b"\nthen set target to "B"
rule "three"\nwhen mail arrives\nand subject contains "c"\nthen clear target\n`;
    const target = (subject: string) => run(rules, { mail: { subject } }).ticket.target;
    expect([target("x"), target("b"), target("c")]).toEqual(["A", "B", null]);
    const tests = `test "a"\ngiven subject "x"\nexpect target "A"
test "c"\ngiven subject "c"\nexpect no target
test "wrong"\ngiven subject "x"\nexpect target "B"`;
    expect(runTests(read(`${rules}${tests}`)).map(({ failures }) => failures.length)).toEqual([0, 0, 1]);
  });
});

test("R-8: the canonical text of calendars and targets", () => {
  const many = Array.from({ length: 10 }, (_, n) => `2026-12-${10 + n}`);
  const source = `ruleset "t"
calendar "Office" Sat 10:00-14:00, Mon, Tue 13:00-17:00, Mon-Tue 09:00-12:00, Thu 22:00-6:00, europe/london,
except ${many.toReversed().join(", ")} # closed
# the usual
target "T" warn 1 hours before, resolved within 1 week, first answer within 90 minutes in "Office"`;
  const printed = printRuleset(parseRuleset(source));
  expect(printed).toBe(`ruleset "t"

calendar "Office" Mon-Tue 09:00-12:00 and 13:00-17:00, Thu 22:00-06:00, Sat 10:00-14:00, Europe/London,
  except 2026-12-10, 2026-12-11, 2026-12-12, 2026-12-13, 2026-12-14, 2026-12-15, 2026-12-16, 2026-12-17,
         2026-12-18, 2026-12-19 # closed

# the usual
target "T" first answer within 90 minutes, resolved within 1 week, warn 1 hour before in "Office"
`);
  expect(printRuleset(parseRuleset(printed))).toBe(printed);
});
