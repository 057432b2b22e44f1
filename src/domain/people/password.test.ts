import { expect, test } from "vitest";
import { PASSWORD_LENGTH, weakPassword } from "./password.ts";

test.each([
  [PASSWORD_LENGTH.least - 1, true],
  [PASSWORD_LENGTH.least, false],
  [PASSWORD_LENGTH.most, false],
  [PASSWORD_LENGTH.most + 1, true],
])("a password of %i characters is refused: %s", (length, refused) => {
  const fault = weakPassword("x".repeat(length));
  expect(fault?.reason ?? null).toBe(refused ? "password.length" : null);
});
