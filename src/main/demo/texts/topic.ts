import type { MailboxKey } from "../company.ts";

/**
 * What a conversation can be about, in templates (see expand.ts). Texts leave out greeting, closing and signature,
 * which depend on who writes. A topic has one or more cases, one for each of `asks`: subjects[i], asks[i], replies[i]
 * belong together, and so do inquiries[i] and more[i] if there are as many; where there are more or fewer, any will do.
 */
export interface Topic {
  readonly language: string;
  readonly mailbox: MailboxKey;
  readonly category: string;
  readonly tags: readonly string[];
  readonly subjects: readonly string[];
  /** The customer's first mail. */
  readonly asks: readonly string[];
  /** Replies that settle the case. */
  readonly replies: readonly string[];
  /** What an agent asks first, and the customer's reply. */
  readonly inquiries?: readonly Exchange[];
  /** A further question, and the reply to it. */
  readonly more: readonly Exchange[];
  /** Notes between agents. */
  readonly notes?: readonly string[];
  /** The kind of file sometimes attached to the first mail. */
  readonly file?: "photo" | "invoice" | "list" | "log";
  /** Whether it is urgent. */
  readonly pressing?: boolean;
}

type Exchange = readonly [question: string, answer: string];
