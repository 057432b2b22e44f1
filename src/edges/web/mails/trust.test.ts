import { describe, expect, test } from "vitest";
import type { Authentication } from "../../../domain/mail/index.ts";
import { spamWords, trustOf, virusWords } from "./trust.ts";

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
      "Sender verified by DKIM and SPF: customer.example, according to mx.desk.example",
      authentication({ by: "mx.desk.example" }),
    ],
    [
      "doubt",
      "Sender not verified: the mail fails the DMARC policy of customer.example",
      authentication({ dmarc: { ...fails, policy: "none" } }),
    ],
    [
      "doubt",
      /the sending server is not authorised by customer\.example/,
      authentication({ ...nothing, spf: fails }),
    ],
    [
      "doubt",
      /the DKIM signature of customer\.example does not match the mail/,
      authentication({ ...nothing, dkim: { verdict: "fail", domains: ["customer.example"] } }),
    ],
    [
      "open",
      "Sender not verified: the sender's DNS did not answer",
      authentication({ ...nothing, spf: { verdict: "temperror", domain: null } }),
    ],
    ["open", "Sender not verified: the domain publishes no SPF or DKIM", authentication(nothing)],
  ])("is of kind %s: %s", (kind, text, checked) => {
    expect(trustOf(checked, ann, "en")).toEqual({
      kind,
      text: typeof text === "string" ? text : expect.stringMatching(text),
      results: expect.stringMatching(/^SPF .*; DKIM .*; DMARC /),
    });
  });

  test("does not verify a mail with another author than the checked one, or none", () => {
    const other = { name: "Bank", address: "help@bank.example" };
    expect(trustOf(authentication(), other, "en")?.kind).toBe("open");
    expect(trustOf(authentication(), null, "en")?.kind).toBe("open");
  });

  test.each([
    [
      "SPF pass (customer.example); DKIM pass (customer.example); DMARC pass (customer.example, policy reject)",
      authentication(),
    ],
    ["SPF none; DKIM none; DMARC none (customer.example)", authentication(nothing)],
    [
      "SPF fail (customer.example); DKIM fail (a.example, b.example); DMARC none; according to mx.desk.example",
      authentication({
        ...nothing,
        by: "mx.desk.example",
        spf: fails,
        dkim: { verdict: "fail", domains: ["a.example", "b.example"] },
        dmarc: { verdict: "none", domain: null, policy: null },
      }),
    ],
  ])("has what was found: %s", (results, checked) => {
    expect(trustOf(checked, ann, "en")?.results).toBe(results);
  });

  test("is missing for a mail that was not checked", () => {
    expect(trustOf(null, ann, "en")).toBe(null);
  });
});

test("scanners' results are shown as text", () => {
  const spam = { by: "rspamd", spam: true, score: 9, threshold: 6, symbols: ["A", "B"] } as const;
  expect(spamWords(spam, "en")).toBe("Spam score 9, threshold 6: A, B");
  expect(spamWords({ ...spam, symbols: [] }, "en")).toBe("Spam score 9, threshold 6");
  expect(virusWords({ by: "clamav", virus: null }, "en")).toBe("No virus found");
  expect(virusWords({ by: "clamav", virus: "Eicar" }, "en")).toBe("Eicar found");
});
