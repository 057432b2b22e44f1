/** Any mail by its id: received, sent, or caught. */
import { type MailId, mailId, messageKey, type TicketNumber } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import type { MailCause } from "../../../domain/intake/index.ts";
import type { Checks } from "../../../domain/mail/index.ts";
import { causeText } from "../../../engine/intake/cause-text.ts";
import type { Read } from "../../../record/reading/index.ts";
import { faultText } from "../../../text/index.ts";
import { type Text, type TextKey, textIn } from "../../../text/web.ts";
import { beginning, MOST_TEXT } from "../bounds.ts";
import type { Frame } from "../view.ts";
import type { Site } from "../web.ts";
import { filesOf } from "./attachments.ts";
import { spamWords, trustOf, virusWords } from "./trust.ts";
import type { MailPageView } from "./view.ts";

/** A mail's raw bytes, and what is known without parsing them. */
export interface StoredMail {
  readonly base: string;
  /** File name for downloads, without extension. */
  readonly name: string;
  readonly raw: Uint8Array;
  readonly time: number;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly outcome: readonly [key: TextKey, cause: MailCause | null] | null;
  readonly ticket: TicketNumber | null;
  readonly checks: Checks | null;
  readonly back: MailPageView["back"];
}

/** The received or sent mail with this id; null if there is none or its bytes were erased. */
export async function storedMail(read: Read, id: string): Promise<StoredMail | null> {
  if (!/^[0-9a-z]{26}$/.test(id)) return null;
  return (await incoming(read, mailId(id))) ?? (await outgoing(read, id));
}

async function incoming(read: Read, id: MailId): Promise<StoredMail | null> {
  const row = read.mails.find(id);
  const raw = await read.mails.raw(id);
  if (!row || !raw) return null;
  const waits = row.outcome === "held" || row.outcome === "queued";
  return {
    base: `/mails/${id}`,
    name: `mail-${id}`,
    raw,
    time: row.receivedAt,
    envelope: { from: row.sender, to: row.recipients },
    outcome: [`outcome.${row.outcome}`, row.cause],
    ticket: row.ticket,
    checks: row.checks,
    back: waits ? (row.outcome === "held" ? "held" : "queue") : null,
  };
}

async function outgoing(read: Read, id: string): Promise<StoredMail | null> {
  const message = await read.messages.find(messageKey(id));
  if (message?.event.type !== "ReplyWritten") return null;
  const composed = await read.messages.composed(message.event.message);
  const raw = await read.messages.raw(message.event.message);
  if (!composed || !raw) return null;
  return {
    base: `/mails/${id}`,
    name: `reply-${id}`,
    raw,
    time: composed.time,
    envelope: { from: composed.sender, to: composed.recipients },
    outcome: null,
    ticket: message.ticket,
    checks: null,
    back: "outgoing",
  };
}

/** A caught mail. */
export async function caughtMail(read: Read, id: string): Promise<StoredMail | null> {
  const number = wholeNumber(id);
  const row = number === null ? null : await read.system.caughtMail(number);
  if (!row) return null;
  return {
    base: `/caught/${id}`,
    name: `caught-${id}`,
    raw: row.raw,
    time: row.receivedAt,
    envelope: { from: row.sender, to: row.recipients },
    outcome: null,
    ticket: null,
    checks: null,
    back: "caught",
  };
}

/** The page of a stored mail; of one that cannot be read, its envelope and a link to the raw bytes. */
export async function mailPageView(
  site: Site,
  read: Read,
  frame: Frame,
  mail: StoredMail,
  filesFrom: number,
  decisions: MailPageView["decisions"] = null,
): Promise<MailPageView> {
  const t = textIn(frame.language);
  const parsed = await site.read(mail.raw);
  const about = {
    frame,
    filesFrom,
    base: mail.base,
    time: mail.time,
    size: mail.raw.length,
    envelope: mail.envelope,
    outcome: mail.outcome && outcomeText(mail.outcome, frame, t),
    back: mail.back,
    decisions,
    spam: mail.checks?.spam ? spamWords(mail.checks.spam, frame.language) : null,
    virus: mail.checks?.virus ? virusWords(mail.checks.virus, frame.language) : null,
  };
  if (!parsed.ok) {
    const nothing = {
      subject: "",
      from: null,
      to: [],
      cc: [],
      hasHtml: false,
      formatted: false,
      files: [],
      ticket: mail.ticket,
      trust: null,
    };
    return { ...about, ...nothing, text: "", cut: null, problem: faultText(frame.language, parsed.error) };
  }
  const { subject, from, to, cc, text, hasHtml, formatted = false, attachments, messageId } = parsed.value;
  const shown = beginning(text, MOST_TEXT);
  const ticket = mail.ticket ?? ticketOf(read, mail, messageId);
  return {
    ...about,
    subject,
    from,
    to,
    cc,
    text: shown,
    cut:
      shown.length < text.length ? { shown: shown.length, of: text.length, href: `${mail.base}/text` } : null,
    hasHtml,
    formatted,
    files: filesOf(attachments),
    ticket,
    trust: trustOf(mail.checks?.authentication ?? null, from, frame.language),
    problem: null,
  };
}

/** The ticket of a caught mail: the one with the reply that has this Message-ID. */
function ticketOf(read: Read, mail: StoredMail, messageId: string | null): TicketNumber | null {
  if (mail.back !== "caught" || messageId === null) return null;
  return read.tickets.ofMessageId(messageId);
}

function outcomeText([key, cause]: NonNullable<StoredMail["outcome"]>, { language }: Frame, t: Text): string {
  return cause === null ? t(key) : t("outcome.because", { outcome: t(key), why: causeText(language, cause) });
}
