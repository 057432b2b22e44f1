import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { replyOf } from "./reply.ts";

/** Whole mails in many languages are in test/corpus; here are the edges. */

describe("replyOf", () => {
  test("text without a quotation is unchanged, except for empty lines around it", () => {
    expect(replyOf("\n\nHello,\n\nit  hums.\n\nBye\n\n")).toBe("Hello,\n\nit  hums.\n\nBye");
  });

  test.each([
    "On the other hand, we wrote: nothing.",
    "From: the start, it hummed.",
    "He wrote:",
    "Call me at 12:30:",
    "See https://example.com/on-monday-someone-wrote:",
    "Our meeting on 21.11.2025:",
    "-----",
    "The prompt > is what the shell shows",
    "Sent from my desk, this is easier.",
    "I sent from the warehouse what you asked for.",
    "-- this is no signature, but a dash",
  ])("keeps %j and what follows", (line) => {
    const text = `Hello\n${line}\nmore`;
    expect(replyOf(text)).toBe(text);
  });

  test("an unmarked attribution only cuts below new text", () => {
    const attribution = "On 21 Nov 2025 at 09:00, Support <support@helpdesk.example> wrote:";
    expect(replyOf(`Yes.\n\n${attribution}\n\nShall we?`)).toBe("Yes.");
    expect(replyOf(`${attribution}\n\nShall we?\n\nYes.`)).toContain("Yes.");
  });

  test("a quoted line that was broken in two is removed completely", () => {
    const long = `> ${"word ".repeat(14)}and then it`;
    expect(replyOf(`Yes.\n\n${long}\nwas broken\n> by a mailer`)).toBe("Yes.");
  });

  test("a few new words between quoted lines stay", () => {
    expect(replyOf("> Red?\nno\n> Green?\nyes\n> Thanks")).toBe("no\nyes");
  });

  test("the markup counts if the text says nothing", () => {
    const text = "Thanks!\n\nAnn\nExample Ltd\n\nGespräch mit Support\nShall we?";
    expect(replyOf(text, { quoteStarts: ["Gespräch mit Support"], signatures: ["Ann\nExample Ltd"] })).toBe(
      "Thanks!",
    );
  });

  test("a signature stays if there is nothing else", () => {
    expect(replyOf("Ann\nExample Ltd", { quoteStarts: [], signatures: ["Ann\nExample Ltd"] })).toBe(
      "Ann\nExample Ltd",
    );
  });

  test("a very long text is read to its end", () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => (i % 2 === 0 ? `line ${i}` : "> quoted"));
    const reply = replyOf(lines.join("\n"));
    expect(reply).toContain("line 199998");
    expect(reply).not.toContain("> quoted");
  });

  test("property: every line of the new part is a line of the text, in order", () => {
    const line = fc.oneof(
      fc.constantFrom(
        "",
        "> quoted",
        "-- ",
        "On 1 Jan 2025, Ann <ann@example.com> wrote:",
        "-----Original Message-----",
        "From: a@example.com",
        "Sent: 1 Jan 2025",
        "Subject: x",
        "Sent from my iPhone",
        "---------- Forwarded message ---------",
        "____",
      ),
      fc.string({ maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, " ")),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        let at = 0;
        for (const kept of replyOf(lines.join("\n")).split("\n")) {
          const found = lines.findIndex((one, i) => i >= at && one.trim() === kept.trim());
          expect(kept.trim() === "" || found >= 0).toBe(true);
          if (found >= 0) at = found;
        }
      }),
    );
  });
});
