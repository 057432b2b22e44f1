import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { agentText } from "../../domain/intake/index.ts";
import { defaultLimits } from "./limits.ts";
import { readMail } from "./read.ts";

/** A mail with a plain text and the HTML beside it. */
function alternative(text: string, html: string, type = "text/plain; charset=utf-8"): Buffer {
  const parts = [
    `Content-Type: ${type}\r\n\r\n${text}`,
    `Content-Type: text/html; charset=utf-8\r\n\r\n${html}`,
  ];
  const body = parts.map((part) => `--sep\r\n${part.replace(/\r?\n/g, "\r\n")}\r\n`).join("");
  return Buffer.from(
    `From: Nora <nora@example.com>\r\nTo: help@desk.example\r\nSubject: Gate\r\nMIME-Version: 1.0\r\n` +
      `Content-Type: multipart/alternative; boundary=sep\r\n\r\n${body}--sep--\r\n`,
  );
}

const read = (text: string, html: string, type?: string) =>
  readMail(alternative(text, html, type), defaultLimits);

const first = "The gate of hall three does not close any more since Monday.";
const second = "Please send nobody before ten, the key is with the porter.";
const third = "You reach me under 0160 555 27 all day.";

describe("what only the HTML shows is in the text", () => {
  test("a paragraph at the end, in the middle, or at the beginning", () => {
    const html = `<p>${first}</p><p>${second}</p><p>${third}</p>`;
    const all = [first, second, third].join("\n\n");
    expect(read(`${first}\n\n${second}\n`, html).text).toBe(all);
    expect(read(`${first}\n\n${third}\n`, html).text).toBe(all);
    expect(read(`${second}\n\n${third}\n`, html).text).toBe(all);
  });

  test("a text that was cut off", () => {
    const { text } = read(
      `${first}\n\n${second.slice(0, 25)}`,
      `<p>${first}</p><p>${second}</p><p>${third}</p>`,
    );
    expect(text).toBe([first, second, third].join("\n\n"));
  });

  test("a text of links only, one that is empty, and one that asks for another program", () => {
    const html = `<p>${first}</p><p>${second}</p>`;
    for (const text of [
      "https://example.com/a/1\r\n<https://example.com/b/2>\r\n",
      "  \r\n",
      "View this mail in your browser: https://example.com/view/1",
      "[cid:image001.png@01DB]",
    ]) {
      expect(read(text, html).text).toContain(`${first}\n\n${second}`);
    }
  });

  test("a text of other words that says nothing of it, however short the HTML is", () => {
    const { text } = read(
      "To open this message, go to https://example.com/v/1",
      "<p>Order 77</p><p>Cancel it please.</p>",
    );
    expect(text).toContain("Order 77\n\nCancel it please.");
  });

  test("letters that the text lost", () => {
    expect(
      read("Gr??e aus K?ln, die T?r h?ngt.", "<p>Gr\u00fc\u00dfe aus K\u00f6ln, die T\u00fcr h\u00e4ngt.</p>")
        .text,
    ).toBe("Gr\u00fc\u00dfe aus K\u00f6ln, die T\u00fcr h\u00e4ngt.");
  });

  test("one short word", () => {
    expect(read(first, `<p>No.</p><p>${first}</p>`).text).toBe(`No.\n\n${first}`);
  });

  test("a link that is shown", () => {
    const link = "https://example.com/plan/77";
    expect(read(first, `<p>${first}</p><p>${link}</p>`).text).toBe(`${first}\n\n${link}`);
  });

  test("a sentence within a paragraph", () => {
    expect(read(`${first} ${third}`, `<p>${first} ${second} ${third}</p>`).text).toContain(second);
  });

  test("a single word, number or account that differs", () => {
    const letter = (amount: string, account: string, word = "now") =>
      `Thank you for the repair. Please pay ${amount} EUR ${word} to the account ${account}, and tell us when it is done.`;
    const plain = letter("100", "DE02 1203 0000 0000 2020 51");
    for (const shown of [
      letter("900", "DE02 1203 0000 0000 2020 51"),
      letter("100", "DE02 1203 0000 0000 2020 52"),
      letter("100", "DE02 1203 0000 0000 2020 51", "not"),
    ]) {
      expect(read(plain, `<p>${shown}</p>`).text).toBe(shown);
      expect(read(`${first}\n\n${plain}`, `<p>${first}</p><p>${shown}</p>`).text).toBe(
        `${first}\n\n${shown}`,
      );
    }
    // Where the text has more than the HTML, both are there.
    const other = letter("100", "GB33BUKB20201555555555");
    expect(read(plain, `<p>${other}</p>`).text).toBe(`${plain}\n\n${other}`);
    for (const [text, shown] of [
      ["Pay 100 today.", "Pay 900 today."],
      ["Give Ann 20, Ben 50.", "Give Ann 50, Ben 20."],
      ["Room 4b", "Room 4c"],
    ] as const)
      expect(read(text, `<p>${shown}</p>`).text).toContain(shown);
  });

  test("a word that differs, where the text also has what the HTML has not: both are there", () => {
    const link = "https://example.com/plan/78";
    const text = `${first} ${link}\n\n${second}`;
    const html = `<p>${first}</p><p>${second.replace("ten", "two")}</p>`;
    expect(read(text, html).text).toBe(`${first} ${link}\n\n${second}\n\n${second.replace("ten", "two")}`);
  });

  test("languages without spaces, and letters written as entities", () => {
    const [one, two] = ["三号大厅的门从星期一起就关不上了。", "请不要在十点之前派人来。"];
    expect(read(one, `<p>${one}</p><p>${two}</p>`).text).toBe(`${one}\n\n${two}`);
    expect(read("Gr\u00fc\u00dfe", "<p>Gr&uuml;&szlig;e</p><p>T&#252;r h&auml;ngt</p>").text).toBe(
      "Gr\u00fc\u00dfe\n\nT\u00fcr h\u00e4ngt",
    );
  });

  test("where the text marks a quotation that the HTML does not, it goes where the HTML has it", () => {
    const text = `> Does the gate close?\r\n\r\nNo.\r\n\r\n> Who has the key?\r\n\r\nThe porter.`;
    const html = `<div>Does the gate close?</div><p>No.</p><p>${third}</p><div>Who has the key?</div><p>The porter.</p>`;
    expect(read(text, html).text).toBe(
      `> Does the gate close?\n\nNo.\n\n${third}\n\n> Who has the key?\n\nThe porter.`,
    );
  });

  test("of a text in several parts beside the HTML", () => {
    const inner = `--in\r\nContent-Type: text/plain\r\n\r\n${first}\r\n--in\r\nContent-Type: text/plain\r\n\r\n${third}\r\n--in--`;
    const html = `<p>${first}</p><p>${second}</p><p>${third}</p>`;
    expect(read(inner, html, "multipart/mixed; boundary=in").text).toBe([first, second, third].join("\n\n"));
  });
});

