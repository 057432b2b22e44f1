import { domainToASCII } from "node:url";
import { expect, test } from "vitest";
import { canonicalAddress, normalAddress } from "./address.ts";
import { asciiDomain, canonicalDomain, readableLabel } from "./idn.ts";

test.each([
  "müller.example",
  "bücher.müller.example",
  "例え.テスト",
  "пример.example",
  "straße.example",
  "ελλάδα.example",
])("the two forms of %s are one domain", (domain) => {
  const ascii = domainToASCII(domain);
  expect(ascii).toContain("xn--");
  for (const one of [domain, ascii, domain.toUpperCase().replace("SSE", "ße"), ascii.toUpperCase()])
    expect(canonicalDomain(one)).toBe(domain);
  expect(asciiDomain(domain)).toBe(ascii);
});

test.each([
  ["xn--"],
  ["xn--a"],
  ["xn--99999999"],
  ["xn--mller-kva-"],
  ["xn---"],
  // Latin and Cyrillic letters that look alike.
  [domainToASCII("pаypal")],
  [`xn--${"a".repeat(60)}`],
])("%s stays as it is", (label) => {
  expect(readableLabel(label)).toBe(label);
});

test("a domain never becomes another one by what a URL would end at", () => {
  for (const domain of [
    "evil.example/ü",
    "evil.example#ü.müller.example",
    "evil.example?ü",
    "evil.example\\ü",
  ])
    expect(canonicalDomain(domain)).toBe(domain);
});

test("an address keeps its local part, and is compared in lower case", () => {
  expect(canonicalAddress("Ann.Ü@XN--MLLER-KVA.example")).toBe("Ann.Ü@müller.example");
  expect(normalAddress(" Ann@xn--mller-kva.example ")).toBe("ann@müller.example");
  expect(normalAddress("ann@[192.0.2.1]")).toBe("ann@[192.0.2.1]");
  expect(canonicalAddress("ann")).toBe("ann");
});
