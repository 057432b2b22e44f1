/** The facts of a mail while they are put together; what is not set is as in a test that does not describe it. */
import type { State } from "../../lifecycle/index.ts";
import type { Doer, Share, TicketHappened } from "../../ticket/index.ts";
import { type MailForRules, noMail, type RuleFacts, type TicketForRules } from "../facts.ts";
import type { ChosenFact } from "./atoms.ts";

/** A share of a group's tickets. */
export interface SharedGroup {
  readonly group: string;
  readonly share: Share;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Draft {
  isReply: boolean;
  readonly mail: Writable<MailForRules>;
  readonly headers: Map<string, readonly string[]>;
  readonly ticket: Writable<TicketForRules>;
  /** Whom shares choose, by their fact; nobody where nothing is said. */
  readonly chosen: Map<ChosenFact, string>;
  /** What happened to the ticket; null if a mail arrived. */
  happened: TicketHappened | null;
  by: Doer;
  requester: string;
}

/** Mailbox and sender of a mail of which nothing else is asked. */
export const someMailbox = "x@x.example";
export const someSender = "x@x.example";

/** @param state in which tickets begin */
export function createDraft(state: State): Draft {
  const headers = new Map<string, readonly string[]>();
  return {
    isReply: false,
    headers,
    mail: {
      ...{ subject: null, body: null, sender: null, senderName: null, headers },
      ...{ recipients: [], attachmentNames: [], attachmentTypes: [], mailbox: someMailbox },
      ...{ size: 1000, spamScore: null, automatic: false, authenticated: false, agent: false },
    },
    ticket: {
      category: null,
      priority: "normal",
      group: null,
      assignee: null,
      tags: [],
      target: null,
      state,
    },
    ...{ happened: null, by: "agent", requester: someSender, chosen: new Map() },
  };
}

/** @param shares those that rules have, by their fact */
export function factsOf(
  { isReply, mail, ticket, happened, by, requester, chosen: people }: Draft,
  shares: ReadonlyMap<ChosenFact, SharedGroup>,
): RuleFacts {
  const chosen = [...people].flatMap(([fact, person]) => {
    const shared = shares.get(fact);
    return shared ? [{ ...shared, person }] : [];
  });
  if (happened === null) return { isReply, mail, ticket, chosen };
  const { subject, mailbox } = mail;
  return {
    ...{ isReply: false, mail: { ...noMail, subject, mailbox }, ticket, chosen },
    happening: { happened, by, requester },
  };
}
