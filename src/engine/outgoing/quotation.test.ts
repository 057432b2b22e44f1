import { expect, test } from "vitest";
import { isAttribution } from "../../domain/mail/index.ts";
import { quotationText } from "../../text/quotation.ts";

const of = {
  at: Date.UTC(2026, 10, 23, 18, 40),
  from: { name: "Ann", address: "ann@customer.example" },
};

test.each(["en", "de", "fr", "es", "it", "nl", "pt", "pl", "ja", "ar"])(
  "the line above a quotation in %s is known as one",
  (language) => {
    const line = quotationText(language, of);
    expect(line).toContain("18:40 UTC");
    expect(line).toContain("Ann <ann@customer.example>");
    expect(isAttribution(line)).toBe("certain");
  },
);

test("it is English where there is none in that language, and has the address where there is no name", () => {
  expect(quotationText("xx", of)).toMatch(
    /^On Mon,? 23 Nov 2026 at 18:40 UTC, Ann <ann@customer\.example> wrote:$/,
  );
  expect(quotationText("DE-at", of)).toBe(quotationText("de", of));
  const nameless = { ...of, from: { name: "", address: "ann@customer.example" } };
  expect(quotationText("de", nameless)).toMatch(/^Am .* 2026 um 18:40 UTC schrieb ann@customer\.example:$/);
});
