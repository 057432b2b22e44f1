import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { replyOf } from "./reply.ts";

/** Whole mails in many languages are in test/corpus; here are the edges. */

describe("replyOf", () => {
  test("text without any quotation stays as it is, apart from empty lines around it", () => {
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

  test("an attribution that nobody marked cuts only below what was written", () => {
    const attribution = "On 21 Nov 2025 at 09:00, Support <support@helpdesk.example> wrote:";
    expect(replyOf(`Yes.\n\n${attribution}\n\nShall we?`)).toBe("Yes.");
    expect(replyOf(`${attribution}\n\nShall we?\n\nYes.`)).toContain("Yes.");
  });

  test("a quoted line that was broken in two goes as a whole", () => {
    const long = `> ${"word ".repeat(14)}and then it`;
    expect(replyOf(`Yes.\n\n${long}\nwas broken\n> by a mailer`)).toBe("Yes.");
  });

  test("an answer of a few words between quoted lines stays", () => {
    expect(replyOf("> Red?\nno\n> Green?\nyes\n> Thanks")).toBe("no\nyes");
  });

  test("what the markup says counts where the words say nothing", () => {
    const text = "Thanks!\n\nAnn\nExample Ltd\n\nGespräch mit Support\nShall we?";
    expect(replyOf(text, { quoteStarts: ["Gespräch mit Support"], signatures: ["Ann\nExample Ltd"] })).toBe(
      "Thanks!",
    );
  });

  test("a signature that is all there is stays", () => {
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

  test("law: every line of the answer is a line of the text, in their order", () => {
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
