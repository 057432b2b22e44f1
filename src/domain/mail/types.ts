import type { Sha256 } from "../../base/ids.ts";

export interface AttachmentFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** A mailbox in the sense of RFC 5322 section 3.4: display name ("" if none) and addr-spec, domain in lower case. */
export interface Address {
  readonly name: string;
  readonly address: string;
}

export interface Attachment {
  /** Stable within its mail: the part's number in the MIME tree, such as "2" or "1.3". */
  readonly id: string;
  /** File name as the sender wrote it, without path and control characters; "" never occurs. */
  readonly name: string;
  /** Media type, lower case, without parameters. */
  readonly type: string;
  /** Bytes after transfer decoding. */
  readonly size: number;
  readonly sha256: Sha256;
  /** Shown within the text (referred to by cid), not offered as a separate file. */
  readonly inline: boolean;
}

/** How a mail was made ("auto-reply", "bounce") or travelled ("bulk", "list": a person may have written it). */
export type Automatic = false | "auto-reply" | "bulk" | "list" | "bounce";

/**
 * What a program reports about one of our mails, other than a bounce: that it was displayed (RFC 8098), that it was
 * delivered or relayed (RFC 3464), or that its recipient complains about it (RFC 5965); or about all mail of a domain, by DMARC
 * or TLS (RFC 7489, RFC 8460).
 */
export type Report = "receipt" | "delivered" | "complaint" | "aggregate";

/** RFC 3464, or what was recognised in a bounce that does not follow it. */
export interface Bounce {
  readonly permanent: boolean;
  readonly recipients: readonly BouncedRecipient[];
  /** Message-ID of the mail that bounced, with angle brackets, or null if the bounce has none. */
  readonly originalMessageId: string | null;
}

export interface BouncedRecipient {
  readonly address: string;
  /** Enhanced status code (RFC 3463) or null. */
  readonly status: string | null;
  readonly diagnostic: string | null;
}

/** All that the rest of the program knows about a mail's content. */
export interface ParsedMail {
  /** Message-ID with its angle brackets, or null if missing or unusable. */
  readonly messageId: string | null;
  /** First id of In-Reply-To with angle brackets. */
  readonly inReplyTo: string | null;
  /** References in order, each with angle brackets, without duplicates. */
  readonly references: readonly string[];
  readonly from: Address | null;
  /** Who wrote it, by the fields of those that put another address into From, the most reliable first. */
  readonly originalAuthors: readonly Address[];
  /**
   * What names the mailing list or group that passed it on, in lower case: its address, or its List-ID, which is mostly
   * its address with a dot for the "@".
   */
  readonly lists: readonly string[];
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** Decoded, without line ends; "" if missing. */
  readonly subject: string;
  /** The Date header in milliseconds since 1970, or null if missing or unreadable. */
  readonly date: number | null;
  /** The body as plain text: the text part, or the HTML part rendered to text. Line ends are LF. */
  readonly text: string;
  /** The new part of `text`, without quoted history and signature; all of it if nothing is new. */
  readonly reply: string;
  /** Whether all of the text is quoted, or there is none. */
  readonly nothingNew: boolean;
  /** Whether there is an HTML part to show. */
  readonly hasHtml: boolean;
  /** Present if the HTML is more than plain paragraphs, and so is what to show first. */
  readonly formatted?: true;
  readonly attachments: readonly Attachment[];
  /** SHA-256 of what it says: subject, text and files, however they were transported. */
  readonly content: Sha256;
  /** Present if a list passed it on: SHA-256 of what it may have said before the list added a tag and a footer. */
  readonly beforeList?: readonly Sha256[];
  readonly automatic: Automatic;
  readonly bounce: Bounce | null;
  readonly report: Report | null;
  /** Who wrote it, however it travelled: lists, bulk services and forwarding rules pass on what people write. */
  readonly writtenBy: "person" | "program";
  /** The fields of its header, for rules: names in lower case, values decoded; without what is beyond a limit. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Whether this mail's headers allow an auto-reply (RFC 3834 section 2). */
  readonly mayAutoReply: boolean;
}

/** What mails are compared by, in hexadecimal. */
export interface Fingerprint {
  /** Of its author, identity and content: equal for copies of one mail. Null if nothing tells it from other mails. */
  readonly mail: string | null;
  /** Of its requester and content alone. */
  readonly content: string;
  /** Of what copies of one mail have in common even if a list changed one of them: author, Message-ID and Date. Absent for none. */
  readonly identity?: string;
  /** Of its content, and, if a list passed it on, of what that may have been before. Present with `identity`. */
  readonly says?: readonly string[];
}

/** The SMTP envelope (RFC 5321 section 2.3.1). `from` is "" for the null reverse-path. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}
