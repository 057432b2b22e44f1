import type { AttachmentFile } from "../../domain/mail/index.ts";
import type { MailDraft } from "../../domain/outgoing/index.ts";

/** Everything in an outgoing mail; composing adds only encoding and boundaries. */
export interface Draft extends MailDraft {
  readonly date: number;
  readonly attachments: readonly AttachmentFile[];
}

/** The mail as bytes, lines ending in CRLF (RFC 5322, MIME). Rejects only on a bug. */
export type Compose = (draft: Draft) => Promise<Uint8Array>;
