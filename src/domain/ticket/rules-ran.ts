/** What rules did with a mail and its ticket, as recorded. */
import type { MailId, UserName } from "../../base/ids.ts";
import type { State } from "../lifecycle/index.ts";
import type { Chosen, Share } from "./share.ts";
import type { Doer, TicketHappened } from "./waits.ts";

export const priorities = ["low", "normal", "high", "urgent"] as const;
export type Priority = (typeof priorities)[number];

/** What a rule does, as data (R-50 to R-52 of the ruleset's SPEC.md). */
export type RuleAction =
  | { readonly do: "set-category"; readonly category: string | null }
  | { readonly do: "set-priority"; readonly priority: Priority }
  | { readonly do: "raise-priority" | "lower-priority" }
  /** With a share, to one of the group's members as well; absent for the group alone. */
  | { readonly do: "assign-group"; readonly group: string | null; readonly share?: Share }
  | { readonly do: "assign-person"; readonly person: string | null }
  | { readonly do: "set-target"; readonly target: string | null }
  | { readonly do: "add-tag" | "remove-tag"; readonly tag: string }
  | { readonly do: "set-state"; readonly state: State }
  | { readonly do: "reply"; readonly template: string }
  | { readonly do: "notify-person"; readonly person: string }
  | { readonly do: "notify-group"; readonly group: string }
  | { readonly do: "notify-assignee" }
  | { readonly do: "forward"; readonly to: string }
  | { readonly do: "call"; readonly webhook: string }
  | { readonly do: "no-auto-reply" }
  | { readonly do: "hold" | "file"; readonly reason: string | null }
  | { readonly do: "stop" };

/**
 * What rules could not do: there is no such group, enabled person or template, the lifecycle does not have the way, the result is not valid for a ticket, a rule could not
 * be evaluated, the ruleset could not be read, or it took too long.
 */
export type RuleFailure =
  | { readonly code: "no-group" | "no-person" | "no-template"; readonly rule: string; readonly name: string }
  /** The lifecycle has no such way. */
  | { readonly code: "no-way"; readonly rule: string; readonly from: State; readonly to: State }
  | { readonly code: "refused" | "unreadable" | "slow" }
  /** Rules cause what other rules wait for, over and over: the run was not made. */
  | { readonly code: "chain" }
  /** @property error the kind of error, such as "TypeError" */
  | { readonly code: "error"; readonly rule: string; readonly error: string };

/**
 * Why the reply that rules ask for was not sent (I-118): a rule said that none is to be sent, the mail is one that gets no
 * auto-reply, its author does not take part in the conversation, it is too old, or the limits are reached.
 */
export type NoReply = "told-not-to" | "recipient" | "newcomer" | "old" | "limit";

/**
 * Why a mail was not forwarded (I-121): it is our own address, or the mail's author; the mail was sent by a desk itself; it may
 * answer an earlier forward; or the limits are reached.
 */
export type NoForward = "own" | "author" | "loop" | "answer" | "limit";

/** The ticket as rules saw it before they ran; of a new one, as it would be without rules. */
export interface RuledTicket {
  readonly category: string | null;
  readonly priority: Priority;
  readonly group: string | null;
  readonly assignee: UserName | null;
  readonly tags: readonly string[];
  /** Absent for none, and in earlier releases. */
  readonly target?: string;
  /** Absent in earlier releases, in which rules did not see it. */
  readonly state?: State;
}

/**
 * Rules ran on a mail. Together with the mail's bytes, its checks and the text of that version it says all that they saw, so
 * that the run can be repeated and explained. It belongs to the ticket, or to none if the mail was held or filed.
 */
export type RulesRan = {
  readonly type: "RulesRan";
  readonly mail: MailId;
  /** The version of the ruleset; 0 for the one that the program brings. */
  readonly ruleset: number;
  /** The versions of the rulesets whose rules or declarations it took; absent for none. */
  readonly includes?: readonly number[];
  /** The rules that fired, in order. */
  readonly fired: readonly { readonly rule: string; readonly actions: readonly RuleAction[] }[];
  /** Whom rules chose from groups; absent for nobody. */
  readonly chosen?: readonly Chosen[];
  /** Absent for none. */
  readonly failed?: readonly RuleFailure[];
  /** Absent if rules asked for none, or it was sent. */
  readonly noReply?: NoReply;
  /** Where rules wanted the mail to go, and it did not; absent for none. */
  readonly notForwarded?: readonly { readonly to: string; readonly because: NoForward }[];
  readonly ticket: RuledTicket;
  /** Whether the mail was added to a ticket. */
  readonly isReply: boolean;
  /** Whether its author was an agent. */
  readonly agent: boolean;
};

/**
 * Rules ran on something that happened to a ticket. It says all that they saw, so that the run can be explained.
 */
export type TicketRulesRan = {
  readonly type: "TicketRulesRan";
  /** The position of the event that they ran on. */
  readonly of: number;
  readonly happened: TicketHappened;
  readonly by: Doer;
  /** How many runs led to it, one causing the next; 0 if no rule caused it. */
  readonly depth: number;
  /** The version of the ruleset; 0 for the one that the program brings. */
  readonly ruleset: number;
  /** The versions of the rulesets whose rules or declarations it took; absent for none. */
  readonly includes?: readonly number[];
  /** The rules that fired, in order. */
  readonly fired: RulesRan["fired"];
  /** Whom rules chose from groups; absent for nobody. */
  readonly chosen?: readonly Chosen[];
  /** Absent for none. */
  readonly failed?: readonly RuleFailure[];
  /** Absent if rules asked for none, or it was sent. */
  readonly noReply?: NoReply;
  readonly ticket: RuledTicket;
  readonly subject: string;
  /** The requester's address, in lower case. */
  readonly requester: string;
};
