import type { MailboxKey } from "../company.ts";

/**
 * What a conversation can be about, in templates (see expand.ts). Texts leave out greeting, closing and signature,
 * which depend on who writes. A topic has one or more cases, one for each of `asks`: subjects[i], asks[i], answers[i]
 * belong together, and so do inquiries[i] and more[i] if there are as many; where there are more or fewer, any will do.
 */
export interface Topic {
  readonly language: string;
  readonly mailbox: MailboxKey;
  readonly category: string;
  readonly tags: readonly string[];
  readonly subjects: readonly string[];
  /** A customer's first mail. */
  readonly asks: readonly string[];
  /** Answers that settle the matter. */
  readonly answers: readonly string[];
  /** What an agent has to know first, and what the customer says to that. */
  readonly inquiries?: readonly Exchange[];
  /** What the customer comes back with after the answer, and what is answered to that. */
  readonly more: readonly Exchange[];
  /** What agents tell each other. */
  readonly notes?: readonly string[];
  /** What is attached to the first mail now and then. */
  readonly file?: "photo" | "invoice" | "list" | "log";
  /** Whether it cannot wait. */
  readonly pressing?: boolean;
}

type Exchange = readonly [question: string, answer: string];
