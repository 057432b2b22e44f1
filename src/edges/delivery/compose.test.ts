import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { type AddressObject, simpleParser } from "mailparser";
import { describe, expect, it } from "vitest";
import type { Address } from "../../domain/mail/index.ts";
import type { Draft } from "../../engine/outgoing/draft.ts";
import { compose } from "./compose.ts";

const plain: Draft = {
  messageId: "<01h.tok@help.example.org>",
  inReplyTo: null,
  references: [],
  date: Date.UTC(2026, 1, 3, 4, 5, 6),
  from: { name: "Support", address: "help@example.org" },
  replyTo: null,
  to: [{ name: "", address: "customer@example.com" }],
  cc: [],
  subject: "Printer on fire",
  text: "Dear customer,\nplease use water.\n",
  html: null,
  attachments: [],
  automatic: false,
};

const written = async (draft: Partial<Draft>) => Buffer.from(await compose({ ...plain, ...draft }));
const text = async (draft: Partial<Draft>) => (await written(draft)).toString("utf8");
const headerOf = (mail: string) => mail.slice(0, mail.indexOf("\r\n\r\n") + 2);
/** The unfolded value of a header field. */
function field(mail: string, name: string): string | null {
  const unfolded = headerOf(mail).replace(/\r\n(?=[ \t])/g, "");
  const line = unfolded.split("\r\n").find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}

