/** What rules see of a mail and its ticket: plain values, which can be stored and printed. */
import type { State } from "../lifecycle/index.ts";
import { type Happening, type Priority, type Share, sameShare } from "../ticket/index.ts";
import type { ChoiceFact, NumberFact, TextFact, YesFact } from "./tree.ts";

export interface RuleFacts {
  /** Whether the mail is added to a ticket; otherwise it opens one. */
  readonly isReply: boolean;
  /** If no mail arrived, `noMail` with the subject and mailbox of the ticket: rules ask for nothing else of it. */
  readonly mail: MailForRules;
  /** As it is before the run; of a new ticket, what it would be without rules. */
  readonly ticket: TicketForRules;
  /** What happened to the ticket; absent if a mail arrived. */
  readonly happening?: HappeningForRules;
  /** Whom each share of a group's tickets chooses; nobody where nothing is said. */
  readonly chosen?: readonly ChosenForRules[];
}

export interface ChosenForRules {
  readonly group: string;
  /** Null for all ways in which the group's tickets are shared. */
  readonly share: Share | null;
  readonly person: string | null;
}

/** Whom a share of a group's tickets chooses; null for nobody. */
export function chosenBy(
  { chosen = [] }: Pick<RuleFacts, "chosen">,
  group: string,
  share: Share,
): string | null {
  const found = chosen.find(
    (one) => one.group === group && (one.share === null || sameShare(one.share, share)),
  );
  return found?.person ?? null;
}

export interface HappeningForRules extends Happening {
  /** The address of the ticket's requester, in lower case. */
  readonly requester: string;
}

export interface MailForRules {
  /** Null where the mail has none, or it could not be decoded. */
  readonly subject: string | null;
  readonly body: string | null;
  readonly sender: string | null;
  readonly senderName: string | null;
  /** By names in lower case, decoded, in the order of the mail. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly recipients: readonly string[];
  readonly attachmentNames: readonly string[];
  readonly attachmentTypes: readonly string[];
  readonly mailbox: string;
  /** Bytes. */
  readonly size: number;
  /** Null if nothing gave it one. */
  readonly spamScore: number | null;
  readonly automatic: boolean;
  readonly authenticated: boolean;
  readonly agent: boolean;
}

/** Stands for the mail where none arrived. */
export const noMail = {
  ...{ subject: null, body: null, sender: null, senderName: null, headers: new Map() },
  ...{ recipients: [], attachmentNames: [], attachmentTypes: [], mailbox: "" },
  ...{ size: 0, spamScore: null, automatic: false, authenticated: false, agent: false },
} as const satisfies MailForRules;

export interface TicketForRules {
  readonly category: string | null;
  readonly priority: Priority;
  readonly group: string | null;
  readonly assignee: string | null;
  readonly tags: readonly string[];
  readonly target: string | null;
  /** As the mail leaves it. */
  readonly state: State;
}

/** The values of a text: null if it is missing, which a set never is. */
export function valuesOf({ mail, ticket, happening }: RuleFacts, fact: TextFact): readonly string[] | null {
  switch (fact.name) {
    case "requester":
      return one(happening?.requester ?? null);
    case "requester domain":
      return one(happening ? domainOf(happening.requester) : null);
    case "header":
      return mail.headers.get(fact.header) ?? null;
    case "recipients":
      return mail.recipients;
    case "attachment names":
      return mail.attachmentNames;
    case "attachment types":
      return mail.attachmentTypes;
    case "tags":
      return ticket.tags;
    case "subject":
      return one(mail.subject);
    case "body":
      return one(mail.body);
    case "sender":
      return one(mail.sender);
    case "sender name":
      return one(mail.senderName);
    case "sender domain":
      return one(mail.sender === null ? null : domainOf(mail.sender));
  }
}

/** What follows the last "@" of an address; all of it if it has none. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

const one = (value: string | null): readonly string[] | null => (value === null ? null : [value]);

/** The value of a choice, null for none. */
export const choiceOf = ({ mail, ticket }: RuleFacts, fact: ChoiceFact): string | null =>
  fact === "mailbox" ? mail.mailbox : ticket[fact];

/** The value of a number, null if it is missing. */
export function numberOf({ mail }: RuleFacts, fact: NumberFact): number | null {
  switch (fact) {
    case "size":
      return mail.size;
    case "spam score":
      return mail.spamScore;
    case "attachments":
      return mail.attachmentNames.length;
  }
}

export const yesOf = ({ mail }: RuleFacts, fact: YesFact): boolean =>
  fact === "attachments" ? mail.attachmentNames.length > 0 : mail[fact];
