import { describe, expect, test } from "vitest";
import type { Authentication } from "../../../domain/mail/trust.ts";
import { textIn } from "../text.ts";
import { spamWords, trustOf, virusWords } from "./trust.ts";

const t = textIn("en");
const ann = { name: "Ann", address: "ann@customer.example" };

function authentication(more: Partial<Authentication> = {}): Authentication {
  return {
    by: null,
    spf: { verdict: "pass", domain: "customer.example" },
    dkim: { verdict: "pass", domains: ["customer.example"] },
    dmarc: { verdict: "pass", domain: "customer.example", policy: "reject" },
    arc: { verdict: "none", domain: null },
    ...more,
  };
}
const fails = { verdict: "fail", domain: "customer.example" } as const;
const nothing = {
  spf: { verdict: "none", domain: null },
  dkim: { verdict: "none", domains: [] },
  dmarc: { verdict: "none", domain: "customer.example", policy: null },
} as const;

describe("the line about a sender", () => {
  test.each([
    ["verified", "Sender verified by DKIM and SPF: customer.example", authentication()],
    ["verified", "Sender verified by DKIM: customer.example", authentication({ spf: fails })],
    [
      "verified",
      "Sender verified by DKIM and SPF: customer.example, as mx.desk.example found",
      authentication({ by: "mx.desk.example" }),
    ],
    [
      "doubt",
      "Sender not verified: the mail fails the check (DMARC) that customer.example asks for",
      authentication({ dmarc: { ...fails, policy: "none" } }),
    ],
    [
      "doubt",
      /customer\.example does not send mail from where this came from/,
      authentication({ ...nothing, spf: fails }),
    ],
    [
      "doubt",
      /the signature of customer\.example does not fit the mail/,
      authentication({ ...nothing, dkim: { verdict: "fail", domains: ["customer.example"] } }),
    ],
    [
      "open",
      "Sender not verified: its domain could not be asked",
      authentication({ ...nothing, spf: { verdict: "temperror", domain: null } }),
    ],
    ["open", "Sender not verified: its domain offers no means to", authentication(nothing)],
  ])("is of kind %s: %s", (kind, text, checked) => {
    expect(trustOf(checked, ann, t)).toEqual({
      kind,
      text: typeof text === "string" ? text : expect.stringMatching(text),
    });
  });

  test("does not verify what names another author than was checked, or none", () => {
    const other = { name: "Bank", address: "help@bank.example" };
    expect(trustOf(authentication(), other, t)?.kind).toBe("open");
    expect(trustOf(authentication(), null, t)?.kind).toBe("open");
  });

  test("is not there for what was not checked", () => {
    expect(trustOf(null, ann, t)).toBe(null);
  });
});

test("scanners are told in words", () => {
  const spam = { by: "rspamd", spam: true, score: 9, threshold: 6, symbols: ["A", "B"] } as const;
  expect(spamWords(spam, t)).toBe("9 points of 6 that make spam: A, B");
  expect(spamWords({ ...spam, symbols: [] }, t)).toBe("9 points of 6 that make spam");
  expect(virusWords({ by: "clamav", virus: null }, t)).toBe("Nothing found");
  expect(virusWords({ by: "clamav", virus: "Eicar" }, t)).toBe("Eicar found");
});