// What people write, from an ordinary word to any code point at all.
const anything = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 120 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "",
    " ",
    "Grüße  aus   München ",
    "日本語の件名はここにあります。とても長いので折り返されます。",
    '"quoted", <angle> (comment); \\ back',
    "=?utf-8?Q?already=20encoded?=",
    "x =?utf-8?B?eA==?= y",
    "a".repeat(200),
    "👩‍👩‍👧‍👦".repeat(10),
    "one\r\nBcc: evil@example.org",
    "tab\there",
    ".",
    "=20",
  ),
);
const oneLine = (value: string) => value.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
const word = fc.stringMatching(/^[a-z0-9!#$%&'*+=?^_`{|}~-]{1,12}$/);
const address = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.stringMatching(/^[a-z]{1,10}\.(example|test)$/))
  .map(([local, domain]) => `${local.join(".")}@${domain}`);
const mailbox: fc.Arbitrary<Address> = fc.record({ name: anything, address });
const messageId = fc.stringMatching(/^<[a-z0-9.+$=_-]{1,40}@[a-z0-9.-]{1,30}>$/);
const file = fc.record({
  name: anything,
  type: fc.constantFrom(
    "application/pdf",
    "text/plain",
    "image/png",
    "message/rfc822",
    "multipart/mixed",
    "bad",
  ),
  bytes: fc.uint8Array({ maxLength: 300 }),
});
const anyDraft: fc.Arbitrary<Draft> = fc.record({
  messageId,
  inReplyTo: fc.option(messageId),
  references: fc.array(messageId, { maxLength: 8 }),
  date: fc.integer({ min: 0, max: 4_102_444_800 }).map((seconds) => seconds * 1000),
  from: mailbox,
  replyTo: fc.option(mailbox),
  to: fc.array(mailbox, { minLength: 1, maxLength: 4 }),
  cc: fc.array(mailbox, { maxLength: 3 }),
  subject: anything,
  text: fc.oneof(anything, fc.lorem({ mode: "sentences", maxCount: 30 })),
  html: fc.option(anything.map((inner) => `<p>${inner}</p>`)),
  attachments: fc.array(file, { maxLength: 3 }),
  automatic: fc.boolean(),
});

describe("compose, read by mailparser", () => {
  it("preserves whatever was written", async () => {
    const people = (value: AddressObject | AddressObject[] | undefined) =>
      [value ?? []].flat().flatMap((one) => one.value.map(({ name, address }) => ({ name, address })));
    const said = (list: readonly Address[]) =>
      list.map(({ name, address }) => ({ name: oneLine(name).trim(), address }));
    const lines = (value: string) => value.toWellFormed().replace(/\r\n?/g, "\n");
    await fc.assert(
      fc.asyncProperty(anyDraft, async (draft) => {
        const mail = await simpleParser(Buffer.from(await compose(draft)), { skipTextToHtml: true });
        expect(people(mail.from)).toEqual(said([draft.from]));
        expect(people(mail.replyTo)).toEqual(said(draft.replyTo ? [draft.replyTo] : []));
        expect(people(mail.to)).toEqual(said(draft.to));
        expect(people(mail.cc)).toEqual(said(draft.cc));
        expect(mail.subject ?? "").toBe(oneLine(draft.subject).trim());
        expect(mail.messageId).toBe(draft.messageId);
        expect(mail.inReplyTo ?? null).toBe(draft.inReplyTo);
        expect([mail.references ?? []].flat()).toEqual(draft.references);
        expect(mail.date?.getTime()).toBe(draft.date);
        expect((mail.text ?? "").trimEnd()).toBe(lines(draft.text).trimEnd());
        expect(mail.html ? mail.html.trimEnd() : null).toBe(
          draft.html === null ? null : lines(draft.html).trimEnd(),
        );
        expect(mail.attachments.map(({ content }) => content)).toEqual(
          draft.attachments.map(({ bytes }) => Buffer.from(bytes)),
        );
        expect(mail.attachments.map(({ filename }) => filename)).toEqual(
          draft.attachments.map(({ name }) => oneLine(name).trim() || "attachment"),
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("compose, as bytes", () => {
  it("is the same for the same draft, 7-bit, in lines of at most 998 octets that end in CRLF", async () => {
    await fc.assert(
      fc.asyncProperty(anyDraft, async (draft) => {
        const mail = await compose(draft);
        expect(Buffer.from(await compose(draft)).equals(mail)).toBe(true);
        expect(mail.every((byte) => byte > 0 && byte < 0x80)).toBe(true);
        const lines = Buffer.from(mail).toString("latin1").split("\r\n");
        expect(lines.filter((line) => /[\r\n]/.test(line))).toEqual([]);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
        expect(lines.at(-1)).toBe("");
      }),
    );
  });

  it("has only the expected fields, each once, whatever is in the draft", async () => {
    const names = ["From", "Reply-To", "To", "Cc", "Subject", "In-Reply-To", "References", "Auto-Submitted"];
    const all = [
      ...names,
      "X-Auto-Response-Suppress",
      "X-MailManager-Automatic",
      "Message-ID",
      "Date",
      "MIME-Version",
    ];
    const mime = ["Content-Type", "Content-Transfer-Encoding"];
    await fc.assert(
      fc.asyncProperty(anyDraft, async (draft) => {
        const header = headerOf(Buffer.from(await compose(draft)).toString("latin1"));
        const found = header.split("\r\n").flatMap((line) => /^([^ \t:][^:]*):/.exec(line)?.[1] ?? []);
        expect(found.filter((name) => ![...all, ...mime].includes(name))).toEqual([]);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });

  it("lets no value break out of its field", async () => {
    const evil = "x\r\nBcc: evil@example.net\r\n\r\n<script>\n.\r\rX-Evil: 1\u2028X-Evil: 2\u0085X-Evil: 3\0";
    const people = [{ name: evil, address: "a@example.com" }];
    const mail = await text({
      subject: evil,
      from: { name: evil, address: "help@example.org" },
      replyTo: { name: evil, address: evil },
      to: [...people, { name: "b", address: `b@example.com\r\nBcc: evil@example.net` }],
      cc: [{ name: "", address: `"c\r\nBcc: d"@example.com` }, ...people],
      inReplyTo: `<a@b>${evil}`,
      references: [evil, "<ok@example.com>", `<a\r\nb@c>`, "<a> <b>", "<ümlaut@example.com>"],
      attachments: [{ name: evil, type: `text/plain\r\nX-Evil: 1`, bytes: Buffer.from(evil) }],
    });
    const lines = mail.split("\r\n");
    expect(lines.filter((line) => /^(Bcc|X-Evil|<script>|\.)/i.test(line))).toEqual([]);
    expect(field(mail, "References")).toBe("<ok@example.com>");
    expect(field(mail, "In-Reply-To")).toBeNull();
    expect(field(mail, "Reply-To")).toBeNull();
    const read = await simpleParser(mail);
    expect(read.to).toMatchObject({ value: [{ address: "a@example.com" }] });
    expect(read.attachments).toMatchObject([
      { contentType: "application/octet-stream", size: evil.length + 3 },
    ]);
  });

  it("rejects a draft that only a bug can have made", async () => {
    await expect(written({ messageId: "<a b@c>" })).rejects.toThrow("not a Message-ID");
    await expect(written({ messageId: "<a@b>\r\nBcc: x@y" })).rejects.toThrow("not a Message-ID");
    await expect(written({ from: { name: "", address: "nobody" } })).rejects.toThrow(
      "From is not an address",
    );
    await expect(written({ date: Number.NaN })).rejects.toThrow("not a time");
  });
});

describe("compose, its header", () => {
  it("writes a plain draft plainly", async () => {
    expect(await text({})).toBe(
      [
        "From: Support <help@example.org>",
        "To: <customer@example.com>",
        "Subject: Printer on fire",
        "Content-Transfer-Encoding: quoted-printable",
        "Message-ID: <01h.tok@help.example.org>",
        "Date: Tue, 03 Feb 2026 04:05:06 +0000",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "Dear customer,",
        "please use water.",
        "",
      ].join("\r\n"),
    );
  });

  it("marks automatic mail, and whether it is a reply (RFC 3834 section 5)", async () => {
    const answer = await text({ automatic: true, inReplyTo: "<q@example.com>" });
    expect(field(answer, "Auto-Submitted")).toBe("auto-replied");
    expect(field(answer, "X-Auto-Response-Suppress")).toBe("All");
    expect(field(await text({ automatic: true }), "Auto-Submitted")).toBe("auto-generated");
    const human = await text({ inReplyTo: "<q@example.com>" });
    expect([field(human, "Auto-Submitted"), field(human, "X-Auto-Response-Suppress")]).toEqual([null, null]);
  });

  it("keeps the whole chain of references, or of an absurdly long one the first and the last", async () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `<${i}.${"x".repeat(40)}@example.com>`);
    expect(field(await text({ references: ids.slice(0, 100) }), "References")?.split(" ")).toEqual(
      ids.slice(0, 100),
    );
    const kept = field(await text({ references: ids }), "References")?.split(" ") ?? [];
    expect(kept[0]).toBe(ids[0]);
    expect(kept.slice(1)).toEqual(ids.slice(1 - kept.length));
    expect(kept.join(" ").length).toBeLessThanOrEqual(8000);
    expect(kept.length).toBeGreaterThan(100);
  });

  it("leaves Message-ID and In-Reply-To on one line", async () => {
    const id = `<${"a".repeat(100)}@example.org>`;
    const mail = await text({ messageId: id, inReplyTo: id });
    expect(mail).toContain(`\r\nMessage-ID: ${id}\r\n`);
    expect(mail).toContain(`\r\nIn-Reply-To: ${id}\r\n`);
  });

  it("writes a mail without visible recipients", async () => {
    expect(field(await text({ to: [] }), "To")).toBe("undisclosed-recipients:;");
  });

  it("writes international domains as A-labels and local parts in UTF-8, quoted if necessary", async () => {
    const to = [
      "q@münchen.example",
      "jõgi@jõgeva.example",
      "two words@a.example",
      "a..b@c.example",
      "x@[192.0.2.1]",
    ];
    const mail = await text({ to: to.map((address) => ({ name: "", address })) });
    expect(field(mail, "To")?.split(", ")).toEqual([
      "<q@xn--mnchen-3ya.example>",
      "<jõgi@xn--jgeva-dua.example>",
      '<"two words"@a.example>',
      '<"a..b"@c.example>',
      "<x@[192.0.2.1]>",
    ]);
  });

  it("cuts what no reader would show", async () => {
    const read = await simpleParser(
      await written({
        subject: "s".repeat(100_000),
        from: { name: "ñ".repeat(100_000), address: "help@example.org" },
        attachments: [
          { name: `${"n".repeat(5_000)}.pdf`, type: "application/pdf", bytes: new Uint8Array(1) },
        ],
      }),
    );
    expect(read.subject).toBe(`${"s".repeat(999)}…`);
    expect(read.from?.value[0]?.name).toBe(`${"ñ".repeat(299)}…`);
    expect(read.attachments[0]?.filename).toBe(`${"n".repeat(195)}….pdf`);
  });
});

describe("compose, its body", () => {
  it("protects what a relay might change: trailing blanks, From and dots at the start of lines, long lines", async () => {
    const body = `From here\n-- \n.\n..\n${"word ".repeat(500)}\n\t\n`;
    const mail = await text({ text: body });
    expect(Math.max(...mail.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(78);
    expect(mail).not.toMatch(/[ \t]\r\n/);
    expect((await simpleParser(mail)).text).toBe(body);
  });

  it("puts text and HTML side by side, the text first, and files after both", async () => {
    const mail = await text({
      html: "<p>Hello</p>",
      attachments: [{ name: "a.txt", type: "text/plain", bytes: Buffer.from("x") }],
    });
    const types = [...mail.matchAll(/^Content-Type: ([a-z/]+)/gm)].map(([, type]) => type);
    expect(types).toEqual([
      "multipart/mixed",
      "multipart/alternative",
      "text/plain",
      "text/html",
      "text/plain",
    ]);
  });

  it("attaches a mail as a mail if it can go as it is, else as bytes (RFC 2046 section 5.2.1)", async () => {
    const inner = "Subject: inner\r\n\r\nHello\r\n";
    for (const [content, type] of [
      [inner, "message/rfc822"],
      [inner.replace("Hello", "Grüße"), "application/octet-stream"],
      [inner.replaceAll("\r\n", "\n"), "application/octet-stream"],
      [inner.replace("Hello", "x".repeat(999)), "application/octet-stream"],
    ] as const) {
      const bytes = Buffer.from(content);
      const mail = await written({ attachments: [{ name: "in.eml", type: "message/rfc822", bytes }] });
      expect(mail.includes(`Content-Type: ${type}`)).toBe(true);
      const { attachments } = await simpleParser(mail, { keepDeliveryStatus: true });
      expect(attachments[0]?.content.equals(bytes)).toBe(true);
    }
  });
});

describe("compose, read by Python's email package", () => {
  it("is read the same", async () => {
    const mail = await written({
      from: { name: "Müller & Söhne, Support", address: "help@example.org" },
      to: [
        { name: 'Say "hi", O\'Neil', address: "q@münchen.example" },
        { name: "日本", address: "jp@example.com" },
      ],
      subject: "Re: Grüße  und 日本語, =?utf-8?q?not_encoded?=",
      inReplyTo: "<2@example.com>",
      references: ["<1@example.com>", "<2@example.com>"],
      text: "Häuser\n日本語\n-- \nende",
      html: "<p>Häuser</p>",
      attachments: [
        { name: 'Änderung "neu".pdf', type: "application/pdf", bytes: Buffer.from([0, 255, 10, 13]) },
      ],
    });
    const script = `
import sys, json, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
people = lambda h: [[a.display_name, a.addr_spec] for a in m[h].addresses]
files = [[a.get_filename(), a.get_content_type(), list(a.get_content())] for a in m.iter_attachments()]
defects = [str(d) for part in m.walk() for d in part.defects]
# Not Content-Type: its name parameter holds encoded words, against RFC 2047 but for old readers.
defects += [str(d) for part in m.walk() for n, v in part.items() if n != "Content-Type" for d in v.defects]
print(json.dumps({
  "from": people("from"), "to": people("to"), "subject": m["subject"], "date": m["date"].datetime.isoformat(),
  "references": m["references"].split(), "text": m.get_body(("plain",)).get_content().replace("\\r\\n", "\\n"),
  "html": m.get_body(("html",)).get_content(), "files": files, "defects": defects}))`;
    const read: unknown = JSON.parse(
      execFileSync("python3", ["-c", script], { input: mail, encoding: "utf8" }),
    );
    expect(read).toEqual({
      from: [["Müller & Söhne, Support", "help@example.org"]],
      to: [
        ['Say "hi", O\'Neil', "q@xn--mnchen-3ya.example"],
        ["日本", "jp@example.com"],
      ],
      subject: "Re: Grüße  und 日本語, =?utf-8?q?not_encoded?=",
      date: "2026-02-03T04:05:06+00:00",
      references: ["<1@example.com>", "<2@example.com>"],
      text: "Häuser\n日本語\n-- \nende",
      html: "<p>Häuser</p>",
      files: [['Änderung "neu".pdf', "application/pdf", [0, 255, 10, 13]]],
      defects: [],
    });
  });
});
