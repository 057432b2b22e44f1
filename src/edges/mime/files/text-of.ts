import { Buffer } from "node:buffer";
import type { AttachmentFile } from "../../../domain/mail/index.ts";
import { charsetOfHtml, decodeText } from "../charset.ts";
import { renderHtml } from "../html-to-text.ts";
import { officeText } from "./office.ts";
import { pdfText } from "./pdf.ts";
import type { Room } from "./zip.ts";

/** The most bytes of a file that is read, and of what is unpacked from it. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_UNPACKED = 16 * 1024 * 1024;
/** The most bytes of plain text and HTML that are decoded. */
const MOST_TEXT = 1024 * 1024;

/**
 * The text in a file, for search: plain text, HTML, PDF, Word, Excel, PowerPoint and OpenDocument. What it is, is taken from
 * its first bytes where these say so.
 * @param most characters that are returned
 * @returns "" for other files, and for those that are encrypted, broken or too large
 */
export function textOfFile({ name, type, bytes }: AttachmentFile, most: number): string {
  if (bytes.length > MOST_BYTES) return "";
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const room: Room = { left: MOST_UNPACKED };
  const text = read();
  return text.slice(0, most).toWellFormed();

  function read(): string {
    if (all.toString("latin1", 0, 4) === "PK\u0003\u0004") return officeText(all, room, most) ?? "";
    if (all.toString("latin1", 0, 1024).includes("%PDF-")) return pdfText(all, room, most);
    const head = all.subarray(0, MOST_TEXT);
    if (type === "text/html" || type === "application/xhtml+xml" || /\.x?html?$/i.test(name))
      return renderHtml(decodeText(head, charsetOfHtml(head))).text;
    return isText(name, type) ? decodeText(head, null) : "";
  }
}

const isText = (name: string, type: string): boolean =>
  (type.startsWith("text/") && type !== "text/calendar") ||
  /\.(?:txt|csv|tsv|md|log|json|xml|ya?ml|ini|conf|sql)$/i.test(name);
