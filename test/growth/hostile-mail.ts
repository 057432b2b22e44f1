/** Mails with hostile text, or very many of something, in every place that is read. */
import { Buffer } from "node:buffer";

/** Mails with hostile text, by the name of the place. */
export type Places = Readonly<Record<string, string>>;

/** Text as a header field's value: a line end in it folds the field. */
const folded = (text: string): string => text.replace(/\r\n?|\n/g, "\r\n ");

export const mail = (...lines: readonly string[]): Buffer => Buffer.from(lines.join("\r\n"));

/** A mail whose header has the text in each of these fields, after a prefix for the field. */
export function mailWithFields(fields: readonly string[], text: string): Buffer {
  const value = folded(text);
  return mail(...fields.map((name) => `${name}: ${begins[name] ?? ""}${value}`), "", "Hello");
}

/** A prefix that makes parsers continue with a value. */
const begins: Places = {
  from: "ann@customer.example",
  to: '"Ann" <ann@customer.example>, ',
  cc: "friends: ",
  "reply-to": "=?utf-8?q?Ann",
  subject: "=?utf-8?b?QW5u?= ",
  "content-type": "text/plain; charset=utf-8; name=",
  "content-disposition": "attachment; filename=",
  "auto-submitted": "no",
  date: "Mon, 23 Nov 2026 18:40:00 +0000 ",
};

/** Parts of a multipart with the text in one place of the header each. */
const partHeaders: Readonly<Record<string, (text: string) => string>> = {
  type: (text) => `Content-Type: ${text}`,
  parameter: (text) => `Content-Type: text/plain; ${text}`,
  charset: (text) => `Content-Type: text/plain; charset=${text}`,
  "quoted charset": (text) => `Content-Type: text/html; charset="${text}"`,
  format: (text) => `Content-Type: text/plain; format=${text}; delsp=${text}`,
  name: (text) => `Content-Type: image/png; name=${text}`,
  "continued name": (text) => `Content-Type: image/png; name*0*=utf-8''${text}; name*1=${text}`,
  boundary: (text) => `Content-Type: multipart/mixed; boundary=${text}`,
  "quoted boundary": (text) => `Content-Type: multipart/mixed; boundary="${text}"`,
  "report type": (text) => `Content-Type: multipart/report; report-type=${text}`,
  disposition: (text) => `Content-Disposition: ${text}`,
  filename: (text) => `Content-Disposition: attachment; filename=${text}`,
  "quoted filename": (text) => `Content-Disposition: attachment; filename="${text}"`,
  "encoded filename": (text) => `Content-Disposition: attachment; filename*=utf-8''${text}`,
  encoding: (text) => `Content-Transfer-Encoding: ${text}`,
  id: (text) => `Content-Type: image/png\r\nContent-ID: <${text}>`,
  location: (text) => `Content-Type: image/png\r\nContent-Location: ${text}`,
  "subject of a mail attached": (text) => `Content-Type: message/rfc822\r\n\r\nSubject: ${text}`,
};
export const partFields: readonly string[] = Object.keys(partHeaders);

/** A mail with a part for each of these, with the text in its header. */
export function mailWithParts(names: readonly string[], text: string): Buffer {
  const value = folded(text);
  const parts = names.flatMap((name) => ["--outer", partHeaders[name]?.(value) ?? "", "", "content"]);
  return mail(...root, ...parts, "--outer--", "");
}

const root = ["From: ann@customer.example", "Content-Type: multipart/mixed; boundary=outer", ""];

