import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { relayedResults } from "./relayed.ts";

const told = (field: string, rest = "") =>
  relayedResults(
    Buffer.from(`Received: x\r\n${field}\r\n${rest}From: a@b.example\r\n\r\nHi`),
    "mx.desk.example",
  );

describe("a relay's results", () => {
  test("are parsed from its field, folded, with comments and quotes", () => {
    const field = [
      'Authentication-Results: (ours) "mx.desk.example" 1;',
      "\tdkim=pass (2048-bit key; unprotected) header.d=Customer.example header.i=@customer.example;",
      "\tdkim=fail header.d=list.example;",
      " spf=softfail (x (nested) y) smtp.mailfrom=ann@customer.example;",
      ' dmarc = fail reason="p=reject \\" x" (p=REJECT) header.from=customer.example policy.dmarc=Reject;',
      " arc/1=none",
    ].join("\r\n");
    expect(told(field)).toEqual({
      by: "mx.desk.example",
      spf: { verdict: "softfail", domain: "customer.example" },
      dkim: { verdict: "pass", domains: ["customer.example"] },
      dmarc: { verdict: "fail", domain: "customer.example", policy: "reject" },
      arc: { verdict: "none", domain: null },
    });
  });

  test("are only used from the topmost field: others may be the sender's own", () => {
    const own = "Authentication-Results: mx.desk.example; dmarc=pass header.from=bank.example\r\n";
    expect(told("Authentication-Results: mx.other.example; none", own)).toBe(null);
    expect(told("X-Nothing: here", own)).toMatchObject({ dmarc: { verdict: "pass" } });
  });

  test.each([
    "Authentication-Results: mx.desk.example.evil.example; dmarc=pass",
    "Authentication-Results:",
    "Subject: Authentication-Results: mx.desk.example; dmarc=pass",
  ])("%s is not the relay's", (field) => {
    expect(told(field)).toBe(null);
  });

  test("a field without results gives none", () => {
    expect(told("Authentication-Results: mx.desk.example; none")).toMatchObject({
      spf: { verdict: "none", domain: null },
      dmarc: { verdict: "none", domain: null, policy: null },
    });
  });

  test("any text is parsed without a failure", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const read = told(`Authentication-Results: mx.desk.example;${text}`);
        expect(read === null || read.by === "mx.desk.example").toBe(true);
      }),
    );
  });
});
