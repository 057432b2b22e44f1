import { type Address, type AttachmentFile, escapeHtml } from "../../domain/mail/index.ts";
import { compose } from "../../edges/delivery/compose.ts";
import type { Customer } from "./customers.ts";
import type { Dice } from "./dice.ts";

/** An earlier message, to be quoted by the mail program. */
export interface Quoted {
  readonly from: Address;
  readonly at: number;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly references: readonly string[];
}

export interface Letter {
  readonly from: Address & Partial<Pick<Customer, "company">>;
  readonly to: Address;
  readonly cc?: readonly Address[];
  readonly subject: string;
  /** The new text, including greeting and name. */
  readonly text: string;
  readonly repliesTo?: Quoted;
  /** Whether the earlier message is quoted below; default true. */
  readonly quotes?: boolean;
  readonly at: number;
  readonly language: string;
  readonly mailer: Mailer;
  readonly files?: readonly AttachmentFile[];
  /** Complete header lines to put before the others. */
  readonly headers?: readonly string[];
}

export const mailers = ["plain", "web", "office", "phone"] as const;
/** The style of a mail program: which parts, how it quotes. */
export type Mailer = (typeof mailers)[number];

/** The mail as bytes (RFC 5322), in the style of its mail program. */
export async function write(letter: Letter, dice: Dice): Promise<{ raw: Uint8Array; messageId: string }> {
  const {
    from,
    to,
    cc = [],
    subject,
    repliesTo,
    quotes = true,
    at,
    mailer,
    files = [],
    headers = [],
  } = letter;
  const host = from.address.slice(from.address.lastIndexOf("@") + 1);
  const messageId = `<${unique(dice)}.${dice.whole(100, 999)}@${host}>`;
  const own = letter.text + tail(letter);
  const below = quotes ? repliesTo : undefined;
  const text = below ? `${own}\n\n${quoteAsText(letter, below)}` : own;
  const html = mailer === "web" || mailer === "office" ? asHtml(letter, own, below) : null;
  const composed = await compose({
    messageId,
    inReplyTo: repliesTo?.messageId ?? null,
    references: repliesTo ? [...repliesTo.references, repliesTo.messageId].slice(-20) : [],
    date: at - dice.whole(2, 40) * 1000,
    from: { name: from.name, address: from.address },
    replyTo: null,
    to: [to],
    cc,
    subject,
    text: `${text}\n`,
    html,
    attachments: files,
    automatic: false,
  });
  const route = `from mx.${host} (mx.${host} [${addressOf(host)}])\r\n\tby edge.larkspur.example with ESMTPS; ${new Date(at).toUTCString()}`;
  const before = [`Received: ${route}`, ...headers, `X-Mailer: ${products[mailer]}`];
  return { raw: Buffer.concat([Buffer.from(`${before.join("\r\n")}\r\n`), composed]), messageId };
}

/** An id of 16 characters for a Message-ID or a boundary. */
export const unique = (dice: Dice): string =>
  Array.from({ length: 2 }, () => dice.whole(0x10000000, 0xffffffff).toString(16)).join("");

/** An IP address reserved for documentation (RFC 5737), always the same for a host. */
export function addressOf(host: string): string {
  const sum = [...host].reduce((total, letter) => total * 31 + letter.charCodeAt(0), 7);
  return `203.0.113.${(sum % 250) + 1}`;
}

const products: { readonly [M in Mailer]: string } = {
  plain: "Quill 3.2",
  web: "Brightmail Web",
  office: "OfficeMail 16.0",
  phone: "Pocket Mail 9",
};

/** The footer that the mail program adds. */
function tail({ mailer, from, language }: Letter): string {
  if (mailer === "phone") return `\n\n${fromPhone[language] ?? "Sent from my phone"}`;
  if (mailer === "office" && from.company)
    return `\n\n-- \n${from.name}\n${from.company}\nTel. +00 555 ${addressOf(from.address).slice(10)}`;
  return "";
}

const fromPhone: Readonly<Record<string, string>> = {
  de: "Von meinem Handy gesendet",
  fr: "Envoyé de mon téléphone",
  es: "Enviado desde mi móvil",
  ja: "スマートフォンから送信",
};

function quoteAsText({ language, mailer }: Letter, repliesTo: Quoted): string {
  const lines = repliesTo.text.trimEnd();
  if (mailer === "office") return `${headerBlock(language, repliesTo).join("\n")}\n\n${lines}`;
  return `${attributed(language, repliesTo)}\n${lines.replace(/^/gm, "> ").replace(/^> >/gm, ">>")}`;
}

function attributed(language: string, { at, from }: Quoted): string {
  const who = `${from.name} <${from.address}>`;
  const when = dateTime(language, at);
  switch (language) {
    case "de":
      return `Am ${when} schrieb ${who}:`;
    case "fr":
      return `Le ${when}, ${who} a écrit :`;
    case "es":
      return `El ${when}, ${who} escribió:`;
    default:
      return `On ${when}, ${who} wrote:`;
  }
}

function headerBlock(language: string, { from, at, subject }: Quoted): readonly string[] {
  const [sender, sent, about] =
    language === "de" ? ["Von", "Gesendet", "Betreff"] : ["From", "Sent", "Subject"];
  return [
    `${sender}: ${from.name} <${from.address}>`,
    `${sent}: ${dateTime(language, at)}`,
    `${about}: ${subject}`,
  ];
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateTime(language: string, at: number): string {
  const locale = ["de", "fr", "es"].includes(language) ? language : "en-GB";
  // Creating one costs a hundred times as much as using it.
  let format = formats.get(locale);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
    formats.set(locale, format);
  }
  return format.format(at);
}

function asHtml({ mailer, from, language }: Letter, own: string, repliesTo: Quoted | undefined): string {
  const paragraphs = own
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll("\n", "<br>")}</p>`)
    .join("\n");
  const logo = from.company
    ? `<p><img src="https://pictures.example/logo.png" width="120" alt="${escapeHtml(from.company)}"></p>`
    : "";
  if (mailer === "office") {
    const quoted = repliesTo
      ? `<hr>\n<div>${headerBlock(language, repliesTo).map(escapeHtml).join("<br>")}</div>\n${escapedLines(repliesTo.text)}`
      : "";
    return `<html><head><style>p { margin: 0 0 8pt; font-family: Calibri, sans-serif; font-size: 11pt }</style></head>
<body>${paragraphs}\n${logo}\n${quoted}</body></html>\n`;
  }
  const quoted = repliesTo
    ? `<div class="gmail_quote"><div dir="ltr" class="gmail_attr">${escapeHtml(attributed(language, repliesTo))}<br></div>
<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">${escapedLines(repliesTo.text)}</blockquote></div>`
    : "";
  return `<div dir="auto">${paragraphs}</div>\n${quoted}\n`;
}

const escapedLines = (text: string): string => escapeHtml(text.trimEnd()).replaceAll("\n", "<br>\n");
