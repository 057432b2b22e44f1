/** The order in which a conversation is read: that of arrival, except for what one of us sent and was fetched later. */
import type { Recorded } from "../events.ts";
import { isEntryType } from "./recorded.ts";
import type { MessageReceived } from "./types.ts";

/** An event, as far as its place in a conversation depends on it. */
type Placed = Pick<Recorded, "time" | "event">;

/**
 * Brings entries into the order in which they are read. A mail that one of us sent with another program often arrives
 * after its answer: it is placed before the first message that refers to it, and before what was both received and, as it
 * says, written after it was sent, but never before a message that it refers to. What others claim moves nothing else:
 * their own dates place no mail of theirs. At most quadratic in what one of us sent: for a page, not for a whole journal.
 * @param entries in order of arrival, with other events between them
 */
export function readingOrder<T extends Placed>(entries: readonly T[]): readonly T[] {
  const ordered: T[] = [];
  for (const entry of entries) {
    const mail = received(entry);
    if (mail?.sent) ordered.splice(placeOf(mail, entry.time, ordered), 0, entry);
    else ordered.push(entry);
  }
  return ordered;
}

/** When a message counts as written: what one of us sent when its own date says, everything else when it arrived. */
export const writtenAt = (time: number, { sent, date }: Pick<MessageReceived, "sent" | "date">): number =>
  sent && date !== null ? Math.min(date, time) : time;

/** Where a sent mail belongs among what is before it. */
function placeOf(mail: MessageReceived, time: number, before: readonly Placed[]): number {
  const sentAt = writtenAt(time, mail);
  const follows = new Set(referencesOf(mail));
  let place = before.length;
  let later = true;
  for (let at = before.length - 1; at >= 0; at -= 1) {
    const entry = before[at];
    if (entry === undefined) break;
    const other = received(entry);
    if (other?.messageId && follows.has(other.messageId)) break;
    later &&= isLater(entry, other, sentAt);
    const answers = other !== null && mail.messageId !== null && referencesOf(other).includes(mail.messageId);
    if (answers || (later && isEntryType(entry.event.type))) place = at;
  }
  return place;
}

/** Whether something happened after a time, as far as we know it ourselves; of a mail its date has to agree. */
const isLater = ({ time }: Placed, mail: MessageReceived | null, sentAt: number): boolean =>
  time > sentAt && (mail === null || (mail.date !== null && mail.date > sentAt));

const received = ({ event }: Placed): MessageReceived | null =>
  event.type === "MessageReceived" ? event : null;

const referencesOf = ({ inReplyTo, references }: MessageReceived): readonly string[] =>
  inReplyTo === null ? references : [inReplyTo, ...references];
