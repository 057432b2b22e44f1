/** The facts of a mail while they are put together; what is not set is as in a test that does not describe it. */
import type { State } from "../../lifecycle/index.ts";
import type { MailForRules, RuleFacts, TicketForRules } from "../facts.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Draft {
  isReply: boolean;
  readonly mail: Writable<MailForRules>;
  readonly headers: Map<string, readonly string[]>;
  readonly ticket: Writable<TicketForRules>;
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
  };
}

export const factsOf = ({ isReply, mail, ticket }: Draft): RuleFacts => ({ isReply, mail, ticket });
