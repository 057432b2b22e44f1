import type { TicketCondition, TicketFilter } from "../ticket/index.ts";

/** A word or a phrase. */
export interface Term {
  readonly text: string;
  readonly phrase: boolean;
  /** Where it has to be: `marks` are what the program knows about a message, such as that it has an attachment. */
  readonly within: "anywhere" | "subject" | "from" | "to" | "files" | "marks";
}

/** The filters of the search language, in the order in which people are told of them. */
export const searchKeys = [
  ...["state", "waiting", "is", "assignee", "requester", "from", "to", "subject", "has", "file"],
  ...["mailbox", "group", "priority", "category", "tag", "before", "after", "number"],
] as const;

export type SearchKey = (typeof searchKeys)[number];

/** What a line means, as it was typed. */
export type Wanted =
  | { readonly is: "term"; readonly term: Term }
  | { readonly is: "ticket"; readonly condition: TicketCondition }
  | { readonly is: "not"; readonly of: Wanted }
  | { readonly is: "all" | "any"; readonly of: readonly Wanted[] };

/** What has to be true of a message. */
export type Words =
  | { readonly is: "term"; readonly term: Term }
  | { readonly is: "not"; readonly of: Words }
  | { readonly is: "all" | "any"; readonly of: readonly Words[] };

/** Tickets that pass the filter, and have a message with the words; null for any ticket, whatever is in it. */
export interface Alternative {
  readonly filter: TicketFilter;
  readonly words: Words | null;
}

export interface TicketQuery {
  /** Each ticket that one of them finds is found. Empty if something was typed, but nothing that can be found. */
  readonly alternatives: readonly Alternative[];
  /** The words and phrases that are to be in what is found, without what is excluded. */
  readonly terms: readonly Term[];
}
