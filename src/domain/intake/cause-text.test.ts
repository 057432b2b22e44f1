import { describe, expect, test } from "vitest";
import { ticketNumber } from "../../base/ids.ts";
import type { MailCause } from "./cause.ts";
import { causeText } from "./cause-text.ts";

const ticket = ticketNumber(7);
const checked = { spf: "fail", dkim: "none", dmarc: "fail" } as const;
const of = { ticket, name: "Bob" };

describe("a cause in words", () => {
  test.each<[MailCause, string]>([
    [{ code: "unreadable", why: "It has too many parts" }, "It has too many parts"],
    [{ code: "no-sender" }, "names no sender"],
    [{ code: "virus", virus: "Eicar" }, "found Eicar in it"],
    [
      { code: "dmarc-reject", domain: "a.example", forwarded: false, forwarder: null },
      "a.example asks to refuse mail in its name that fails DMARC, as this one does",
    ],
    [
      { code: "dmarc-reject", domain: "a.example", forwarded: true, forwarder: "list.example" },
      "; list.example vouches (ARC)",
    ],
    [
      { code: "dmarc-reject", domain: "a.example", forwarded: true, forwarder: null },
      "; a forwarder vouches (ARC)",
    ],
    [{ code: "spam", score: 9, threshold: 6, symbols: ["A", "B"] }, "9 points of 6 that make spam: A, B"],
    [{ code: "not-a-participant", ticket, address: "eve@b.example" }, "eve@b.example takes no part in that"],
    [
      { code: "unproven-agent", ...of, address: "bob@a.example", checked },
      "nothing proves that (SPF fail, DKIM none, DMARC fail)",
    ],
    [{ code: "unproven-agent", ...of, address: "bob@a.example", checked: null }, "could not be checked"],
    [
      { code: "flood", address: "m@a.example", opened: 20, minutes: 10, limit: 20 },
      "more than 20 are a flood",
    ],
    [{ code: "flood-goes-on", address: "m@a.example" }, "More of the mails from m@a.example"],
    [{ code: "notification-no-sender", ...of }, "ticket 7 to Bob, but names no sender"],
    [{ code: "notification-other-sender", ...of, address: "x@a.example" }, "but comes from x@a.example"],
    [{ code: "notification-unproven", ...of, checked }, "claims to come from them, but nothing proves"],
    [{ code: "notification-disabled", ...of }, "switched off"],
    [{ code: "notification-not-allowed", ...of }, "who may not answer tickets"],
    [{ code: "notification-to-many", ...of, automatic: "list" }, "mail to many (list)"],
    [{ code: "notification-nothing-new", ...of }, "nothing in it is newly written"],
    [{ code: "reply-not-sent", name: "Bob", why: "It is too long" }, "cannot be sent: It is too long"],
    [{ code: "decision-failed", why: "a bug" }, "Deciding about it failed: a bug"],
    [{ code: "decision-erased" }, "may have been erased"],
    [{ code: "unknown-bounce" }, "was not sent from here"],
    [{ code: "notification-machine", ...of }, "about ticket 7 to Bob"],
    [
      { code: "put-aside", by: "ann", held: { code: "virus", virus: "Eicar" } },
      "Put aside by ann; it was held: The virus scanner found Eicar in it",
    ],
    [{ code: "text", text: "As it was" }, "As it was"],
  ])("%j", (cause, words) => {
    expect(causeText(cause)).toContain(words);
    expect(causeText(cause)).not.toMatch(/undefined|null|\[object/);
  });
});
