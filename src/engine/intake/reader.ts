import type { Fault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";
import type { AttachmentFile, ParsedMail } from "../../domain/mail/index.ts";

/**
 * Reads raw mails in a worker, within limits of time, parts, nesting and headers. A mail that breaks a limit or the
 * reader gives a fault "mail.unreadable" with its cause; the promise itself never rejects.
 */
export type ReadMail = (raw: Uint8Array) => Promise<Result<ParsedMail, Fault>>;

/** What a page needs of a stored mail in addition to its ParsedMail; also read in a worker. */
export interface MailView {
  /** Sanitised HTML, safe to serve into a sandboxed frame; null if the mail has no HTML part. */
  readonly html: string | null;
  /** Whether remote images were removed from it. */
  readonly remotePictures: boolean;
  /** Whether it was too long and has been cut off. */
  readonly cut: boolean;
}

/**
 * Converts agents' HTML in a worker: sanitised, or to plain text. A fault "request.invalid"
 * if it is or takes too long.
 */
export type ConvertHtml = (html: string) => Promise<Result<string, Fault>>;

/**
 * @param pictures whether remote images are kept
 * @param cid URL of the image with that Content-ID: its "%s" is replaced by the
 *   attachment's id
 */
export type ViewMail = (
  raw: Uint8Array,
  options: { pictures: boolean; cid: string },
) => Promise<Result<MailView, Fault>>;

/** One attachment's decoded bytes; a fault "thing.not-found" if the mail has no such part. */
export type ReadAttachment = (raw: Uint8Array, id: string) => Promise<Result<AttachmentFile, Fault>>;

/**
 * The text in files, for search: read in a worker, and "" for those without text. At most `most` characters, over all files.
 * @param of the name and type of a file whose bytes are given; null if they are a mail, whose attachments are read
 */
export type ReadFileTexts = (
  bytes: Uint8Array,
  of: { readonly name: string; readonly type: string } | null,
  most: number,
) => Promise<Result<string, Fault>>;

/** All attachments' decoded bytes, in the order of ParsedMail.attachments: costs about as much as reading the mail once. */
export type ReadAttachments = (raw: Uint8Array) => Promise<Result<readonly AttachmentFile[], Fault>>;
