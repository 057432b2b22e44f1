/** What one of us sent, and was filed since no ticket was known, gets one as soon as mail of its conversation arrives. */
import type { MailId } from "../../base/ids.ts";
import type { Dependency } from "../dependency.ts";
import type { NewEvent } from "../events.ts";
import { type Address, isForged, normalAddress, type ParsedMail } from "../mail/index.ts";
import type { Facts } from "./facts.ts";
import { type Outcome, outcomeOf, type Rule } from "./outcome.ts";
import { isFromUs } from "./own-mail.ts";
import { isTelling, refersTo } from "./places.ts";

/** The Message-IDs that a mail refers to by which sent mail is looked for: the nearest. */
const MOST_REFERRED = 20;

/** What to look for; null for mail that answers nothing which we sent. */
interface Sought {
  /** Lower case. */
  readonly to: string;
  readonly ids: readonly string[];
  readonly repliesTo: string | null;
}

/** Which filed sent mail belongs to the conversation of a mail: only such as was sent to its author, who is not forged. */
export function soughtSent(
  parsed: ParsedMail,
  author: Address,
  { own, checks }: Pick<Facts, "own" | "checks">,
): Sought | null {
  if (isFromUs(author, own) || parsed.automatic === "bounce" || isForged(checks?.authentication ?? null))
    return null;
  const { messageId } = parsed;
  const repliesTo = messageId !== null && isTelling(messageId) ? messageId : null;
  return { to: normalAddress(author.address), ids: refersTo(parsed).slice(0, MOST_REFERRED), repliesTo };
}

/**
 * The decision about a mail, with what it means for filed mail of ours. A mail that would create a ticket, and answers such
 * a mail, waits until that has its own ticket (I-103). One that is in a ticket brings such mail into it (I-104).
 */
export function withFiledSent({ mail, filedSent }: Facts, outcome: Outcome): Outcome {
  if (filedSent.length === 0 || (outcome.kind !== "ticket" && outcome.kind !== "reply")) return outcome;
  const types = outcome.events.map(({ event }) => event.type);
  if (!types.includes("MessageReceived")) return outcome;
  const before = filedSent.filter(({ is }) => is === "referred");
  const first = outcome.kind === "ticket" && before.length > 0;
  const filed = (first ? before : filedSent).filter(({ waits }) => !waits);
  const wanted = first ? before : filed;
  const events: readonly NewEvent[] = filed.map((one) => ({
    ticket: null,
    event: { type: "MailRequeued", mail: one.mail, because: mail.id },
  }));
  const still: readonly Dependency[] = wanted.map((one) => ({
    ...({ on: "mail", mail: one.mail } as const),
    is: one.waits ? "queued" : "filed",
  }));
  const after: readonly MailId[] = wanted.map((one) => one.mail);
  if (first) {
    const waits: Dependency = { on: "mail", mail: mail.id, is: "queued" };
    return { ...outcomeOf(["I-103"], events, [waits, ...still]), first: after };
  }
  if (filed.length === 0) return outcome;
  const rules: readonly Rule[] = [...outcome.rules, "I-104"];
  const { events: own, dependsOn } = outcome;
  return { ...outcome, rules, events: [...own, ...events], dependsOn: [...dependsOn, ...still], next: after };
}
