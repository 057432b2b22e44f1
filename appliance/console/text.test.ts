import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { languageOf, textIn, textKeys } from "./text.ts";

const sources = globSync("**/*.ts", { cwd: import.meta.dirname })
  .filter((name) => !/test|text/.test(name))
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"))
  .join("\n");

describe("the console's words", () => {
  /** Keys that are put together: beginning, and what may follow. */
  const composed: readonly (readonly [string, readonly string[]])[] = [
    ["network", ["dhcp", "static", "off", "auto"]],
    ["network", ["dhcp.short", "static.short", "off.short", "auto.short"]],
    ["update", ["installed", "healthy", "fell-back", "rolled-back", "refused"]],
    ["slot", ["good", "trying", "bad", "empty"]],
    ["diagnose", ["ping", "dns", "mx", "smtp", "ldap"]],
    ["diagnose", ["ping.hint", "dns.hint", "mx.hint", "smtp.hint", "ldap.hint"]],
  ];
  const known = new Set(composed.flatMap(([start, ends]) => ends.map((end) => `${start}.${end}`)));

  it.each(textKeys)("%s is used", (key) => {
    expect(known.has(key) || sources.includes(`"${key}"`)).toBe(true);
  });

  it("fill their places and choose between one and others", () => {
    const t = textIn("en");
    expect(t("problem.expires", { n: 1 })).toBe("The certificate expires in 1 day.");
    expect(t("problem.expires", { n: 2 })).toBe("The certificate expires in 2 days.");
    expect(t("fact.clock.by", { server: "{n}" })).toBe("set by {n}");
  });

  it("have no line that an 80 column screen would cut", () => {
    const t = textIn("en");
    const feet = textKeys.filter((key) => key.startsWith("foot."));
    expect(feet.length).toBeGreaterThan(5);
    for (const key of feet) expect(t(key, { at: 100, of: 100 }).length).toBeLessThanOrEqual(78);
  });

  it("are English where there is no table of a language", () => {
    expect([undefined, "C", "xx_XX.UTF-8", "en_GB", "toString"].map(languageOf)).toEqual(Array(5).fill("en"));
  });
});
