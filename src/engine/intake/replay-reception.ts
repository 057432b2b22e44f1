/** Repeats the choice of mailboxes that was made when a mail was received (I-77). */
import type { MailId, Position } from "../../base/ids.ts";
import type { Recorded } from "../../domain/events.ts";
import { type Addressees, addresseesOf, isReplyCopy, localAddresses } from "../../domain/intake/index.ts";
import type { MailEvent } from "../../domain/mail/events.ts";
import { type FetchedEnvelope, fetchedEnvelope } from "../../domain/mail/index.ts";
import type { Replay } from "../../record/replay.ts";

type MailReceived = Extract<MailEvent, { type: "MailReceived" }>;

/** A mail as it was received, from the journal. */
export interface RecordedReception {
  /** In its first mailbox. */
  readonly mail: MailId;
  readonly position: Position;
  readonly time: number;
  readonly first: MailReceived;
  /** For which mailboxes, in order. */
  readonly mailboxes: readonly string[];
}

/** The receptions among events, in order. @param events in order; none of a mail's own are missing at their end */
export function receptionsIn(events: readonly Recorded[]): readonly RecordedReception[] {
  const found: RecordedReception[] = [];
  for (const { position, time, event } of events) {
    if (event.type !== "MailReceived") continue;
    const { mail, mailbox } = event;
    if (event.first === undefined) {
      found.push({ mail, position, time, first: event, mailboxes: [mailbox] });
      continue;
    }
    const last = found.pop();
    if (last === undefined) continue;
    found.push(last.mail === event.first ? { ...last, mailboxes: [...last.mailboxes, mailbox] } : last);
  }
  return found;
}

/** What the mail's header names, as far as the choice needs it; "gone" if the bytes are no longer stored. */
export async function headerAgain(
  { first }: RecordedReception,
  replay: Pick<Replay, "blob">,
): Promise<FetchedEnvelope | null | "gone"> {
  const { from, to } = first.envelope;
  if (isReplyCopy(first)) return { from, to, delivered: [] };
  if (first.source === undefined && to.length < 2) return null;
  const raw = await replay.blob(first.sha256);
  return raw ? fetchedEnvelope(raw) : "gone";
}

/** The choice on the current read model. */
export function addresseesAgain(
  { first }: RecordedReception,
  header: FetchedEnvelope | null,
  { view }: Pick<Replay, "view">,
): Addressees {
  const fetched = first.source !== undefined && !isReplyCopy(first);
  const recipients = fetched ? null : first.envelope.to;
  const facts = { recipients, header, fallback: first.mailbox };
  return addresseesOf(facts, localAddresses(view.mailboxes()));
}
