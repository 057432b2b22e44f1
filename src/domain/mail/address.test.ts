import { describe, expect, test } from "vitest";
import { isAddress, isRecipient, normalAddress } from "./address.ts";

describe("isRecipient", () => {
  test.each([
    "ann@customer.example",
    "k..m@handy.example",
    "k.@handy.example",
    '"k m"@handy.example',
    '"k\\"m"@handy.example',
    "ann@[192.0.2.7]",
    "ann@[IPv6:2001:db8::7]",
    "jörg@bücher.example",
    "scan@printer_2.customer.example",
  ])("takes %s", (address) => expect(isRecipient(address)).toBe(true));

  test.each([
    "ann",
    "@customer.example",
    "ann@",
    "ann smith@customer.example",
    "ann@customer..example",
    '"ann"smith@customer.example',
    '"ann@customer.example',
    '"a\nb"@customer.example',
    '"<a>"@customer.example',
    "a,b@customer.example",
    "ann@[here]",
    `${"a".repeat(70)}@customer.example`,
  ])("refuses %j", (address) => expect(isRecipient(address)).toBe(false));

  test("a mailbox of ours has none of these", () => {
    for (const address of ["k..m@desk.example", '"k m"@desk.example', "k@[192.0.2.7]"]) {
      expect(isAddress(address)).toBe(false);
    }
  });
});

test("quotation marks that a local part does not need are not part of it", () => {
  expect(normalAddress(' "K..m"@Handy.example ')).toBe("k..m@handy.example");
  expect(normalAddress('"k m"@handy.example')).toBe('"k m"@handy.example');
  expect(normalAddress('"k@m"@handy.example')).toBe('"k@m"@handy.example');
  expect(normalAddress('""@handy.example')).toBe('""@handy.example');
});
