import type { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { sha256 } from "../../base/ids.ts";
import {
  type Address,
  type Attachment,
  automaticOf,
  bounceOf,
  contentsBeforeList,
  contentText,
  isByProgram,
  isMailServer,
  isReplySubject,
  looksLikeAggregate,
  type MailHeaders,
  mayAutoReply,
  type ParsedMail,
  replyOf,
  reportOf,
} from "../../domain/mail/index.ts";
import { readAddresses } from "./addresses.ts";
import { type Body, readBody } from "./body.ts";
import { shownFiles } from "./cid.ts";
import { readDate } from "./dates.ts";
import { isFormatted } from "./formatting.ts";
import { decodable, fieldsOf } from "./header-fields.ts";
import type { HeaderBlock } from "./headers.ts";
import type { Limits } from "./limits.ts";
import { firstMessageId, messageIds } from "./message-ids.ts";
import { listsOf, originalAuthors } from "./passed-on.ts";
import { readText } from "./plain-text.ts";
import { returnedParts } from "./returned.ts";
import { readStructure } from "./structure.ts";

/**
 * Parses a whole mail.
 * @param raw as it came; line ends may be CRLF or LF
 * @throws Unreadable if it exceeds a limit
 */
export function readMail(raw: Buffer, limits: Limits): ParsedMail {
  const root = readStructure(raw, limits);
  const headers = decodable(root);
  const body = readBody(root, limits);
  const { text, hints } = readText(body, limits);
  const lookup: MailHeaders = (name) => headers.text(name);
  const subject = (headers.text("subject")[0] ?? "").slice(0, LONGEST_SUBJECT).toWellFormed();
  const from = addresses(headers, "from")[0] ?? null;
  const references = messageIds(headers.raw("references").join(" "));
  const answers =
    references.length > 0 || firstMessageId(headers.first("in-reply-to")) !== null || isReplySubject(subject);
  const written = replyOf(text, hints, { answers, author: from?.name ?? "" });
  const files = attachments(body);
  const names = files.map(({ name }) => name);
  const facts = { headers: lookup, from, subject, files: names, ...returnedParts(root, limits) };
  const bounce = bounceOf({ ...facts, text });
  const report = bounce === null ? reportOf(facts) : null;
  const isReport = report !== null || looksLikeAggregate(facts);
  const lists = listsOf(headers);
  const automatic = bounce !== null ? "bounce" : isReport ? "auto-reply" : automaticOf(lookup, subject);
  return {
    messageId: firstMessageId(headers.first("message-id")),
    inReplyTo: firstMessageId(headers.first("in-reply-to")),
    references,
    from,
    originalAuthors: originalAuthors(headers),
    lists,
    replyTo: addresses(headers, "reply-to"),
    to: addresses(headers, "to"),
    cc: addresses(headers, "cc"),
    subject,
    date: readDate(headers.first("date")),
    text,
    // If all of it is quoted, all of it is what the sender wants us to see.
    reply: written === "" ? text.trim() : written,
    nothingNew: written === "",
    hasHtml: body.rich.some((piece) => piece.html),
    ...(body.rich.some((piece) => piece.html && isFormatted(piece.text())) ? { formatted: true } : {}),
    attachments: files,
    content: contentHash(contentText({ subject, text, attachments: files })),
    ...(lists.length === 0
      ? {}
      : {
          beforeList: [
            ...new Set(
              [...contentsBeforeList({ subject, text, attachments: files }, lists)].map(contentHash),
            ),
          ],
        }),
    automatic,
    bounce,
    report,
    writtenBy: isByProgram(lookup, automatic) || isMailServer(from?.address ?? "") ? "program" : "person",
    headers: fieldsOf(headers),
    mayAutoReply: automatic === false && !body.answersInvitation && mayAutoReply(lookup, from, subject),
  };
}

const contentHash = (content: string) => sha256(hash("sha256", content));

/** All addresses of all fields with that name: there should be one, but there may be more. */
function addresses(headers: HeaderBlock, name: string): Address[] {
  return headers.raw(name).flatMap(readAddresses).slice(0, MOST_ADDRESSES);
}

/** The most that is kept of each field; everything is in the mail's bytes. */
const MOST_ADDRESSES = 1_000;
const LONGEST_SUBJECT = 2_000;

function attachments(body: Body): Attachment[] {
  const shown = shownFiles(body);
  return body.files.map((file) => {
    const bytes = file.bytes();
    const { id, name, type } = file;
    return {
      id,
      name,
      type,
      size: bytes.length,
      sha256: sha256(hash("sha256", bytes)),
      inline: shown.has(file),
    };
  });
}
