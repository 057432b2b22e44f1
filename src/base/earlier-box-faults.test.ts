import { expect, test } from "vitest";
import { withQuotedProblem } from "./earlier-box-faults.ts";

const quoted = (text: string) => ({ code: "box.failed", reason: "box.text", params: { text } });

test("a sentence behind a fault of the appliance becomes a fault that quotes it; the rest stays", () => {
  const stored = {
    code: "box.failed",
    reason: "box.unwell.mail",
    params: { problem: "it broke", words: "x" },
  };
  const now = { ...stored, params: { problem: quoted("it broke"), words: "x" } };
  expect(withQuotedProblem(stored)).toEqual(now);
  expect(withQuotedProblem(now)).toEqual(now);
});

test.each([
  [null],
  ["a sentence"],
  [{ code: "box.failed", reason: "box.log-unreadable" }],
  [{ code: "server.failed", reason: "server.tls", params: { problem: "expired" } }],
])("anything else is returned as it is: %j", (stored) => {
  expect(withQuotedProblem(stored)).toBe(stored);
});