/** Kinds of bodies: header, and what is around the text. */
const bodyForms: Readonly<Record<string, (text: string) => readonly string[]>> = {
  plain: (text) => ["Content-Type: text/plain; charset=utf-8", "", text],
  "no charset": (text) => ["Content-Type: text/plain", "", text],
  flowed: (text) => ["Content-Type: text/plain; format=flowed; delsp=yes", "", text.replaceAll("\n", " \n")],
  quoted: (text) => ["Content-Type: text/plain", "", `> ${text.replaceAll("\n", "\n> ")}`],
  "on many lines": (text) => ["Content-Type: text/plain", "", inLines(text, 72)],
  "on long lines": (text) => ["Content-Type: text/plain", "", inLines(text, 480)],
  answered: (text) => [
    "Content-Type: text/plain",
    "",
    `Yes.\n${text}\nOn Monday Ann wrote:\n${text}\n> no\n-- \n${text}`,
  ],
  uuencoded: (text) => ["Content-Type: text/plain", "", `begin 644 ${text}\n${inLines(text, 60)}\nend`],
  ...Object.fromEntries(
    ["quoted-printable", "base64", "x-uuencode"].map((encoding) => [
      encoding,
      (text: string) => ["Content-Type: text/plain", `Content-Transfer-Encoding: ${encoding}`, "", text],
    ]),
  ),
  ...Object.fromEntries(
    ["iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "utf-7", "utf-16", "gb18030", "big5", "nothing-known"].map(
      (charset) => [
        charset,
        (text: string) => [`Content-Type: text/plain; charset=${charset}`, "", `\x1b$B~{\x0e${text}`],
      ],
    ),
  ),
  html: (text) => [
    "Content-Type: text/html",
    "",
    `<p>${text}</p><pre>${text}</pre><blockquote type=cite>${text}</blockquote>`,
  ],
  "html entities": (text) => [
    "Content-Type: text/html",
    "",
    `<div class="gmail_signature">${text.replaceAll(" ", "&nbsp;")}</div>`,
  ],
  "html attributes": (text) => [
    "Content-Type: text/html",
    "",
    `<a href="https://x.example/${attribute(text)}">${text}</a><img alt="${attribute(text)}"><p class="${attribute(text)}" id="${attribute(text)}" style="${attribute(text)}">x`,
  ],
  "html tag": (text) => ["Content-Type: text/html", "", `<p ${text}`],
  "html comment": (text) => ["Content-Type: text/html", "", `<!-- ${text} --><style>${text}</style>`],
};
export const bodies: readonly string[] = Object.keys(bodyForms);

const attribute = (text: string): string => text.replaceAll('"', "&quot;");
const inLines = (text: string, length: number): string =>
  text.replace(new RegExp(`[^\\n]{${length}}`, "g"), "$&\n");

/** A mail with a part for each of these, with the text as content. */
export function mailWithBodies(names: readonly string[], text: string): Buffer {
  const parts = names.flatMap((name) => ["--outer", ...(bodyForms[name]?.(text) ?? [])]);
  return mail(...root, ...parts, "--outer--", "");
}

/** Delivery reports with the text in one place each. */
const reportForms: Readonly<Record<string, (text: string) => readonly string[]>> = {
  fields: (text) => [
    ...report,
    "--outer",
    "Content-Type: message/delivery-status",
    "",
    `Final-Recipient: rfc822; ${folded(text)}`,
    `Original-Recipient: ${folded(text)}`,
    `Action: failed${folded(text)}`,
    `Status: 5.0.0 ${folded(text)}`,
    `Diagnostic-Code: smtp; ${folded(text)}`,
    "",
    text,
    "--outer--",
  ],
  words: (text) => [...daemon, "", `Delivery failed: user unknown <ann@customer.example> ${text}`, text],
  "words below each other": (text) => [
    ...daemon,
    "",
    `Delivery failed\n to the following recipients\n\n${inLines(text, 60)}`,
  ],
  returned: (text) => [
    ...report,
    "--outer",
    "Content-Type: text/plain",
    "",
    "Your mail to ann@customer.example failed",
    "--outer",
    "Content-Type: message/rfc822",
    "",
    `Received: from x ${folded(text)}`,
    `To: ${folded(text)}`,
    `Message-ID: <${folded(text)}`,
    "",
    text,
    "--outer--",
  ],
  "in a header": (text) => [
    ...daemon,
    `X-Failed-Recipients: ann@customer.example, ${folded(text)}`,
    "",
    text,
  ],
  notice: (text) => [
    "From: notices@x.example",
    "",
    JSON.stringify({
      bounce: { bouncedRecipients: [{ emailAddress: text, diagnosticCode: text }] },
      x: text,
    }),
  ],
};
export const reports: readonly string[] = Object.keys(reportForms);

