import { encodeWord, foldLines, quoteString } from "nodemailer/lib/mime-funcs";
import type { Address } from "../../domain/mail/index.ts";
import type { Draft } from "../../engine/outgoing/draft.ts";
import { addrSpec } from "./addrspec.ts";

/**
 * The header fields of a draft except those of MIME, Date and Message-ID; each line ends in CRLF. Whatever is in
 * the draft, a value cannot end its field: control characters are removed before anything is written.
 *
 * RFC 5322 sections 2.2.3 and 3.6, RFC 2047 (words), RFC 6532 (addresses), RFC 3834 section 5 (Auto-Submitted).
 * @throws if From is not an address: it is the mailbox's own, so a bug
 */
export function headerFields(draft: Draft): string {
  const from = mailbox(draft.from);
  if (from === null) throw new Error(`From is not an address: ${JSON.stringify(draft.from.address)}`);
  const to = mailboxes(draft.to);
  const references = chain(draft.references.filter(isMessageId));
  const fields = [
    fold("From", from),
    draft.replyTo && fold("Reply-To", mailboxes([draft.replyTo])),
    // RFC 5322 section 3.6.3 makes To optional, but some readers treat a mail without it as spam.
    fold("To", to || "undisclosed-recipients:;"),
    fold("Cc", mailboxes(draft.cc)),
    fold("Subject", subject(draft.subject)),
    draft.inReplyTo !== null && isMessageId(draft.inReplyTo) && `In-Reply-To: ${draft.inReplyTo}`,
    fold("References", references.join(" ")),
    draft.automatic && `Auto-Submitted: ${draft.inReplyTo === null ? "auto-generated" : "auto-replied"}`,
    // Exchange uses this instead of Auto-Submitted.
    draft.automatic && "X-Auto-Response-Suppress: All",
    // Our own, in case a server on the way removes the others.
    draft.automatic && "X-MailManager-Automatic: yes",
  ];
  return fields.map((field) => (field ? `${field}\r\n` : "")).join("");
}

/**
 * Whether this can be in Message-ID, In-Reply-To and References: angle brackets around visible ASCII, short
 * enough for a line of 998 octets (RFC 5322 sections 2.1.1 and 3.6.4; more permissive than its grammar, like real
 * ids).
 */
export function isMessageId(id: string): boolean {
  return id.length <= 900 && /^<[\x21-\x3b\x3d\x3f-\x7e]+>$/.test(id);
}

/** A name, subject or file name on one line: runs of control characters become a space, excess is cut. */
export function oneLine(text: string, limit: number): string {
  const line = text.toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
  return line.length <= limit
    ? line
    : `${line
        .slice(0, limit - 1)
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`;
}

const subjectLimit = 1000;
const nameLimit = 300;
/** Octets of References; a longer chain keeps its first id and its last ones. */
const referencesLimit = 8000;

const singleSpaced = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;
const phrase = /^[\w!#$%&'*+\-/=?^`{|}~ ]+$/;

function subject(text: string): string {
  const line = oneLine(text, subjectLimit).trim();
  return isPlain(line) ? line : word(line);
}

const mailboxes = (list: readonly Address[]) =>
  list
    .map(mailbox)
    .filter((text) => text !== null)
    .join(", ");

function mailbox({ name, address }: Address): string | null {
  const spec = addrSpec(address);
  if (spec === null) return null;
  const line = oneLine(name, nameLimit).trim();
  if (line === "") return `<${spec}>`;
  if (!isPlain(line)) return `${word(line)} <${spec}>`;
  return `${phrase.test(line) ? line : quoteString(line)} <${spec}>`;
}

/**
 * Whether the text can be written and read unchanged: nothing that looks like an encoded word, no spaces
 * that folding or reading might lose, no word too long to fold.
 */
function isPlain(line: string): boolean {
  return (
    singleSpaced.test(line) && !line.includes("=?") && line.split(" ").every((part) => part.length <= 60)
  );
}

/** RFC 2047 encoded words: "Q" if most of it stays readable, else "B". */
function word(line: string): string {
  const latin = line.match(/[a-z]/gi)?.length ?? 0;
  return encodeWord(line, latin * 2 > line.length ? "Q" : "B", 52);
}

function chain(ids: readonly string[]): string[] {
  const [first, ...rest] = ids;
  if (first === undefined) return [];
  let room = referencesLimit - first.length;
  const last: string[] = [];
  for (const id of rest.toReversed()) {
    room -= id.length + 1;
    if (room < 0) break;
    last.push(id);
  }
  return [first, ...last.reverse()];
}

const fold = (name: string, value: string) => (value === "" ? "" : foldLines(`${name}: ${value}`, 76));
