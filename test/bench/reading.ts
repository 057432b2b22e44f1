/**
 * Measures how fast mails are read on one core, compared with plain mailparser on the same mails in the same process.
 */
import { simpleParser } from "mailparser";
import { defaultLimits } from "../../src/edges/mime/limits.ts";
import { readMail } from "../../src/edges/mime/read.ts";
import { mailText } from "./smtp-mails.ts";

export interface Reading {
  readonly size: string;
  /** Mails a second. */
  readonly own: number;
  readonly mailparser: number;
}

/** Milliseconds per turn for one reader and one size of mail. */
const TURN = 700;

const readers = {
  own: (raw: Buffer): unknown => readMail(raw, defaultLimits),
  mailparser: (raw: Buffer): unknown => simpleParser(raw),
};

/**
 * @param turns number of turns for each reader, alternating; the best counts, since other work can only make it worse
 */
export async function readings(turns: number): Promise<readonly Reading[]> {
  const found: Reading[] = [];
  for (const [size, raw] of [
    ["4 KB", plain(4096)],
    ["100 KB", conversation(100_000)],
    ["5 MB", withFiles(5_000_000)],
  ] as const) {
    const best = { own: 0, mailparser: 0 };
    for (let turn = 0; turn < turns; turn++) {
      best.own = Math.max(best.own, await perSecond(readers.own, raw));
      best.mailparser = Math.max(best.mailparser, await perSecond(readers.mailparser, raw));
    }
    found.push({ size, ...best });
  }
  return found;
}

async function perSecond(read: (raw: Buffer) => unknown, raw: Buffer): Promise<number> {
  await read(raw);
  const began = performance.now();
  let mails = 0;
  let passed = 0;
  do {
    await read(raw);
    mails += 1;
    passed = performance.now() - began;
  } while (passed < TURN);
  return (mails * 1000) / passed;
}

/** A short question in plain text. */
function plain(size: number): Buffer {
  const text = mailText({ from: "load@example.net", to: "help@example.org", size }).next("one");
  return Buffer.from(text.slice(0, -".\r\n".length));
}

/** A reply in a long conversation: text and HTML, quoted-printable, with all of the history quoted below. */
function conversation(size: number): Buffer {
  const line = "Der Drucker druckt seit gestern zweimal, f=C3=BCr jede Seite, auch nach dem Neustart.";
  const text: string[] = ["Thanks, that helped.", "", "On Mon, 23 Nov 2026 at 18:40, Ann wrote:"];
  const html: string[] = ["<html><body><p>Thanks, that helped.</p><blockquote>"];
  for (let length = 0; length < size; length += 2 * line.length + 30) {
    text.push(`> ${line}`);
    html.push(`<p style=3D"margin:0"><b>&gt;</b> ${line}</p>`);
  }
  html.push("</blockquote></body></html>");
  const part = (type: string, lines: readonly string[]) =>
    `--b\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n` +
    `${lines.join("\r\n")}\r\n`;
  return Buffer.from(
    `${headers("alternative")}${part("text/plain", text)}${part("text/html", html)}--b--\r\n`,
  );
}

/** A short text with an attachment. */
function withFiles(size: number): Buffer {
  const base64 = Buffer.alloc((size * 3) / 4, "a photograph of the printer, in many bytes").toString(
    "base64",
  );
  const lines = base64.match(/.{1,76}/g) ?? [];
  return Buffer.from(
    `${headers("mixed")}--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nPlease see the photograph.\r\n` +
      `--b\r\nContent-Type: image/jpeg; name="printer.jpg"\r\nContent-Transfer-Encoding: base64\r\n` +
      `Content-Disposition: attachment; filename="printer.jpg"\r\n\r\n${lines.join("\r\n")}\r\n--b--\r\n`,
  );
}

const headers = (kind: string): string =>
  `From: Ann <ann@customer.example>\r\nTo: help@example.org\r\nSubject: Re: The printer\r\n` +
  `Date: Mon, 23 Nov 2026 18:40:00 +0000\r\nMessage-ID: <1@customer.example>\r\nIn-Reply-To: <0@example.org>\r\n` +
  `References: <0@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/${kind}; boundary=b\r\n\r\n`;
