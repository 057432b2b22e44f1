import { expect, it } from "vitest";
import { isAddress, normalAddress } from "../../domain/mail/index.ts";
import { createCustomer } from "./customers.ts";
import { createDice } from "./dice.ts";

const many = Array.from({ length: 3000 }, (_, i) => {
  const dice = createDice(i);
  return createCustomer(dice, dice.pick(["en", "de", "fr", "ja", "ar", "xx"]));
});

it("everybody can be written to, at made-up domains only", () => {
  for (const { address, called } of many) {
    expect(isAddress(address), address).toBe(true);
    expect(normalAddress(address)).toBe(address);
    expect(address).toMatch(/\.example$/);
    expect(called).not.toBe("");
  }
});

it("names come from many scripts", () => {
  for (const script of [
    "Latin",
    "Greek",
    "Cyrillic",
    "Arabic",
    "Hebrew",
    "Devanagari",
    "Thai",
    "Han",
    "Hangul",
    "Georgian",
    "Ethiopic",
  ]) {
    expect(
      many.some(({ name }) => new RegExp(`\\p{Script=${script}}`, "u").test(name)),
      script,
    ).toBe(true);
  }
  expect(many.some(({ name }) => name === "")).toBe(true);
  expect(new Set(many.map(({ address }) => address)).size).toBeGreaterThan(1500);
});
