import type { Address } from "./types.ts";

const MOST_REFERENCES = 60;
/** Characters of a message that a reply quotes. */
const MOST_QUOTED = 50_000;

/** The parts of an earlier message that composing a reply needs. */
export interface Earlier {
  readonly messageId: string | null;
  readonly references: readonly string[];
  readonly from: Address;
  readonly at: number;
  readonly text: string;
}

/**
 * In-Reply-To and References of a reply (RFC 5322 section 3.6.4) to the last of these messages, oldest first: the
 * whole conversation, or, if it is very long, the first and the newest ids.
 */
export function threadOf(messages: readonly Pick<Earlier, "messageId" | "references">[]): {
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
} {
  const ids = [
    ...new Set(messages.flatMap((m) => [...m.references, ...(m.messageId === null ? [] : [m.messageId])])),
  ];
  const inReplyTo = messages.findLast((m) => m.messageId !== null)?.messageId ?? null;
  const ordered = inReplyTo === null ? ids : [...ids.filter((id) => id !== inReplyTo), inReplyTo];
  const references =
    ordered.length <= MOST_REFERENCES
      ? ordered
      : [...ordered.slice(0, 1), ...ordered.slice(1 - MOST_REFERENCES)];
  return { inReplyTo, references };
}

/** The subject of a reply: "Re: " once, whatever reply prefixes it had. */
export const replySubject = (subject: string): string => `Re: ${bareSubject(subject)}`.trimEnd();

/** A subject without reply prefixes. */
export function bareSubject(subject: string): string {
  return subject.replace(
    /^(?:\s*(?:re|aw|antw|sv|vs|odp|ynt|ref|rv|\u56de\u590d|\u7b54\u590d)(?:\[\d+\])?\s*[:\uff1a])+\s*/iu,
    "",
  );
}

/** Whether a subject has a reply prefix. */
export const isReplySubject = (subject: string): boolean => bareSubject(subject) !== subject;

/** The form in which subjects are compared: without reply prefixes, case and blanks. */
export const subjectKey = (subject: string): string =>
  bareSubject(subject).replace(/\s+/g, " ").trim().toLowerCase();

/** A message as quoted: only the beginning of a very long one. */
export function shortened<M extends Pick<Earlier, "text">>(message: M): M {
  const { text } = message;
  if (text.length <= MOST_QUOTED) return message;
  const cut = text.slice(0, MOST_QUOTED).toWellFormed();
  const end = cut.lastIndexOf("\n");
  return { ...message, text: `${cut.slice(0, end > MOST_QUOTED / 2 ? end : undefined).trimEnd()}\n[...]` };
}

/**
 * The message replied to, as plain text below the reply: the line that says whose it is, then each line with "> ".
 * @param introduction such as "On 23 Nov 2026 at 18:40 UTC, Ann <ann@customer.example> wrote:"
 */
export function quoteText(introduction: string, text: string): string {
  const lines = text.trimEnd().split("\n");
  return [introduction, ...lines.map((line) => (line.startsWith(">") ? `>${line}` : `> ${line}`))].join("\n");
}
