import { describe, expect, test } from "vitest";
import { agentText } from "../src/domain/intake/index.ts";
import { defaultLimits } from "../src/edges/mime/limits.ts";
import { readMail } from "../src/edges/mime/read.ts";
import { notificationText } from "../src/engine/outgoing/mail-text.ts";
import { textIn } from "../src/text/notifications.ts";

/** I-60: what agents' mail programs make of a notification that they reply to, from the bytes of the reply. */

const page = "https://shop.example/orders/81?view=full&lang=en";
const told = `Good morning,

since Friday the mixer makes a noise, and it smells of rubber after a minute or two; we ordered it in spring, see ${page} for that.

- 2 whisks
- bought for 89,90 \u20ac

> Which colour is it?
The \u201ccream\u201d one, ask tom@customer.example.

Tom M\u00fcller`;
const from = { name: "Tom M\u00fcller", address: "tom@customer.example" };
const { subject, text } = notificationText("en", {
  ticket: { number: 12 as never, subject: "Noise of the mixer", requester: from },
  told: { from, attachments: [], text: told, reply: told } as never,
  ...{ because: "wrote", rule: null, giver: null },
});
const sent = { subject, text, names: ["help@desk.example", "help+n12.k@desk.example", "Kitchen Desk"] };
const t = textIn("en");
const known = [t("notification.reply"), t("notification.why")];

const answer = "Please send it to us, Tom.\n\nWe repair it by Friday.\n\n-- \nEve Moss";
const answerHtml = answer
  .split("\n")
  .map((line) => `<div>${line || "<br>"}</div>`)
  .join("");

const escaped = (some: string) => some.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const linked = (some: string) =>
  escaped(some).replace(/https:[^\s<]+|tom@customer\.example/g, (to) =>
    to.includes("@") ? `<a href="mailto:${to}">${to}</a>` : `<a href="${to}">${to}</a>`,
  );
const lines = text.trimEnd().split("\n");
const inHtml = lines.map(linked).join("<br>\n");
const marked = (mark = "> ") =>
  lines.map((line) => (line.startsWith(">") ? `>${line}` : mark + line).trimEnd()).join("\n");
/** In lines of so many characters. */
const wrapped = (width: number, mark = "> ", soft = "") =>
  lines
    .flatMap((line) => {
      const depth = line.startsWith(">") ? `>${mark}` : mark;
      const parts = line
        .replace(/^> /, "")
        .match(new RegExp(`(?:\\S{${width},}|.{1,${width}})(?: |$)`, "g")) ?? [""];
      return parts.map((part, i) => `${depth}${part.trimEnd()}${i < parts.length - 1 ? soft : ""}`);
    })
    .join("\n");
const repeated = text.replace(page, `${page}<${page}>`).replace(/tom@customer\.example/g, "$&<mailto:$&>");

const head = `From: Kitchen Desk <help@desk.example>
Sent: Monday, 9 March 2026 10:00
To: Eve Moss <eve@desk.example>
Subject: ${subject}`;
const headHtml = `<b>From:</b> Kitchen Desk &lt;help@desk.example&gt;<br><b>Sent:</b> Monday, 9 March 2026 10:00<br><b>To:</b> Eve Moss<br><b>Subject:</b> ${subject}`;
const wrote = "On Mon, 9 Mar 2026 at 10:00, Kitchen Desk <help@desk.example> wrote:";
const mso = (some: string) =>
  some
    .split("\n")
    .map((line) => `<p class=MsoNormal>${linked(line) || "&nbsp;"}<o:p></o:p></p>`)
    .join("");

function mail(type: string, body: string, encoding = "8bit"): Buffer {
  const headers = `From: Eve Moss <eve@desk.example>\nSubject: Re: ${subject}\nMIME-Version: 1.0\nContent-Type: ${type}\nContent-Transfer-Encoding: ${encoding}`;
  return Buffer.from(`${headers}\n\n${body}`);
}
const plain = (body: string) => mail("text/plain; charset=utf-8", body);
const flowed = (body: string) => mail("text/plain; charset=utf-8; format=flowed", body);
const html = (body: string) => mail("text/html; charset=utf-8", `<html><body>${body}</body></html>`);
const both = (body: string, markup: string) =>
  mail(
    'multipart/alternative; boundary="b"',
    [
      ["text/plain", quotedPrintable(body)],
      ["text/html", quotedPrintable(`<html><body>${markup}</body></html>`)],
    ]
      .map(
        ([type, part]) =>
          `--b\nContent-Type: ${type}; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n${part}\n`,
      )
      .join("")
      .concat("--b--\n"),
  );

