import {
  type Address,
  type Earlier,
  plainToHtml,
  quoteHtml,
  quoteText,
  shortened,
  threadOf,
} from "../mail/index.ts";
import {
  bounceAddress,
  type ReplyWritten,
  recipientsOf,
  replyAddress,
  type Ticket,
} from "../ticket/index.ts";
import type { MailDraft, OutgoingDraft } from "./draft.ts";

/** What composing a reply needs to know about its ticket when it leaves. */
export interface ReplyContext {
  /** The ticket that it was written in. */
  readonly ticket: Pick<Ticket, "number" | "token">;
  readonly signature: string;
  /** Whether addresses with a "+" arrive in its mailbox. */
  readonly plusAddresses: boolean;
  /** Oldest first; part of a long conversation is enough. */
  readonly conversation: readonly Pick<Earlier, "messageId" | "references">[];
  /** The message that is quoted, and the line above it, in the mailbox's language; null for none. */
  readonly quoted: { readonly text: string; readonly introduction: string } | null;
}

/**
 * A reply as a mail: the text, the mailbox's signature and the message it replies to, in the thread of the
 * conversation (RFC 5322 section 3.6.4).
 * @returns also what is below the new text
 */
export function replyDraft(
  written: ReplyWritten,
  { ticket, signature, plusAddresses, conversation, quoted }: ReplyContext,
): OutgoingDraft & { readonly below: string; readonly draft: MailDraft & { readonly replyTo: Address } } {
  const { message, messageId, from, to, cc, subject } = written;
  const claim = { ticket: ticket.number, token: ticket.token };
  const sign = signature.trim() === "" ? [] : [`-- \n${signature.trim()}`];
  const quote = quoted && shortened(quoted);
  const below = [...sign, ...(quote ? [quoteText(quote.introduction, quote.text)] : [])].join("\n\n");
  const html = [
    written.html ?? plainToHtml(written.text),
    ...sign.map(plainToHtml),
    ...(quote ? [quoteHtml(quote.introduction, quote.text)] : []),
  ].join("\n");
  return {
    below,
    sender: written.automatic
      ? ""
      : plusAddresses
        ? bounceAddress(claim, message, from.address)
        : from.address,
    recipients: recipientsOf(written),
    draft: {
      messageId,
      ...threadOf(conversation),
      from,
      replyTo: {
        name: from.name,
        address: plusAddresses ? replyAddress(claim, from.address) : from.address,
      },
      to,
      cc,
      subject,
      text: `${[written.text, ...(below === "" ? [] : [below])].join("\n\n")}\n`,
      html: `<!doctype html>\n<html><body>\n${html}\n</body></html>\n`,
      automatic: written.automatic !== false,
    },
  };
}
