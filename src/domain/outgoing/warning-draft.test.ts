import { expect, test } from "vitest";
import { warningSender } from "./warning-draft.ts";

const mailbox = (address: string, enabled: boolean) => ({ address, enabled });

test("a warning is sent from the first mailbox in use, or else from the first", () => {
  const [old, used, other] = [mailbox("old", false), mailbox("used", true), mailbox("other", true)];
  expect(warningSender([old, used, other])).toBe(used);
  expect(warningSender([old])).toBe(old);
  expect(warningSender([])).toBeUndefined();
});
