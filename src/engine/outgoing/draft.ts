import type { Address, AttachmentFile } from "../../domain/mail/types.ts";

/** All that goes into an outgoing mail; composing adds nothing of its own but encoding and boundaries. */
export interface Draft {
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly date: number;
  readonly from: Address;
  readonly replyTo: Address | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: readonly AttachmentFile[];
  /** For mail that no human wrote: sets Auto-Submitted (RFC 3834 section 5). */
  readonly automatic: boolean;
}

/** The mail as bytes, lines ending in CRLF (RFC 5322, MIME). Rejects only on a bug. */
export type Compose = (draft: Draft) => Promise<Uint8Array>;
