/** What the clients of a crash run know: what they sent, the replies, and when the server was killed. */

/** A mail that was sent up to its final dot. */
export interface SentMail {
  readonly sha256: string;
  readonly size: number;
  readonly messageId: string;
  readonly author: string;
  /** Its expected outcome. */
  readonly outcome: "ticket" | "reply" | "held";
  /** The mail that it replies to: both have to be in the same ticket. */
  readonly parent: SentMail | null;
  /** The id in the 250; null if the connection broke before it: then the mail may exist or not, but not twice. */
  id: string | null;
}

/** A reply requested from the API. */
export interface RequestedReply {
  readonly key: string;
  readonly ticket: number;
  readonly text: string;
  /** The message's id once the API has confirmed it; null until then. */
  message: string | null;
}

export interface Ledger {
  readonly mails: SentMail[];
  readonly answers: RequestedReply[];
  /** When the server was killed, in milliseconds since 1970. */
  readonly kills: number[];
  /** Responses that clients must not get. */
  readonly complaints: string[];
}

export const newLedger = (): Ledger => ({ mails: [], answers: [], kills: [], complaints: [] });