/** RFC 2045 section 6.7, with a soft line break after every 60 characters. */
function quotedPrintable(some: string): string {
  const coded = (char: string) =>
    /[^\n -<>-~]/.test(char)
      ? [...Buffer.from(char)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("")
      : char;
  return some
    .split("\n")
    .map((line) => [...line].map((char, i) => (i % 60 === 59 ? `=\n${coded(char)}` : coded(char))).join(""))
    .map((line) => line.replace(/ $/, "=20"))
    .join("\n");
}

const outlookHtml = `<div class=WordSection1>${mso(answer)}<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>${headHtml}<o:p></o:p></p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>${mso(text.trimEnd())}</div>`;
const webHtml = `${answerHtml}<div id="appendonsend"></div><hr tabindex="-1"><div id="divRplyFwdMsg">${headHtml}<div>&nbsp;</div></div><div class="PlainText">${inHtml}</div>`;
const gmailHtml = `<div dir="ltr">${answerHtml}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${linked(wrote)}<br></div><blockquote class="gmail_quote">${inHtml}</blockquote></div>`;

function read(raw: Buffer) {
  const said = agentText(readMail(raw, defaultLimits).text, [sent], known);
  const shown = said.text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n+/g, "\n");
  return { kind: said.kind, text: shown };
}
const whole = answer.replace(/ $/m, "").replace(/\n+/g, "\n");

describe("the answer alone is sent, as written by", () => {
  test.each<[program: string, raw: Buffer]>([
    ["Outlook, plain", plain(`${answer}\n\n-----Original Message-----\n${head}\n\n${text}`)],
    ["Outlook, in two forms", both(`${answer}\n\n${head}\n\n${repeated}`, outlookHtml)],
    ["Outlook, HTML only", html(outlookHtml)],
    ["Outlook on the web", both(`${answer}\n________________________________\n${head}\n\n${text}`, webHtml)],
    ["Outlook on the web, HTML only", html(webHtml)],
    ["Gmail", both(`${answer}\n\n${wrote.replace(" <", "\n<")}\n\n${wrapped(70)}\n`, gmailHtml)],
    ["Gmail, HTML only", html(gmailHtml)],
    [
      "Apple Mail",
      plain(
        `${answer}\n\n> On 9 Mar 2026, at 10:00, Kitchen Desk <help@desk.example> wrote:\n> \n${marked()}`,
      ),
    ],
    [
      "Apple Mail, HTML only",
      html(
        `${answerHtml}<div><br><blockquote type="cite"><div>On 9 Mar 2026, at 10:00, Kitchen Desk &lt;help@desk.example&gt; wrote:</div><br class="Apple-interchange-newline"><div>${inHtml}</div></blockquote></div>`,
      ),
    ],
    [
      "Thunderbird, below",
      flowed(`On 09/03/2026 10:00, Kitchen Desk wrote:\n${wrapped(66, "> ", " ")}\n\n${answer}`),
    ],
    [
      "Thunderbird, above",
      flowed(`${answer}\n\nOn 3/9/26 10:00, Kitchen Desk wrote:\n${wrapped(66, "> ", " ")}`),
    ],
    [
      "Thunderbird, HTML only",
      html(
        `<div class="moz-cite-prefix">On 3/9/26 10:00, Kitchen Desk wrote:<br></div><blockquote type="cite"><pre class="moz-quote-pre" wrap="">${escaped(text)}</pre></blockquote>${answerHtml}`,
      ),
    ],
    [
      "K-9",
      plain(
        `${answer}\n\nOn March 9, 2026 10:00:00 AM GMT+01:00, Kitchen Desk <help@desk.example> wrote:\n${marked(">")}`,
      ),
    ],
    ["K-9, with a header", plain(`${answer}\n\n-------- Original Message --------\n${head}\n\n${text}`)],
    [
      "mutt, below",
      plain(`On Mon, Mar 09, 2026 at 10:00:00AM +0000, Kitchen Desk wrote:\n${marked()}\n\n${answer}`),
    ],
    [
      "eM Client",
      plain(
        `${answer}\n\n------ Original Message ------\n${head.replace(/: /g, " ").replace("Sent", "Date")}\n\n${marked()}`,
      ),
    ],
    ["Proton", plain(`${answer}\n\n-------- Original Message --------\n${wrote}\n\n${marked()}`)],
    ["Yahoo", plain(`${answer}\n\n    ${wrote}  \n \n${text.replace(/^/gm, " ")}`)],
    ["a program that wraps in short lines", plain(`${answer}\n\n${wrote}\n${wrapped(38)}`)],
  ])("%s", (_, raw) => {
    expect(read(raw)).toEqual({ kind: "text", text: whole });
  });
});

describe("it is held where it is written between the lines, by", () => {
  const between = (some: string) => some.replace("2 whisks", "2 whisks\n\nBoth of them?\n");
  test.each<[program: string, raw: Buffer]>([
    ["Thunderbird", flowed(`On 09/03/2026 10:00, Kitchen Desk wrote:\n${between(wrapped(66, "> ", " "))}`)],
    ["mutt", plain(`${wrote}\n${between(marked())}\n\n${answer}`)],
    [
      "Gmail, HTML only",
      html(gmailHtml.replace("2 whisks", "2 whisks</blockquote><div>Both of them?</div><blockquote>")),
    ],
    [
      "Outlook, in another colour",
      html(outlookHtml.replace("2 whisks", "2 whisks <span style='color:red'>Both of them?</span>")),
    ],
    ["Outlook, with a tick alone", html(outlookHtml.replace("2 whisks", "2 whisks \u2714"))],
  ])("%s", (_, raw) => {
    expect(read(raw).kind).toBe("quotation");
  });
});