const daemon = ["From: MAILER-DAEMON@mx.example", "Subject: Undelivered mail", "Return-Path: <>"];
const report = [...daemon, "Content-Type: multipart/report; report-type=delivery-status; boundary=outer", ""];

/** A report with the text in this place. */
export const reportWith = (name: string, text: string): Buffer => mail(...(reportForms[name]?.(text) ?? []));

/** An invitation without other text, whose properties hold the text. */
export const invitationWith = (text: string): Buffer =>
  mail(
    "From: ann@customer.example",
    "Content-Type: text/calendar; method=REQUEST",
    "",
    "BEGIN:VEVENT",
    `SUMMARY:${folded(text)}`,
    `LOCATION;X="${folded(text)}`,
    `DTSTART;TZID=${folded(text)}:20261201T100000`,
    `DTEND:2026${folded(text)}`,
    `ATTENDEE;${folded(text)}:mailto:x@customer.example`,
    `DESCRIPTION:a${folded(text)}`,
    text,
    "END:VEVENT",
  );

/** Signed data (RFC 5652) up to its content, which is given as BER; all of indefinite length. */
function signedWith(content: Buffer): Buffer {
  const start = Buffer.from(
    "308006092a864886f70d010702a080308002010131003080" + "06092a864886f70d010701a080",
    "hex",
  );
  return mail(
    "From: ann@customer.example",
    "Content-Type: application/pkcs7-mime; smime-type=signed-data",
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.concat([start, content]).toString("base64"),
  );
}

const times = <T>(n: number, make: (i: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i));
export const each = (n: number, make: (i: number) => string): string => times(n, make).join("");

