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
/** As eM Client writes it. */
const bare = [
  'From "Help Desk" <support@desk.example>',
  'To "Bob" <bob@desk.example>',
  "Date 30/11/2026 10:00:00",
  "Subject [#4] The kettle leaks",
].join("\n");
/** As GMX and WEB.DE write it. */
const gmx = [
  "Gesendet: Montag, 30. November 2026 um 10:00 Uhr",
  'Von: "Help Desk" <support@desk.example>',
  "An: bob@desk.example",
  "Betreff: [#4] The kettle leaks",
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
    ...[
      "On Mon, Nov 30, 2026 at 10:00\u202fAM Help Desk\n<support@desk.example> wrote:",
      "On Mon, Nov 30, 2026 at 10:00 AM Help Desk <\nsupport@desk.example> wrote:",
      "On Mon, Nov 30, 2026 at 10:00 AM Help\nDesk <support@desk.example> wrote:",
      "On Mon, Nov 30, 2026 at 10:00 AM\nHelp Desk <support@desk.example>\nwrote:",
      "On Mon, Nov 30, 2026 at 10:00 AM Help\nDesk\n<support@desk.example> wrote:",
      'On Mon, 30 Nov 2026 at 10:00, "Help Desk"\n<support+n4.abc@desk.example> wrote:',
      "Am Mo., 30. Nov. 2026 um 10:00 Uhr schrieb Help Desk\n<support@desk.example>:",
      "Le lun. 30 nov. 2026 \u00e0 10:00, Help Desk\n<support@desk.example> a \u00e9crit :",
      "El lun, 30 nov 2026 a las 10:00, Help Desk\n(<support@desk.example>) escribi\u00f3:",
      "Il giorno lun 30 nov 2026 alle ore 10:00 Help Desk\n<support@desk.example> ha scritto:",
      "Em seg., 30 de nov. de 2026 \u00e0s 10:00, Help Desk\n<support@desk.example> escreveu:",
      "Op ma 30 nov 2026 om 10:00 schreef Help Desk\n<support@desk.example>:",
      "Den m\u00e5n 30 nov. 2026 kl 10:00 skrev Help Desk\n<support@desk.example>:",
      "pon., 30 lis 2026 o 10:00 Help Desk\n<support@desk.example> napisa\u0142(a):",
      "po 30. 11. 2026 v 10:00 odes\u00edlatel Help Desk\n<support@desk.example> napsal:",
      "Help Desk <support@desk.example>,\n30 Kas 2026 Pzt, 10:00 tarihinde \u015funu yazd\u0131:",
    ].map((broken): [string, string] => [`below ${broken}`, `Close the lid.\n\n${broken}\n\n${marked}`]),
    [
      "below an attribution broken right below the text",
      `Close the lid.\nOn Mon, Nov 30, 2026 at 10:00 AM Help Desk\n<support@desk.example> wrote:\n${marked}`,
    ],
    ["below a header that begins with its date", `Close the lid.\n\n${gmx}\n\n${mail.text}`],
    ["marked, below such a header", `Close the lid.\n\n${gmx}\n\n${marked}`],
    ["with such a header marked, too", `Close the lid.\n\n${gmx.replace(/^/gm, "> ")}\n>\n${marked}`],
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
    [
      "below a mark and an attribution",
      `Close the lid.\n\n-------- Original Message --------\n${attribution}\n\n${marked}`,
    ],
    [
      "below a header without colons",
      `Close the lid.\n\n------ Original Message ------\n${bare}\n\n${marked}`,
    ],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual(whole("Close the lid."));
  });

  test("and what is above and below it stays whole", () => {
    const text = `Yes.\n\n${attribution}\n${marked}\n\n-- \nBob`;
    expect(read(text)).toEqual(whole("Yes.\n\n-- \nBob"));
  });
});

describe("links that mail programs repeat", () => {
  const page = "https://shop.example/kettles?colour=red&size=2";
  const linked = {
    ...mail,
    text: mail.text.replace("The red one.", `This one: ${page}, or ask a@shop.example.`),
  };
  const answered = (more: (text: string) => string) =>
    withoutOwnQuotation(`Close the lid.\n\n${header}\n\n${more(linked.text)}`, [linked], known);
  const checked = `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(page)}&data=05%7C02`;

  test.each([
    ["after the link", `${page}<${page}>`],
    ["with a blank between", `${page} <${page}>`],
    ["again, by the next program", `${page}<${page}<${page}>>`],
    ["through a service that checks them", `${page}<${checked}>`],
  ])("are removed with our mail: %s", (_, shown) => {
    const text = answered((all) =>
      all.replace(page, shown).replace("a@shop.example", "a@shop.example<mailto:a@shop.example>"),
    );
    expect(text).toEqual(whole("Close the lid."));
  });

  test("may be in our mail already", () => {
    const twice = { ...linked, text: linked.text.replace(page, `${page}<${page}>`) };
    const text = `Close the lid.\n\n${header}\n\n${linked.text.replace(page, `${page}<${page}<${page}>>`)}`;
    expect(withoutOwnQuotation(text, [twice], known)).toEqual(whole("Close the lid."));
  });

  test.each(["https://shop.example/other", "https://other.example/?url=x", `${page}&more=1`])(
    "are someone's own if they lead elsewhere: %s",
    (other) => {
      expect(answered((all) => all.replace(page, `${page}<${other}>`))).toEqual({ kind: "doubtful" });
    },
  );
});

describe("signs that someone put into the quotation", () => {
  const signs = fc.oneof(
    fc.constantFrom("\u2714", "\ud83d\udc4d", "???", "!", ":-)", "+", "->", "\u2026", "--", "=", "#"),
    fc.stringMatching(/^[a-z0-9]{1,3}$/),
  );
  test("are never lost, wherever they are", () => {
    fc.assert(
      fc.property(signs, fc.nat(marked.length), fc.boolean(), (sign, at, line) => {
        const put = line ? `\n${sign}\n` : ` ${sign} `;
        const text = `Yes.\n\n${attribution}\n${marked.slice(0, at)}${put}${marked.slice(at)}`;
        const left = read(text);
        expect(left.kind === "doubtful" || left.text.includes(sign)).toBe(true);
      }),
    );
  });

  test("are those of the mail program where it has no other for ours", () => {
    const lossy = marked.replace(/[\u201c\u201d]/g, "?");
    expect(read(`Yes.\n\n${attribution}\n${lossy}`)).toEqual(whole("Yes."));
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
    ["a line is between it and its attribution", `${attribution}\nSee below\n${marked}`],
    ["such a line ends like one", `${attribution}\nThese are my answers:\n${marked}`],
    ["such a line is below an empty one", `${attribution}\n\nYes, do.\n\n${marked}`],
    ["such a line is marked", `> ${attribution}\n> Yes, do:\n${marked}`],
    ["a rule is above it", `Yes.\n\n---------\n${marked}`],
    [
      "the line above could belong to the attribution or the text",
      `We are there at 10:30 on 1/12/2026\nHelp Desk <support@desk.example> wrote:\n${marked}`,
    ],
    [
      "a date above the attribution could be the text",
      `On 1/12/2026 at 10:30\nHelp Desk <support@desk.example> wrote:\n${marked}`,
    ],
    [
      "a line of the text could belong to the attribution's name",
      `On Mon, Nov 30, 2026 at 10:00 AM we come\nHelp Desk <support@desk.example> wrote:\n${marked}`,
    ],
    [
      "a date above its header could be the text",
      `Datum: im Dezember\n${gmx.split("\n").slice(1).join("\n")}\n\n${mail.text}`,
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
