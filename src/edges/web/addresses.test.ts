import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAddress, readAddresses, writeAddresses } from "./addresses.ts";

describe("typed addresses", () => {
  test.each([
    ["ann@example.org", [["", "ann@example.org"]]],
    ["Ann Smith <ann@example.org>", [["Ann Smith", "ann@example.org"]]],
    [
      '"Smith, Ann" <ann@example.org>; bob@example.org',
      [
        ["Smith, Ann", "ann@example.org"],
        ["", "bob@example.org"],
      ],
    ],
    [
      " <ann@example.org> ,\n,bob@example.org,",
      [
        ["", "ann@example.org"],
        ["", "bob@example.org"],
      ],
    ],
    ['"A \\"B\\" \\\\ C" <c@example.org>', [['A "B" \\ C', "c@example.org"]]],
    ["ann@example.org, Ann <ann@example.org>", [["", "ann@example.org"]]],
    ["", []],
  ])("%j", (text, expected) => {
    const read = readAddresses(text);
    expect(read.ok && read.value.map(({ name, address }) => [name, address])).toEqual(expected);
  });

  test.each(["ann", "ann@", "a b@example.org", "ann@example.org bob@example.org", "<>", "x@[here]"])(
    "%j is refused, and named",
    (text) => {
      expect(readAddresses(`bob@example.org, ${text}`)).toEqual({ ok: false, bad: ` ${text}` });
    },
  );

  test("written addresses are parsed again", () => {
    const name = fc
      .string({ unit: "grapheme", maxLength: 30 })
      .map((text) => readAddress(`${quoted(text)} <a@b.example>`)?.name ?? "");
    const address = fc.integer({ min: 0, max: 1e6 }).map((n) => `person${n}@example.org`);
    const addresses = fc.uniqueArray(fc.record({ name, address }), {
      selector: (one) => one.address,
      maxLength: 6,
    });
    fc.assert(
      fc.property(addresses, (value) => {
        expect(readAddresses(writeAddresses(value))).toEqual({ ok: true, value });
      }),
    );
  });
});

const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;

test("addresses that occur in the wild can be written to", () => {
  const value = [
    { name: "K M", address: "k..m@handy.example" },
    { name: "", address: "k.@handy.example" },
    { name: "", address: '"k, m"@handy.example' },
    { name: "", address: "ann@[192.0.2.7]" },
  ];
  expect(readAddresses(writeAddresses(value))).toEqual({ ok: true, value });
});
