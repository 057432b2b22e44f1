import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import { sha256 } from "../../base/ids.ts";
import type { AttachmentFile } from "../../domain/mail/index.ts";
import type { Compose, Draft } from "../../engine/outgoing/draft.ts";
import { headerFields, isMessageId, oneLine } from "./headers.ts";

/** A draft as the bytes of a mail. */
export type Write = (draft: Draft) => Promise<Uint8Array>;

/** Composes a mail so that its bytes have their digest. */
export const hashed =
  (write: Write): Compose =>
  async (draft) => {
    const bytes = await write(draft);
    return { bytes, sha256: sha256(createHash("sha256").update(bytes).digest("hex")) };
  };

/**
 * Composes a draft: multipart/alternative if there is HTML, multipart/mixed if there are attachments.
 * The same draft gives the same bytes. All of it is 7-bit, except for an address whose local part is not ASCII,
 * which is written in UTF-8 and needs SMTPUTF8 on its way (RFC 6531).
 *
 * RFC 5322, RFC 2045 to 2047, RFC 2183, RFC 2231. Rejects when Message-ID, Date or From cannot be written: a bug.
 */
export const compose: Write = async (draft) => {
  const { messageId, html } = draft;
  if (!isMessageId(messageId)) throw new Error(`not a Message-ID: ${JSON.stringify(messageId)}`);
  const date = new Date(draft.date);
  if (Number.isNaN(date.getTime())) throw new Error(`not a time: ${draft.date}`);
  const fields = headerFields(draft);
  const composer = new MailComposer({
    date,
    // "prepared" keeps it on one line: some servers lose a folded Message-ID.
    headers: { "Message-ID": { prepared: true, value: messageId } },
    text: body(draft.text),
    ...(html === null ? {} : { html: body(html) }),
    attachments: draft.attachments.map(attachment),
    // "=_" cannot occur in quoted-printable or base64 (RFC 2045 section 6.7), so no body can hold a boundary.
    boundaryPrefix: "=_",
    baseBoundary: createHash("sha256").update(messageId).digest("hex").slice(0, 24),
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return Buffer.concat([Buffer.from(fields), await composer.compile().build()]);
};

/** Never 7bit: spaces at the end of a line, "From " at its start and long lines would not survive every server. */
function body(text: string) {
  const content = Buffer.from(text.toWellFormed().replace(/\r\n?|\n/g, "\r\n"));
  const other = content.reduce((count, byte) => count + (byte < 0x80 ? 0 : 1), 0);
  return { content, contentTransferEncoding: other * 6 > content.length ? "base64" : "quoted-printable" };
}

function attachment({ name, type, bytes }: AttachmentFile) {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const contentType = mediaType(type, content);
  return {
    content,
    contentType,
    contentTransferEncoding: contentType === "message/rfc822" ? "7bit" : "base64",
    contentDisposition: "attachment",
    filename: fileName(name),
  };
}

/**
 * The type under which a file is sent. Composite types may not be encoded (RFC 2046 section 5), so an attached mail keeps
 * its type only if it can be sent unchanged; every other composite type is sent as plain bytes.
 */
function mediaType(type: string, content: Buffer): string {
  const bare = (type.split(";", 1)[0] ?? "").trim().toLowerCase();
  if (bare === "message/rfc822" && isSevenBitMail(content)) return bare;
  if (/^(?:message|multipart)\//.test(bare)) return "application/octet-stream";
  return /^[a-z0-9][\w!#$&^.+-]{0,126}\/[a-z0-9][\w!#$&^.+-]{0,126}$/.test(bare)
    ? bare
    : "application/octet-stream";
}

/** Whether it starts with a header field, and is ASCII without NUL in lines of at most 998 octets (RFC 2045 section 2.7). */
function isSevenBitMail(content: Buffer): boolean {
  if (!content.every((byte) => byte > 0 && byte < 0x80)) return false;
  const lines = content.toString("latin1").split("\r\n");
  return (
    /^[!-9;-~]+:/.test(lines[0] ?? "") && lines.every((line) => line.length <= 998 && !/[\r\n]/.test(line))
  );
}

/** At most 200 characters, the extension kept. */
function fileName(name: string): string {
  const line = oneLine(name, 10_000).trim();
  if (line.length <= 200) return line || "attachment";
  const extension = /\.[^.]{1,20}$/.exec(line)?.[0] ?? "";
  return oneLine(line.slice(0, line.length - extension.length), 200 - extension.length) + extension;
}
