import fc from "fast-check";
import { expect, test } from "vitest";
import { isNetwork } from "../../domain/settings/network.ts";
import { trustedFrom, trustedNow } from "./trusted.ts";

test("what the settings accept as an address or a network is what can be trusted here", () => {
  const part = fc.constantFrom(
    "0",
    "8",
    "32",
    "255",
    "256",
    "db8",
    "2001",
    "ffff",
    "192.0.2.1",
    "",
    "1",
    "x",
  );
  const text = fc
    .array(fc.tuple(part, fc.constantFrom(":", "::", ".", "/", "")), { minLength: 1, maxLength: 9 })
    .map((parts) => parts.map(([one, mark]) => one + mark).join(""));
  const well = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.tuple(fc.ipV6(), fc.nat(140)).map(([ip, n]) => `${ip}/${n}`),
  );
  fc.assert(
    fc.property(fc.oneof(text, well), (one) => {
      expect([one, isNetwork(one)]).toEqual([one, trustedFrom([one]).ok]);
    }),
    { numRuns: 2000 },
  );
});

test("a list is trusted besides this machine, and nothing else", () => {
  const trusted = trustedFrom(["192.0.2.1", "10.0.0.0/8", "2001:db8::/32"]);
  if (!trusted.ok) throw new Error("the list is refused");
  const among = ["127.0.0.1", "::1", "192.0.2.1", "::ffff:192.0.2.1", "10.9.8.7", "2001:db8::5"];
  expect(among.filter((ip) => !trusted.value(ip))).toEqual([]);
  expect(["192.0.2.2", "11.0.0.1", "2001:db9::1", ""].filter(trusted.value)).toEqual([]);
});

test("a list that changes counts as it is at that time", () => {
  let list: readonly string[] = [];
  const trusted = trustedNow(() => list);
  const now = () => ["127.0.0.1", "192.0.2.1", "10.9.8.7"].filter(trusted);
  expect(now()).toEqual(["127.0.0.1"]);
  list = ["192.0.2.1"];
  expect(now()).toEqual(["127.0.0.1", "192.0.2.1"]);
  list = ["10.0.0.0/8"];
  expect(now()).toEqual(["127.0.0.1", "10.9.8.7"]);
  list = [];
  expect(now()).toEqual(["127.0.0.1"]);
  expect(() => trustedNow(() => ["mx.desk.example"])).toThrow("mx.desk.example");
});