/** Mails with `n` of something. */
export const floods: Readonly<Record<string, (n: number) => Buffer>> = {
  "header fields": (n) => mail(...times(n, (i) => `X-${i}: a`), "", "Hello"),
  "fields of one name": (n) =>
    mail(...times(n, () => "Received: from a by b; Mon, 23 Nov 2026 18:40:00 +0000"), "", "Hello"),
  "lines that are no header": (n) =>
    mail(
      "From: ann@customer.example",
      each(n, () => "x\r\n"),
      "Hello",
    ),
  "folded lines": (n) => mail(`Subject: a${each(n, () => "\r\n b")}`, "", "Hello"),
  recipients: (n) => mail(`To: ${each(n, (i) => `"A ${i}" <a${i}@customer.example>,\r\n `)}`, "", "Hello"),
  "names without addresses": (n) => mail(`To: ${each(n, (i) => `a${i}, `)}`, "", "Hello"),
  "groups within a name": (n) => mail(`To: ${each(n, () => "ab")}@${each(n, () => ":")}`, "", "Hello"),
  references: (n) => mail(`References: ${each(n, (i) => `<${i}@customer.example>\r\n `)}`, "", "Hello"),
  "encoded words": (n) => mail(`Subject: ${each(n, (i) => `=?utf-8?q?a${i}?=\r\n `)}`, "", "Hello"),
  "words of many charsets": (n) =>
    mail(`Subject: ${each(n, (i) => `=?x-${i % 500}?q?=e9?=\r\n `)}`, "", "Hello"),
  "words without an end": (n) =>
    mail(`Subject: ${each(n, () => "=?utf-8?q? ")}`, `To: ${each(n, () => "=?utf-8?q?a ")}`, "", "Hello"),
  parameters: (n) => mail(`Content-Type: text/plain${each(n, (i) => `;\r\n a${i}=b`)}`, "", "Hello"),
  "pieces of a parameter": (n) =>
    mail(`Content-Disposition: attachment${each(n, (i) => `;\r\n filename*${i % 999}*=%41`)}`, "", "Hello"),
  parts: (n) =>
    mail(
      ...root,
      each(n, () => "--outer\r\n\r\nHello\r\n"),
      "--outer--",
    ),
  "parts without a body": (n) =>
    mail(
      ...root,
      each(n, () => "--outer\r\nx\r\n"),
      "--outer--",
    ),
  "html parts": (n) =>
    mail(
      ...root,
      each(
        n,
        () => '--outer\r\nContent-Type: text/html\r\n\r\n<div class="gmail_signature">Ann</div><p>Hello\r\n',
      ),
      "--outer--",
    ),
  "alternatives in a row": (n) =>
    mail(
      ...root,
      each(
        n,
        (i) =>
          `--outer\r\nContent-Type: multipart/alternative; boundary=i${i}\r\n\r\n--i${i}\r\n\r\nHello\r\n--i${i}\r\nContent-Type: text/html\r\n\r\n<div class="gmail_signature">Ann</div>\r\n--i${i}--\r\n`,
      ),
      "--outer--",
    ),
  "multiparts whose boundary is missing": (n) =>
    mail(
      ...root,
      each(
        n,
        (i) =>
          `--outer\r\nContent-Type: multipart/mixed; boundary=gone${i}\r\n\r\nHello ${"x".repeat(1000)}\r\n`,
      ),
      "--outer--",
    ),
  "lines like boundaries": (n) =>
    mail(
      ...root,
      each(n, () => "--outer2\r\n"),
      "--outer--",
    ),
  "mails packed by Outlook": (n) =>
    mail(
      ...root,
      each(
        n,
        () =>
          `--outer\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n${packed}\r\n`,
      ),
      "--outer--",
    ),
  "uuencoded files": (n) =>
    mail(
      "From: a@customer.example",
      "",
      each(n, (i) => `begin 644 a${i}\n#86)C\n\`\nend\n`),
    ),
  "beginnings of uuencoded files": (n) =>
    mail(
      "From: a@customer.example",
      "",
      each(n, (i) => `begin 644 a${i}\n#86)C\n`),
    ),
  "recipients in a report": (n) =>
    mail(
      ...report,
      "--outer",
      "Content-Type: message/delivery-status",
      "",
      each(n, (i) => `Final-Recipient: rfc822; a${i}@customer.example\r\nAction: failed\r\n\r\n`),
      "--outer--",
    ),
  "reports in a report": (n) =>
    mail(
      ...report,
      each(
        n,
        (i) =>
          `--outer\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a${i}@customer.example\r\nAction: failed\r\n`,
      ),
      "--outer--",
    ),
  "recipients in words": (n) =>
    mail(
      ...daemon,
      "",
      "Delivery failed:",
      each(n, (i) => `<a${i}@customer.example>: user unknown\n`),
    ),
  "recipients on a line": (n) =>
    mail(...daemon, "", `Delivery failed: ${each(n, (i) => `a${i}@customer.example `)}`),
  "failed recipients in a header": (n) =>
    mail(
      ...daemon,
      `X-Failed-Recipients: ${each(n, (i) => `a${i}@customer.example,\r\n `)}`,
      "",
      "user unknown",
      each(Math.min(n, 500), (i) => `a${i}@customer.example: 550 no such user\n`),
    ),
  "pieces of signed content": (n) => signedWith(Buffer.from(`2480${"040161".repeat(n)}0000`, "hex")),
  "levels of signed content": (n) => signedWith(Buffer.from("2480".repeat(n), "hex")),
  "lengths that signed content does not have": (n) =>
    signedWith(Buffer.from("2484ffffffff".repeat(n), "hex")),
  "lines of an invitation": (n) =>
    mail(
      "Content-Type: text/calendar",
      "",
      each(n, (i) => `BEGIN:VEVENT\r\nSUMMARY:${i}\r\n`),
    ),
  "folded lines of an invitation": (n) =>
    mail("Content-Type: text/calendar", "", `BEGIN:VEVENT\r\nSUMMARY:${each(n, () => "a\r\n ")}`),
  "parameters of an invitation": (n) =>
    mail("Content-Type: text/calendar", "", `BEGIN:VEVENT\r\nSUMMARY${each(n, () => ";A=B")}:x`),
  "texts with names": (n) =>
    mail(
      ...root,
      each(n, (i) => `--outer\r\nContent-Type: text/plain; name=a${i}\r\n\r\n \r\n`),
      "--outer--",
    ),
  "alternatives of one kind": (n) =>
    mail(
      "Content-Type: multipart/alternative; boundary=outer",
      "",
      each(n, (i) => `--outer\r\n\r\nHello ${i}\r\n`),
      "--outer--",
    ),
  "drawings that are never closed": (n) =>
    mail(
      "Content-Type: text/html",
      "",
      each(n, () => "<svg><path><p>x"),
    ),
  "invisible characters": (n) =>
    mail("Content-Type: text/html; charset=utf-8", "", `<p>${each(n, () => "&zwnj;&nbsp; ")}x`),
  "lines between header fields": (n) =>
    mail(
      "Subject: a",
      each(n, () => "abc\r\n"),
      "From: b",
      "",
      "Hello",
    ),
  "elements within each other": (n) =>
    mail(
      "Content-Type: text/html",
      "",
      each(n, () => "<div><blockquote type=cite>"),
    ),
  "links on one line": (n) =>
    mail(
      "Content-Type: text/html",
      "",
      each(n, () => "<a href=https://x.example/>word"),
    ),
  "closed links": (n) =>
    mail(
      "Content-Type: text/html",
      "",
      each(n, (i) => `<a href="https://x.example/${i}">word</a> `),
    ),
  "marks of quotations": (n) =>
    mail(
      "Content-Type: text/html",
      "",
      each(n, () => "<div class=gmail_attr>On Monday Ann wrote:</div><br>"),
    ),
  lists: (n) =>
    mail(
      "Content-Type: text/html",
      "",
      each(n, () => "<ul><li>a<ol><li>b"),
    ),
  cells: (n) => mail("Content-Type: text/html", "", `<table><tr>${each(n, () => "<td>a")}`),
  attributes: (n) => mail("Content-Type: text/html", "", `<p ${each(n, (i) => ` a${i}=b`)}>Hello`),
  "quoted lines": (n) =>
    mail(
      "From: a@customer.example",
      "",
      each(n, (i) => `${">".repeat(i % 90)} a\n`),
    ),
  "introductions of quotations": (n) =>
    mail(
      "From: a@customer.example",
      "",
      "Yes\n",
      each(n, () => "On Monday, 23 Nov 2026, Ann <ann@customer.example>\n"),
    ),
  "signature marks": (n) =>
    mail(
      "From: a@customer.example",
      "",
      "Yes\n",
      each(n, () => "--\n\n"),
    ),
  "headers of quoted mails": (n) =>
    mail(
      "From: a@customer.example",
      "",
      "Yes\n",
      each(n, () => "From: Ann\nTo: Ben\n"),
    ),
  rules: (n) =>
    mail(
      "From: a@customer.example",
      "",
      "Yes\n",
      each(n, () => "----------\n\n\n"),
    ),
};

/** TNEF with compressed RTF that announces a large size. */
const packed = tnef().toString("base64");

function tnef(): Buffer {
  const rtf = Buffer.alloc(16);
  rtf.writeUInt32LE(0x7fffffff, 4);
  rtf.writeUInt32LE(0x75465a4c, 8);
  const properties = Buffer.alloc(4 + 4 + 4 + 4);
  properties.writeUInt32LE(1, 0);
  properties.writeUInt16LE(0x102, 4);
  properties.writeUInt16LE(0x1009, 6);
  properties.writeUInt32LE(1, 8);
  properties.writeUInt32LE(rtf.length, 12);
  const data = Buffer.concat([properties, rtf]);
  const head = Buffer.alloc(6 + 9);
  head.writeUInt32LE(0x223e9f78, 0);
  head[6] = 1;
  head.writeUInt16LE(0x9003, 7);
  head.writeUInt32LE(data.length, 11);
  return Buffer.concat([head, data, Buffer.alloc(2)]);
}
