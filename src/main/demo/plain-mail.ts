import type { MailDraft } from "../../domain/outgoing/index.ts";
import { headerFields } from "../../edges/delivery/headers.ts";

/**
 * A mail of plain text as bytes (RFC 5322, RFC 2045), without its HTML part and without files; lines may be up to 998 octets
 * long.
 * @param draft with `date` in milliseconds since 1970
 */
export function plainMail(draft: MailDraft & { readonly date: number }): Uint8Array {
  const { messageId, date, text } = draft;
  const head = [
    `Date: ${new Date(date).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${messageId}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: 8bit",
  ].join("\r\n");
  const body = text.trimEnd().replaceAll("\n", "\r\n");
  return Buffer.from(`${headerFields({ ...draft, attachments: [] })}${head}\r\n\r\n${body}\r\n`);
}
