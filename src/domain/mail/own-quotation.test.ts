import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutOwnQuotation } from "./own-quotation.ts";

const known = [
  "Reply to this mail from this address, and they receive your text as your reply.",
  "You can turn these mails off under My account.",
];
const mail = {
  subject: "[#4] The kettle leaks",
  text: `Rita <rita@customer.example> wrote in ticket 4, \u201cThe kettle leaks\u201d.

The message:

It drips from the spout, and a little from the lid when it boils. We have had it since the spring of last year.

> Which kettle is it?
The red one.

${known.join("\n\n")}
`,
  names: ["support@desk.example", "support+n4.abc@desk.example", "Help Desk"],
};
const lines = mail.text.trimEnd().split("\n");
const marked = lines.map((line) => (line.startsWith(">") ? `>${line}` : `> ${line}`)).join("\n");
/** Wrapped again, as by programs that quote in lines of 40 characters. */
const wrapped = lines
  .flatMap((line) => line.match(/.{1,40}(?:\s|$)/g) ?? [""])
  .map((line) => `> ${line.trimEnd()}`)
  .join("\n");
const attribution = "On Mon, 30 Nov 2026 at 10:00, Help Desk <support@desk.example> wrote:";
const header = [
  "From: Help Desk <support@desk.example>",
  "Sent: Monday, 30 November 2026 10:00",
  "To: Bob <bob@desk.example>",
  "Subject: [#4] The kettle leaks",
].join("\n");

const read = (text: string) => withoutOwnQuotation(text, [mail], known);
const whole = (text: string) => ({ kind: "whole", text });

describe("our mail is removed", () => {
  test.each<[how: string, text: string]>([
    ["marked, below its attribution", `Close the lid.\n\n${attribution}\n\n${marked}\n`],
    ["wrapped again", `Close the lid.\n\n${attribution}\n${wrapped}\n`],
    [
      "below an attribution of two lines",
      `Close the lid.\n\nOn Mon, Nov 30, 2026 at 10:00 AM Help Desk <support+n4.abc@desk.example>\nwrote:\n\n${marked}`,
    ],
    ["right below the text", `Close the lid.\n${attribution}\n${marked}`],
    [
      "in another language",
      `Close the lid.\n\nAm Mo., 30. Nov. 2026 um 10:00 Uhr schrieb Help Desk <support@desk.example>:\n\n${marked}`,
    ],
    [
      "without marks, below its header",
      `Close the lid.\n\n________________________________\n${header}\n\n${mail.text}`,
    ],
    [
      "without marks, below a mark and its header",
      `Close the lid.\n\n-----Original Message-----\n${header}\n\n${mail.text}`,
    ],
    ["above the text", `${attribution}\n${marked}\n\nClose the lid.`],
    [
      "with other quotation marks and links",
      `Close the lid.\n\n${attribution}\n${marked.replace(/[\u201c\u201d]/g, '"').replace("rita@customer.example", "rita@customer.example <mailto:rita@customer.example>")}`,
    ],
    ["with its attribution marked, too", `Close the lid.\n\n> ${attribution}\n>\n${marked}`],
    ["without any introduction", `Close the lid.\n\n${marked}`],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual(whole("Close the lid."));
  });

  test("and what is above and below it stays whole", () => {
    const text = `Yes.\n\n${attribution}\n${marked}\n\n-- \nBob`;
    expect(read(text)).toEqual(whole("Yes.\n\n-- \nBob"));
  });
});

describe("everything else is the author's", () => {
  test.each([
    "on Monday 23 November 2026 you wrote:\n\nIt drips.",
    `${header.replace("[#4] The kettle leaks", "Your order")}\n\nThis is what we ordered.`,
    "Do this:\n\n--\nfirst\nsecond",
    "Please run\n\n> make clean\n> make\n\nand send us the output.",
    "This message may contain confidential prices: 5 EUR each.",
    "See above.\n\nSent from the warehouse",
    "> It drips from the spout, and a little from the lid when it boils.\n\nSince when?",
    "  indented\n    more",
  ])("%s", (text) => {
    expect(read(text)).toEqual(whole(text));
  });

  test("whatever it is, if it has nothing of our mail", () => {
    const line = fc.oneof(
      fc.constantFrom(
        "",
        "-- ",
        "--",
        "> a",
        "On 1 May 2026 Ann wrote:",
        "From: a@b.example",
        "Sent from my phone",
        "___",
      ),
      fc.stringMatching(/^[a-z]( ?[a-z]){0,20}$/),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (some) => {
        const text = ["Hello", ...some, "Bob"].join("\n");
        expect(read(text)).toEqual(whole(text));
        expect(read(`${text}\n\n${attribution}\n${marked}`)).toEqual(whole(text));
      }),
    );
  });
});

describe("in doubt", () => {
  test.each<[what: string, text: string]>([
    [
      "answers are between its lines",
      `${attribution}\n${marked.replace("> The red one.", "> The red one.\n\nThat is the old one.\n")}`,
    ],
    ["its end is missing", `Yes.\n\n${attribution}\n${marked.split("\n").slice(0, 4).join("\n")}`],
    ["its beginning is missing", `Yes.\n\n${marked.split("\n").slice(5).join("\n")}`],
    [
      "something else is in the same quotation",
      `Yes.\n\n${attribution}\n> CAUTION: mail from outside\n${marked}`,
    ],
    ["something else follows in the same quotation", `Yes.\n\n${attribution}\n${marked}\n> A footer`],
    ["it is quoted twice", `Yes.\n\n${attribution}\n${marked}\n\n${attribution}\n${marked}`],
    ["it is not in lines of its own", `Yes: ${lines.join("\n")}`],
    ["the line above is of unknown kind and names us", `Yes.\n\nHelp Desk, 30.11., 10.00\n${marked}`],
    ["a rule is above it", `Yes.\n\n---------\n${marked}`],
    [
      "the line above could belong to the attribution or the text",
      `We are there at 10:30 on 1/12/2026\nHelp Desk <support@desk.example> wrote:\n${marked}`,
    ],
    ["a line of the text could belong to its header", `Where: at the door\n${header}\n\n${mail.text}`],
    ["only its header is left", `Yes.\n\n${header}\n\nTranslated: il pleut`],
  ])("where %s", (_, text) => {
    expect(read(text)).toEqual({ kind: "doubtful" });
  });

  test("our sentences are known even where the mail itself is not", () => {
    expect(withoutOwnQuotation(`Yes.\n\n${marked}`, [], known)).toEqual({ kind: "doubtful" });
    expect(withoutOwnQuotation("Yes.\n\n> It drips.", [], known)).toEqual(whole("Yes.\n\n> It drips."));
  });
});
