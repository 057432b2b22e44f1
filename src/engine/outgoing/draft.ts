import type { Sha256 } from "../../base/ids.ts";
import type { AttachmentFile } from "../../domain/mail/index.ts";
import type { MailDraft } from "../../domain/outgoing/index.ts";

/** Everything in an outgoing mail; composing adds only encoding and boundaries. */
export interface Draft extends MailDraft {
  readonly date: number;
  readonly attachments: readonly AttachmentFile[];
}

/** Composes a mail. Rejects only on a bug. */
export type Compose = (draft: Draft) => Promise<ComposedMail>;

export interface ComposedMail {
  /** Lines end in CRLF (RFC 5322, MIME). */
  readonly bytes: Uint8Array;
  /** Of the bytes, taken where they are composed: hashing a large mail takes a while. */
  readonly sha256: Sha256;
}
