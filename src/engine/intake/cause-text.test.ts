import { describe, expect, test } from "vitest";
import { fault } from "../../base/fault.ts";
import { mailId, ticketNumber } from "../../base/ids.ts";
import type { MailCause } from "../../domain/intake/index.ts";
import { causeText } from "./cause-text.ts";

const ticket = ticketNumber(7);
const checked = { spf: "fail", dkim: "none", dmarc: "fail" } as const;
const of = { ticket, name: "Bob" };

describe("the text of a cause", () => {
  test.each<[MailCause, string]>([
    [
      { code: "unreadable", fault: fault("mail.too-many-parts", { params: { most: 500 } }) },
      "The message has more than 500 parts",
    ],
    [{ code: "no-sender" }, "has no sender"],
    [{ code: "virus", virus: "Eicar" }, "found Eicar"],
    [
      { code: "dmarc-reject", domain: "a.example", forwarded: false, forwarder: null },
      "It fails DMARC, and a.example asks for such mail to be rejected",
    ],
    [
      { code: "dmarc-reject", domain: "a.example", forwarded: true, forwarder: "list.example" },
      "; list.example vouches (ARC)",
    ],
    [
      { code: "dmarc-reject", domain: "a.example", forwarded: true, forwarder: null },
      "; a forwarder vouches (ARC)",
    ],
    [{ code: "spam", score: 9, threshold: 6, symbols: ["A", "B"] }, "Spam score 9, threshold 6: A, B"],
    [{ code: "not-a-participant", ticket, address: "eve@b.example" }, "eve@b.example is not a participant"],
    [
      { code: "unproven-agent", ...of, address: "bob@a.example", checked },
      "the sender is not verified (SPF fail, DKIM none, DMARC fail)",
    ],
    [{ code: "unproven-agent", ...of, address: "bob@a.example", checked: null }, "could not be checked"],
    [
      { code: "flood", address: "m@a.example", opened: 20, minutes: 10, limit: 20 },
      "created 20 tickets within 10 minutes; the limit is 20",
    ],
    [
      { code: "author-unclear", address: "m@a.example" },
      "It is shown as from m@a.example, but its From names several senders",
    ],
    [
      { code: "flood-repeated", address: "m@a.example", mails: 5, minutes: 10 },
      "has sent the same mail at least 5 times within 10 minutes",
    ],
    [{ code: "duplicate", mail: mailId("m".repeat(26)), ticket }, "The same mail as one in ticket 7"],
    [{ code: "duplicate", mail: mailId("m".repeat(26)), ticket: null }, "as one that is held or archived"],
    [{ code: "flood-goes-on", address: "m@a.example" }, "Part of the flood from m@a.example"],
    [{ code: "notification-no-sender", ...of }, "ticket 7 to Bob, but has no sender"],
    [{ code: "notification-other-sender", ...of, address: "x@a.example" }, "but is from x@a.example"],
    [{ code: "notification-unproven", ...of, checked }, "claims to be from them, but the sender is not"],
    [{ code: "notification-disabled", ...of }, "account is disabled"],
    [{ code: "notification-not-allowed", ...of }, "not have permission"],
    [{ code: "notification-to-many", ...of, automatic: "list" }, "bulk mail (list)"],
    [{ code: "notification-nothing-new", ...of }, "contains no new text"],
    [
      {
        code: "reply-not-sent",
        name: "Bob",
        fault: fault("reply.refused", { params: { problem: "It is too long" } }),
      },
      "cannot be sent: It is too long",
    ],
    [
      {
        code: "decision-failed",
        fault: fault("decision.error", { params: { error: "TypeError" } }),
      },
      "Processing failed: unexpected error (TypeError); the log has the details",
    ],
    [
      { code: "decision-failed", fault: fault("decision.text", { params: { text: "a bug" } }) },
      "Processing failed: a bug",
    ],
    [{ code: "decision-erased" }, "may have been erased"],
    [{ code: "report", report: "receipt" }, "A read receipt"],
    [{ code: "report", report: "delivered" }, "was delivered"],
    [{ code: "report", report: "complaint" }, "marked a mail as spam"],
    [{ code: "report", report: "aggregate" }, "about the mail of a domain"],
    [{ code: "unknown-bounce" }, "was not sent from here"],
    [{ code: "notification-machine", ...of }, "about ticket 7 to Bob"],
    [
      { code: "put-aside", by: "ann", held: { code: "virus", virus: "Eicar" } },
      "Archived by ann. It was held: The virus scanner found Eicar",
    ],
    [{ code: "text", text: "As it was" }, "As it was"],
  ])("%j", (cause, words) => {
    expect(causeText("en", cause)).toContain(words);
    expect(causeText("en", cause)).not.toMatch(/undefined|null|\[object/);
  });
});
