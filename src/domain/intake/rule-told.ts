/** The people whom rules notify of a mail (I-119). */
import { type MessageKey, messageKey, type UserName } from "../../base/ids.ts";
import type { NewEvent } from "../events.ts";
import type { Run } from "../ruleset/index.ts";
import { notificationDue, type RuleFailure, type Ticket } from "../ticket/index.ts";
import type { PersonFacts, ToldFacts } from "./facts.ts";

type Action = Run["actions"][number]["action"];

/** Whom actions notify, each once, as the ruleset names them. */
export type Told =
  | { readonly who: "person" | "group"; readonly name: string }
  | { readonly who: "assignee"; readonly name: null };

/** Whom an action notifies; null if it does not. */
export function toldBy(action: Action): Told | null {
  switch (action.do) {
    case "notify-person":
      return { who: "person", name: action.person };
    case "notify-group":
      return { who: "group", name: action.group };
    case "notify-assignee":
      return { who: "assignee", name: null };
    default:
      return null;
  }
}

export const sameTold = (one: Told, other: Told): boolean => one.who === other.who && one.name === other.name;

/** The most people whom one run notifies. */
const MOST_TOLD = 50;

/** Whom rules notify, as far as that is looked up; the key of the first notification; our addresses, lower case. */
interface Telling {
  readonly told: readonly ToldFacts[];
  readonly first: MessageKey;
  readonly own: readonly string[];
}

/** What people are notified of. */
interface ToldAbout {
  /** Null if it is no message. */
  readonly message: MessageKey | null;
  /** Whether somebody did it themselves. */
  wrote(person: PersonFacts): boolean;
}

/**
 * The notifications of a run, each person once. Nobody is told what they did themselves, nor twice of one mail.
 * @param told notifications that are due anyway
 * @param failed hears of people and groups that do not exist
 */
export function ruledNotifications(
  { told: facts, first, own }: Telling,
  { message, wrote }: ToldAbout,
  ticket: Pick<Ticket, "number" | "mailbox">,
  { actions }: Pick<Run, "actions">,
  told: readonly NewEvent[],
  failed: RuleFailure[],
): readonly NewEvent[] {
  const known = new Set<UserName>(
    told.flatMap(({ event }) => (event.type === "NotificationDue" ? [event.user] : [])),
  );
  const events: NewEvent[] = [];
  for (const { rule, action } of actions) {
    const wanted = toldBy(action);
    if (wanted === null) continue;
    const found: ToldFacts | undefined = facts.find((one) => sameTold(one.wanted, wanted));
    if (!found?.exists) {
      if (wanted.who !== "assignee")
        failed.push({ code: wanted.who === "group" ? "no-group" : "no-person", rule, name: wanted.name });
      continue;
    }
    for (const { person, given } of found.people) {
      if (events.length >= MOST_TOLD) return events;
      if (known.has(person.name) || wrote(person)) continue;
      const key = toldKey(first, events.length);
      const because = { kind: "rule", rule, ...(message === null ? {} : { message }) } as const;
      const due = notificationDue(person, ticket, because, key, own, given);
      if (due.length > 0) known.add(person.name);
      events.push(...due);
    }
  }
  return events;
}

const digits = "0123456789abcdefghjkmnpqrstvwxyz";

/** The key of the n-th notification of a run, made from that of the first. */
export const toldKey = (first: MessageKey, n: number): MessageKey =>
  messageKey(`${first.slice(0, -2)}${digits.charAt(Math.floor(n / 32))}${digits.charAt(n % 32)}`);
