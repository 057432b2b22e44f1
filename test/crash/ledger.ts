/** What the clients of a crash run know: what they sent, what they were answered, when the server was killed. */

/** A mail that was sent with its final dot. */
export interface SentMail {
  readonly sha256: string;
  readonly size: number;
  readonly messageId: string;
  readonly author: string;
  /** What has to become of it. */
  readonly outcome: "ticket" | "reply" | "held";
  /** The mail that it answers: both have to be in the same ticket. */
  readonly parent: SentMail | null;
  /** What the 250 named; null when the connection broke before an answer, and all is allowed but double. */
  id: string | null;
}

/** An answer that was asked of the API. */
export interface AskedAnswer {
  readonly key: string;
  readonly ticket: number;
  readonly text: string;
  /** The message's id once the API has confirmed it; null while the client does not know. */
  message: string | null;
}

export interface Ledger {
  readonly mails: SentMail[];
  readonly answers: AskedAnswer[];
  /** When the server was killed, in milliseconds since 1970. */
  readonly kills: number[];
  /** What clients met that they must not meet. */
  readonly complaints: string[];
}

export const newLedger = (): Ledger => ({ mails: [], answers: [], kills: [], complaints: [] });
