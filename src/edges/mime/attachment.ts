import type { Buffer } from "node:buffer";
import type { AttachmentFile } from "../../domain/mail/index.ts";
import { readBody } from "./body.ts";
import type { Limits } from "./limits.ts";
import { readStructure } from "./structure.ts";

/**
 * One attachment with its decoded bytes.
 * @param id as in ParsedMail.attachments
 * @returns null if the mail has no such attachment
 * @throws Unreadable if the mail exceeds a limit
 */
export function readAttachment(raw: Buffer, id: string, limits: Limits): AttachmentFile | null {
  const file = readBody(readStructure(raw, limits), limits).files.find((one) => one.id === id);
  if (file === undefined) return null;
  return { name: file.name, type: file.type, bytes: file.bytes() };
}

/**
 * All attachments with their decoded bytes, in the order of ParsedMail.attachments; the mail is parsed once.
 * @throws Unreadable if the mail exceeds a limit
 */
export function readAttachments(raw: Buffer, limits: Limits): readonly AttachmentFile[] {
  const { files } = readBody(readStructure(raw, limits), limits);
  return files.map((file) => ({ name: file.name, type: file.type, bytes: file.bytes() }));
}
