import { expect, it } from "vitest";
import { createLog } from "./log.ts";

function logged(what: string, facts?: Record<string, unknown>): string {
  let text = "";
  createLog((line) => {
    text += line;
  }).warn(what, facts);
  return text;
}

it("a line is time, level, what, facts", () => {
  expect(
    logged("delivery deferred", { message: "01jd", attempts: 3, to: "ann@customer.example", none: null }),
  ).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn {2}delivery deferred message=01jd attempts=3 to=ann@customer\.example none=null\n$/,
  );
});

it("no fact can forge a line, control a terminal or change the writing direction", () => {
  const hostile = "x\n2026 error all is lost\r\u001b[2J\u009b2J\u2028\u202e\u007f\0";
  const line = logged("refused", { helo: hostile, list: [hostile], cause: new Error(hostile) });
  expect(line.indexOf("\n")).toBe(line.length - 1);
  expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
  expect(line).toContain("\\n2026 error all is lost");
});

it("an error is shown with its cause and the top of its stack", () => {
  const line = logged("failed", { cause: new TypeError("no disk", { cause: new Error("EIO") }) });
  expect(line).toMatch(/cause="TypeError: no disk \(cause: .*EIO.*\) at /);
});

it("whatever the fact is, the line is logged", () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const line = logged("odd", {
    big: 7n,
    circle,
    nothing: undefined,
    empty: "",
    function: () => 1,
    nan: Number.NaN,
  });
  expect(line).toContain('odd big=7 circle="[object Object]" empty=""');
});
