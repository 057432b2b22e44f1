import type { Address } from "../mail/index.ts";

/** The contents of an outgoing mail, except its date and its files. */
export interface MailDraft {
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly from: Address;
  readonly replyTo: Address | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** For mail that no person wrote: sets Auto-Submitted (RFC 3834 section 5). */
  readonly automatic: boolean;
}

/** Subject and text of a mail that the program writes. */
export type Words = Pick<MailDraft, "subject" | "text">;

/** A draft and its envelope (RFC 5321 section 2.3.1). */
export interface OutgoingDraft {
  readonly draft: MailDraft;
  /** "" for the null reverse-path. */
  readonly sender: string;
  readonly recipients: readonly string[];
}
