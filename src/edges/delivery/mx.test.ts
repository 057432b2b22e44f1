import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zone } from "../../../test/support/zone.ts";
import { mailServers } from "./mx.ts";

const mx = (...pairs: (readonly [number, string])[]) => ({
  mx: pairs.map(([preference, exchange]) => ({ preference, exchange })),
});
const dns = zone({
  "two.example": mx([20, "b.two.example"], [10, "A.two.example."]),
  "bare.example": { addresses: ["192.0.2.1"] },
  "null.example": mx([0, ""]),
  "broken.example": { broken: true },
  "numbers.example": mx([10, "192.0.2.1"], [20, "bad host"]),
  "ours.example": mx([10, "desk.example"], [20, "elsewhere.example"]),
  "backup.example": mx([10, "mx.backup.example"], [20, "Desk.example"], [30, "third.example"]),
  "null-and-more.example": mx([0, ""], [10, "mx.example"]),
});
const find = (domain: string) => mailServers(dns, domain, "desk.example", () => 0);

describe("mailServers", () => {
  it.each([
    ["two.example", ["a.two.example", "b.two.example"]],
    ["bare.example", ["bare.example"]],
    ["backup.example", ["mx.backup.example"]],
    ["null-and-more.example", ["mx.example"]],
  ])("%s: %j", async (domain, hosts) => {
    expect(await find(domain)).toEqual({ hosts, secure: false });
  });

  it.each([
    ["missing.example", "failed", /^550 5\.1\.2 /],
    ["null.example", "failed", /^556 5\.1\.10 /],
    ["numbers.example", "failed", /^550 5\.4\.4 /],
    ["ours.example", "failed", /^554 5\.4\.6 /],
    ["broken.example", "deferred", /ESERVFAIL/],
  ])("%s gives %s", async (domain, outcome, text) => {
    expect(await find(domain)).toEqual({ instead: { outcome, response: expect.stringMatching(text) } });
  });

  it("sorts by preference, and shuffles equal ones", async () => {
    const records = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 99 })), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.infiniteStream(fc.double({ min: 0, max: 0.99, noNaN: true })),
        async (all, draws) => {
          const unique = new Map(all.map(([preference, n]) => [`mx${n}.example`, preference]));
          const known = zone({ "x.example": mx(...[...unique].map(([host, n]) => [n, host] as const)) });
          const found = await mailServers(known, "x.example", "desk.example", () => draws.next().value ?? 0);
          if (!("hosts" in found)) throw new Error("no hosts");
          expect([...found.hosts].sort()).toEqual([...unique.keys()].sort());
          const order = found.hosts.map((host) => unique.get(host) ?? -1);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        },
      ),
    );
    const equals = zone({ "x.example": mx([10, "a.example"], [10, "b.example"]) });
    const first = async (draws: number[]) => {
      const found = await mailServers(equals, "x.example", "desk.example", () => draws.shift() ?? 0);
      return "hosts" in found ? found.hosts[0] : null;
    };
    expect([await first([0, 0.5]), await first([0.5, 0])]).toEqual(["a.example", "b.example"]);
  });
});
