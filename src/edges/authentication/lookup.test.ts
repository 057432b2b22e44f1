import { describe, expect, test } from "vitest";
import { cachedLookup, DnsError, type Lookup, systemLookup } from "./lookup.ts";
import { zoneLookup } from "./testing.ts";

describe("answers of the DNS", () => {
  test("are cached for minutes, and the same query is not made twice at a time", async () => {
    let now = 0;
    const zone = zoneLookup({ "TXT a.example": [["one"]] });
    const lookup = cachedLookup(zone, () => now);
    await Promise.all([lookup("a.example", "TXT"), lookup("A.example", "TXT")]);
    now = 299_000;
    expect(await lookup("a.example", "TXT")).toEqual([["one"]]);
    expect(zone.asked).toEqual(["TXT a.example"]);
    now = 600_001;
    await lookup("a.example", "TXT");
    expect(zone.asked.length).toBe(2);
  });

  test("are cached for a minute if negative, and failures for seconds", async () => {
    let now = 0;
    const zone = zoneLookup({ "A dead.example": "ETIMEOUT" });
    const lookup = cachedLookup(zone, () => now);
    const ask = async () => {
      await expect(lookup("none.example", "A")).rejects.toMatchObject({ code: "ENOTFOUND" });
      await expect(lookup("dead.example", "A")).rejects.toMatchObject({ code: "ETIMEOUT" });
    };
    await ask();
    now = 14_000;
    await ask();
    expect(zone.asked.length).toBe(2);
    now = 16_000;
    await ask();
    expect(zone.asked).toEqual(["A none.example", "A dead.example", "A dead.example"]);
    now = 76_001;
    await ask();
    expect(zone.asked.length).toBe(5);
  });

  test("are cached for at most ten thousand names, and not if they are huge", async () => {
    let asked = 0;
    const answers: Lookup = async (name) => {
      asked += 1;
      return name === "huge.example" ? ["x".repeat(9000)] : ["192.0.2.1"];
    };
    const lookup = cachedLookup(answers, () => 0);
    for (let i = 0; i <= 10_000; i++) await lookup(`n${i}.example`, "A");
    await lookup("n10000.example", "A");
    expect(asked).toBe(10_001);
    await lookup("n0.example", "A");
    expect(asked).toBe(10_002);
    await lookup("huge.example", "TXT");
    await lookup("huge.example", "TXT");
    expect(asked).toBe(10_004);
  });

  test("of the system arrive as records or as a DnsError, in bounded time", async () => {
    const lookup = systemLookup();
    for (const type of ["TXT", "A", "AAAA", "MX", "PTR", "CNAME"] as const) {
      await expect(lookup("name.invalid", type)).rejects.toBeInstanceOf(DnsError);
    }
  });
});
