import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(`${import.meta.dirname}/app.css`, "utf8");

/** Colour tokens in both schemes. */
const tokens = new Map<string, readonly [light: string, dark: string]>();
for (const [, name = "", light = "", dark = ""] of css.matchAll(
  /--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g,
)) {
  tokens.set(name, [light, dark]);
}
for (const [, name = "", value = ""] of css.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)) {
  tokens.set(name, [value, value]);
}
for (const [, name = "", other = ""] of css.matchAll(/--([\w-]+): var\(--([\w-]+)\);/g)) {
  const value = tokens.get(other);
  if (value) tokens.set(name, value);
}

/** Contrast of two colours (WCAG 2.2, "contrast ratio"). */
function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const pages = ["paper", "surface", "sunken", "hover"] as const;
const text = ["ink", "ink-2", "ink-3", "accent", "new", "open", "hold", "closed", "danger", "good"];
const pairs: readonly (readonly [string, string, number])[] = [
  ...text.flatMap((ink) => pages.map((page) => [ink, page, 4.5] as const)),
  ...["ink", "ink-2", "ink-3"].flatMap((ink) =>
    ["accent-soft", "note"].map((page) => [ink, page, 4.5] as const),
  ),
  ...["ink", "ink-2", "danger"].map((ink) => [ink, "danger-soft", 4.5] as const),
  ["new", "new-soft", 4.5],
  ["ink", "new-soft", 4.5],
  ["ink", "good-soft", 4.5],
  ["good", "good-soft", 3],
  ["ink", "mark", 4.5],
  ["on-accent", "accent", 4.5],
  ["on-accent", "accent-hover", 4.5],
  ["surface", "danger", 4.5],
  ["on-bar", "bar", 4.5],
  ["on-bar-2", "bar", 4.5],
  ["on-bar-2", "bar-field", 4.5],
  ...["line-strong", "focus"].flatMap((line) => ["surface", "paper"].map((page) => [line, page, 3] as const)),
];

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("in the %s scheme", (_, scheme) => {
  test.each(pairs)("%s on %s has a contrast of %d at least", (ink, page, least) => {
    const [one, other] = [tokens.get(ink)?.[scheme] ?? "", tokens.get(page)?.[scheme] ?? ""];
    expect(contrast(one, other)).toBeGreaterThanOrEqual(least);
  });
});