describe("the plain text stays", () => {
  const plain = (text: string, html: string) =>
    expect(read(text, html).text).toBe(text.replaceAll("\r\n", "\n"));

  test("if it says the same in another form", () => {
    plain(
      `*Note:* ${first}\r\n\r\n* one bolt\r\n* two nuts\r\n\r\nSee <https://example.com/x> [cid:a@b]`,
      `<p><b>Note:</b> ${first}</p><ol><li>one bolt<li>two nuts</ol><p>See <a href="https://example.com/x">https://example.com/x</a><img src="cid:a@b" alt="plan of the hall"></p>`,
    );
  });

  test("if the HTML has more only in a quotation, in a picture's name, or hidden", () => {
    plain(first, `<p>${first}</p><blockquote type="cite">${second}</blockquote>`);
    plain(first, `<p>${first}<img src="https://example.com/1.png" alt="Falk Doors Limited"></p>`);
    plain(first, `<div style="display:none">${second}</div><p>${first}</p>`);
  });

  test("if as much is said in other words", () => {
    plain("This is the version for text.", "<p>This is the version in HTML.</p>");
  });

  test("if it is too long to be compared", () => {
    const long = `${"word ".repeat(60_000)}`.trim();
    plain(long, `<p>${long}</p><p>${third}</p>`);
  });
});

test("a paragraph that only the HTML of an agent's reply has is sent (I-60)", () => {
  const quoted = {
    subject: "Gate",
    text: "Nora asks:\n\nDoes the gate close?",
    names: ["desk@desk.example"],
  };
  const { text } = read(first, `<p>${first}</p><p>${second}</p>`);
  expect(agentText(text, [quoted], [])).toEqual({ kind: "text", text: `${first}\n\n${second}` });
});
