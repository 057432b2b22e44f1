import { expect, test } from "vitest";
import { decimalNumber, wholeNumber } from "./numbers.ts";

test("a whole number is decimal digits", () => {
  const texts = ["0", "7", " 25 ", "007", "999999999999999"];
  expect(texts.map(wholeNumber)).toEqual([0, 7, 25, 7, 999_999_999_999_999]);
});

/** What `Number` takes for a number, or a person for one of another form. */
const others = [
  "",
  " ",
  "0x32",
  "0b11",
  "1e2",
  "-1",
  "+1",
  "1,5",
  "1 000",
  "1_000",
  "٣",
  "１２",
  "Infinity",
  "NaN",
];

test.each([...others, "1.5", "1.0", "1234567890123456"])("%s is no whole number", (text) => {
  expect(wholeNumber(text)).toBeNull();
});

test("a decimal number may have digits after a point", () => {
  expect(["8", "7.5", " 0.25 "].map(decimalNumber)).toEqual([8, 7.5, 0.25]);
});

test.each([...others, ".5", "5.", "1.2.3"])("%s is no decimal number", (text) => {
  expect(decimalNumber(text)).toBeNull();
});
