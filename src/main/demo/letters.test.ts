/** Our own reader parses mails as intended, whatever mail program they imitate. */
import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../edges/mime/limits.ts";
import { readMail } from "../../edges/mime/read.ts";
import { createDice } from "./dice.ts";
import { addressOf, type Letter, mailers, type Quoted, write } from "./letters.ts";

const at = Date.UTC(2026, 3, 1, 12, 0, 0);
const earlier: Quoted = {
  from: { name: "Larkspur Support", address: "support@larkspur.example" },
  at: at - 3_600_000,
  subject: "Re: Brakes",
  text: "Dear Ann,\n\nplease clean the disc & try <again>.\n\nBest regards\nMaya\n\n> an older line\n",
  messageId: "<t1.abc@desk.larkspur.example>",
  references: ["<first@customer.example>"],
};

function letter(parts: Partial<Letter>): Letter {
  return {
    from: { name: "Анна Ámos", address: "anna@harbour-dental.example", company: "Harbour Dental" },
    to: { name: "", address: "support@larkspur.example" },
    subject: "Re: Brakes: 日本",
    text: "That did it, thank you!\n\nAnna",
    at,
    language: "en",
    mailer: "plain",
    ...parts,
  };
}

const read = async (parts: Partial<Letter>) => {
  const { raw, messageId } = await write(letter(parts), createDice(3));
  return { mail: readMail(Buffer.from(raw), defaultLimits), messageId, raw: Buffer.from(raw) };
};

describe.each(mailers)("%s", (mailer) => {
  it.each(["en", "de", "fr", "es", "ja"])(
    "a reply in %s: what is new is told from what is quoted",
    async (language) => {
      const { mail, messageId } = await read({ mailer, language, repliesTo: earlier });
      expect(mail.reply.trim()).toBe("That did it, thank you!\n\nAnna");
      expect(mail.text).toContain("clean the disc & try <again>");
      expect(mail).toMatchObject({
        messageId,
        inReplyTo: earlier.messageId,
        references: ["<first@customer.example>", earlier.messageId],
        from: { name: "Анна Ámos", address: "anna@harbour-dental.example" },
        subject: "Re: Brakes: 日本",
        hasHtml: mailer === "web" || mailer === "office",
        automatic: false,
      });
      expect(mail.date).toBeLessThan(at);
    },
  );

  it("a first mail, with a file", async () => {
    const file = { name: "Foto Ü.png", type: "image/png", bytes: Buffer.from("picture") };
    const { mail } = await read({ mailer, files: [file] });
    expect(mail.text).toContain("That did it, thank you!");
    expect(mail.attachments).toMatchObject([{ name: "Foto Ü.png", type: "image/png", size: 7 }]);
    expect(mail).toMatchObject({ inReplyTo: null, references: [] });
  });
});

it("headers that a machine adds are seen", async () => {
  const headers = ["Auto-Submitted: auto-replied"];
  const { mail, raw } = await read({ headers, repliesTo: earlier, quotes: false });
  expect(mail.automatic).toBe("auto-reply");
  expect(mail.text).not.toContain("clean the disc");
  expect(raw.toString("latin1")).toMatch(/^Received: from mx\.harbour-dental\.example /);
});

it("hosts have addresses that nobody has", () => {
  expect(addressOf("harbour-dental.example")).toMatch(/^203\.0\.113\.([1-9]\d?|1\d\d|2[0-4]\d|250)$/);
  expect(addressOf("a.example")).toBe(addressOf("a.example"));
});
