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

  const block = [
    "From: Porter <porter@customer.example>",
    "Sent: Monday, 23 November 2026 09:00",
    "To: Support <support@helpdesk.example>",
    "Subject: Barrier",
  ].join("\n");

  test.each([
    `-----Original Message-----\n${block}\n\nThe barrier stays up.`,
    `-----Urspr\u00fcngliche Nachricht-----\n\n${block.replace("From", "Von").replace("Sent", "Gesendet")}\n\nThe barrier stays up.`,
    `-- \nRita\n\n-----Original Message-----\n${block}\n\nThe barrier stays up.`,
    `${block}\n\nThe barrier stays up.\n\n-----Original Message-----\n${block}\n\nSince when?`,
    "-- \nRita\n\n> The barrier stays up.",
    "--\nRita West\nPorter\n\nOn 21 Nov 2025 at 09:00, Support <support@helpdesk.example> wrote:\n> The barrier stays up.",
    "Sent from my iPhone\n\n> The barrier stays up.",
    "This message is confidential and intended only for its recipient.\n\n> The barrier stays up.",
  ])("nothing but a quotation has no new part, whatever is put above it: %j", (text) => {
    expect(replyOf(text)).toBe("");
  });

  test("a signature that the markup names does not stay above a quotation", () => {
    const hints = { quoteStarts: [], signatures: ["Rita West\nPorter"] };
    expect(replyOf("Rita West\nPorter\n\n> The barrier stays up.", hints)).toBe("");
  });

  test("a first mail that begins with a quoted one stays whole", () => {
    const text = `-----Original Message-----\n${block}\n\nUp.\n\n-----Original Message-----\n${block}\n\nDown?`;
    expect(replyOf(text, undefined, { answers: false, author: "" })).toBe(text);
  });

  test("an answer below the signature and the quotation stays", () => {
    expect(replyOf("-- \nRita\n\n> Is it up?\n\nYes.")).toBe("Yes.");
    const dashes = "--\nfirst the door\nthen the gate";
    expect(replyOf(dashes)).toBe(dashes);
  });

  test("text between arrows is not a quotation", () => {
    const text = "Download:\n>> https://files.customer.example/plan <<\nThe second page counts.";
    expect(replyOf(text)).toBe(text);
  });

  test("lines marked with initials are quoted, unless a prompt looks alike", () => {
    expect(replyOf("Both.\n\nRW> Red or blue?\nRW> And when?\n\nAt noon.")).toBe("Both.\n\nAt noon.");
    const shell = "I typed\nSQL> select 1;\nSQL> quit\nand it hung.";
    expect(replyOf(shell)).toBe(shell);
    expect(replyOf("Press OK> now")).toBe("Press OK> now");
  });

  test("the author's name above a device's line, and below a drawn line, is a signature", () => {
    const context = { answers: true, author: "Rita West" };
    expect(replyOf("On Friday.\n\nRita West\nvia mobile", undefined, context)).toBe("On Friday.");
    expect(replyOf("On Friday.\n\n______\nRita West, porter\nHall 2", undefined, context)).toBe("On Friday.");
    const section = "First.\n_______\nThe second part is loose.";
    expect(replyOf(section, undefined, context)).toBe(section);
  });

  test.each([
    "##- Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein -##",
    "-- Veuillez répondre au-dessus de cette ligne --",
    "## Escriba su respuesta por encima de esta línea ##",
    "-=-=- この行より上に返信してください -=-=-",
    "##- Please type your reply above this line -##",
  ])("%j ends the reply", (mark) => {
    expect(replyOf(`Yes.\n\n${mark}\nShall we?`)).toBe("Yes.");
  });

  test("a quoted header on one line ends the reply", () => {
    const header = "From: Desk <desk@helpdesk.example> Sent: Mon, 2 Nov 2026 08:00 To: Rita Subject: Lamp";
    expect(replyOf(`Yes.\n\n----------\n${header}\nShall we?`)).toBe("Yes.");
    const route = "From: home to work, date: Monday";
    expect(replyOf(`Hello\n${route}\nbye`)).toBe(`Hello\n${route}\nbye`);
  });

  test("answers that stand within a quotation without marks stay, if the reply says so", () => {
    const quoted = "From: desk@helpdesk.example\nSent: Monday\nSubject: Lamp\n\nRed or blue? Blue please.";
    expect(replyOf(`See my answers below in red.\n\n${quoted}`)).toContain("Blue please.");
    expect(replyOf(`Danke, siehe Antworten im Text.\n\n${quoted}`)).toContain("Blue please.");
    expect(replyOf(`Thanks.\n\n${quoted}`)).toBe("Thanks.");
  });

  describe("a mail that answers nothing", () => {
    const first = (text: string) => replyOf(text, undefined, { answers: false, author: "" });

    test.each([
      "The load is:\n\nFrom: Bremen\nTo: Kiel\nDate: 4.12.2026\nSubject: two crates\n\nPlease confirm.",
      "Hello,\n\non Tuesday 24 November 2026 at 10:00 your driver wrote:\n\nI am late.\n\nWas that so?",
      "To repeat it:\n\n--\n\n1. Start\n2. Stop",
      "I typed\n> ls /srv\n> cat log\nand nothing came.",
      "SD> one\nSD> two\nare the marks.",
      "Sent from my phone\nis what it prints below every mail. How do I switch it off?",
    ])("keeps what looks quoted: %j", (text) => expect(first(text)).toBe(text));

    test.each([
      ["Hello.\n\n-- \nAnn\nExample Ltd", "Hello."],
      ["Hello.\n\nSent from my iPhone", "Hello."],
      ["Hello.\n\n-----Original Message-----\nFrom: a@example.com\n\nOld.", "Hello."],
    ])("is cut at strong marks: %j", (text, reply) => expect(first(text)).toBe(reply));

    test("keeps what it forwards", () => {
      const text =
        "See below.\n\n---------- Forwarded message ---------\nFrom: x@example.com\n\nOld.\n-- \nX";
      expect(first(text)).toBe(text);
    });
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
