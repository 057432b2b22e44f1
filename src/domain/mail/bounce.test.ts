import { describe, expect, test } from "vitest";
import { type BounceFacts, bounceOf } from "./bounce.ts";

/** Whole bounces are in test/corpus; here are the edges. */

const facts = (some: Partial<BounceFacts>): BounceFacts => ({
  headers: () => [],
  from: { name: "Mail Delivery System", address: "mailer-daemon@example.com" },
  subject: "Mail delivery failed",
  text: "",
  files: [],
  deliveryStatus: [],
  reports: [],
  returned: null,
  ...some,
});
const status = (...fields: string[]) => ({
  deliveryStatus: [`Reporting-MTA: dns; x\n\n${fields.join("\n")}\n`],
});

describe("bounceOf", () => {
  test("the original recipient is the one that we wrote to", () => {
    const bounce = bounceOf(
      facts(
        status(
          "Original-Recipient: rfc822;zed@example.net",
          "Final-Recipient: rfc822; z12@internal.example.net",
          "Action: failed",
          "Status: 5.1.1 (bad)",
        ),
      ),
    );
    expect(bounce?.recipients).toEqual([{ address: "zed@example.net", status: "5.1.1", diagnostic: null }]);
  });

  test.each([
    ["failed", "5.1.1", true],
    ["Failed (for good)", "4.4.7", true],
    ["delayed", "4.4.1", false],
  ])("action %s with status %s: permanent %s", (action, code, permanent) => {
    const bounce = bounceOf(
      facts(
        status(
          "Final-Recipient: rfc822; zed@example.net",
          `Action: ${action}`,
          `Status: ${code}`,
          "Diagnostic-Code: smtp; 550 no",
        ),
      ),
    );
    expect(bounce?.permanent).toBe(permanent);
  });

  test.each(["delivered", "relayed", "expanded"])("action %s is not a bounce", (action) => {
    expect(
      bounceOf(
        facts({
          ...status("Final-Recipient: rfc822; zed@example.net", `Action: ${action}`, "Status: 2.0.0"),
          text: "zed@example.net: could not be told about errors",
        }),
      ),
    ).toBeNull();
  });

  test("the report's recipient is not the failed recipient", () => {
    const bounce = bounceOf(
      facts({
        headers: (name) => (name === "to" ? ["support@helpdesk.example"] : []),
        text: "Hello support@helpdesk.example,\nyour mail could not be delivered:\n\nzed@example.net: 550 unknown user\n\nAsk postmaster@example.net for help.",
      }),
    );
    expect(bounce?.recipients).toEqual([
      { address: "zed@example.net", status: null, diagnostic: "zed@example.net: 550 unknown user" },
    ]);
  });

  test("an out-of-office reply is not a bounce, even with a null sender", () => {
    expect(
      bounceOf(
        facts({
          headers: (name) => (name === "return-path" ? ["<>"] : []),
          from: { name: "Ann", address: "ann@example.com" },
          subject: "Automatic reply: Your ticket",
          text: "I cannot be reached. In case of problems: carl@example.com",
        }),
      ),
    ).toBeNull();
  });

  test("a person's mail about a bounce is not a bounce", () => {
    expect(
      bounceOf(
        facts({
          from: { name: "Ann", address: "ann@example.com" },
          subject: "Mail does not arrive",
          text: "550 5.1.1 <zed@example.net>: user unknown\nThis message was created automatically by mail delivery software",
        }),
      ),
    ).toBeNull();
  });
});
