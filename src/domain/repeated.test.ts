import { expect, test } from "vitest";
import { decideRepeated } from "./repeated.ts";

const answered = { status: 201, body: "{}" };

test("the first request is executed, and the same one gets its response", () => {
  expect(decideRepeated(null)).toEqual({ ok: true, value: null });
  expect(decideRepeated({ same: true, answered })).toEqual({ ok: true, value: answered });
});

test.each([
  [{ same: false, answered }, "idempotency.reused"],
  [{ same: false, answered: null }, "idempotency.reused"],
  [{ same: true, answered: null }, "idempotency.interrupted"],
])("%j is refused as %s", (before, code) => {
  expect(decideRepeated(before)).toMatchObject({ ok: false, error: { code } });
});
