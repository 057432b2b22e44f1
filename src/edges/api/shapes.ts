/** The shapes of responses in version 1, and the functions that create them. */
import * as z from "zod";
import { mailOutcomes } from "../../domain/intake/index.ts";
import { isOverdue } from "../../domain/lifecycle/index.ts";
import { type Address, dmarcPolicies, verdicts } from "../../domain/mail/index.ts";
import type { Mailbox } from "../../domain/settings/events.ts";
import { groupFields, mailboxFields, personFields } from "../../domain/settings/fields/index.ts";
import { type Clock, clockNames } from "../../domain/target/index.ts";
import {
  isErasedTicket,
  judgements,
  priorities,
  type ReplyRecipients,
  suggestedMerge,
  type Ticket,
  waitingFor,
} from "../../domain/ticket/index.ts";
import { causeText } from "../../engine/intake/cause-text.ts";
import type { MailRow, Read, ShownUser } from "../../record/reading/index.ts";
import type { Language } from "../../text/index.ts";
import { settingShown, shownShape } from "./setting-shape.ts";

const time = z.iso.datetime();
const verdict = z.enum(verdicts).nullable();
export const timeOf = (at: number): string => new Date(at).toISOString();
export const timeOrNull = (at: number | null): string | null => (at === null ? null : timeOf(at));

/** A page of a list; `next` is the cursor of the following page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() });

export const Person = z
  .strictObject({ name: z.string(), address: z.string() })
  .meta({ id: "Address", description: "An email address; the name is empty if there is none" });

export const personOf = ({ name, address }: Address): z.input<typeof Person> => ({ name, address });

export const Message = z
  .strictObject({
    id: z.string(),
    direction: z.enum(["in", "out", "note"]),
    messageId: z.string().nullable(),
    inReplyTo: z.string().nullable(),
    references: z.array(z.string()),
    from: Person.nullable(),
    replyTo: z.array(Person),
    to: z.array(Person),
    cc: z.array(Person),
    subject: z.string(),
    date: time.nullable().describe("The mail's Date header"),
    receivedAt: time.describe("When it was received, sent or written here"),
    text: z.string(),
    html: z.string().nullable().describe("Sanitised; null if there is none"),
    truncated: z
      .boolean()
      .describe(
        "Whether long texts and lists are shortened and long HTML is omitted, as in conversations; /tickets/{number}/messages/{id} returns the full message",
      ),
    reply: z.string().describe("The new text, without quoted history and signature"),
    attachments: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        type: z.string(),
        size: z.int().min(0).describe("In bytes"),
        sha256: z.string(),
        inline: z.boolean(),
      }),
    ),
    automatic: z
      .union([z.literal(false), z.enum(["auto-reply", "bulk", "list", "bounce"])])
      .describe(
        "How the mail was made or travelled: `auto-reply` (also receipts and other reports) and `bounce` were written by a program; `bulk` and `list` mail may be a person's",
      ),
    mayAutoReply: z
      .boolean()
      .describe("Whether an automatic reply to a received mail is allowed (RFC 3834); our own limits aside"),
    bounce: z
      .strictObject({
        permanent: z.boolean(),
        recipients: z.array(
          z.strictObject({
            address: z.string(),
            status: z.string().nullable(),
            diagnostic: z.string().nullable(),
          }),
        ),
        originalMessageId: z.string().nullable(),
      })
      .nullable(),
    authentication: z
      .strictObject({
        spf: verdict,
        dkim: verdict,
        dmarc: verdict,
        spfDomain: z.string().nullable().describe("The domain of the envelope sender, or the HELO name"),
        dkimDomains: z.array(z.string()).describe("The domains of the signatures"),
        dmarcDomain: z.string().nullable().describe("The domain of From"),
        dmarcPolicy: z.enum(dmarcPolicies).nullable().describe("What that domain asks for if DMARC fails"),
        checkedBy: z.string().nullable().describe("The trusted relay that checked; null for this server"),
      })
      .describe("The result of verifying the sender; null if it was not checked"),
    answeredFrom: z
      .strictObject({ ticket: z.int(), mailbox: z.string(), message: z.string() })
      .exactOptional()
      .describe(
        "A reply from a linked ticket, which the other mailbox sent: where it is. Its text and recipients are empty for those who do not see that ticket",
      ),
    copies: z
      .array(z.string())
      .exactOptional()
      .describe(
        "Received messages only: mails that were archived since they are the same mail, if there are any",
      ),
    newParticipant: z
      .literal(true)
      .exactOptional()
      .describe(
        "Present if its author does not take part in the ticket: they receive nothing until someone makes them a participant",
      ),
    judged: z
      .enum(judgements)
      .exactOptional()
      .describe("Received messages only: what an agent said about it, if anything"),
    leaving: z
      .strictObject({
        state: z
          .enum(["due", "held", "composed", "taken-back", "withheld"])
          .describe(
            "due: it is sent at that time and can be taken back until then; held: as for a delivery; composed: it was handed to the outgoing queue; withheld: not sent, because someone replied first",
          ),
        at: time.describe("When it is sent, or would have been sent"),
      })
      .exactOptional()
      .describe("Replies only: the state of sending"),
    deliveries: z
      .array(
        z.strictObject({
          address: z.string(),
          state: z
            .enum(["waiting", "deferred", "delivered", "failed", "bounced", "cancelled", "held"])
            .describe("held: it was queued when a since restored backup was made, and needs a decision"),
          attempts: z.int().min(0),
          nextAt: time.nullable().describe("When delivery is tried again"),
          server: z.string().nullable(),
          response: z.string().nullable().describe("The server's last response, or the text of the bounce"),
        }),
      )
      .exactOptional()
      .describe("Replies only: the delivery to each recipient"),
    erased: z.literal(true).exactOptional().describe("Present if the content was erased for legal reasons"),
  })
  .meta({ id: "Message" });

export const recipientsOf = ({ to, others }: ReplyRecipients) => ({
  to: to.map(personOf),
  others: others.map(personOf),
});

export const TicketSummary = z
  .strictObject({
    number: z.int().min(1),
    subject: z.string(),
    state: z.string().describe("One of the states of the lifecycle, or one that it had before"),
    heldUntil: time
      .nullable()
      .describe("Until when it is on hold: it comes back by itself then; null for no such time"),
    waitingFor: z
      .enum(waitingFor)
      .describe(
        "Whose turn it is: of the requester's side and the desk, the one that did not write last. Automatic mail and notes do not count",
      ),
    overdue: z.boolean(),
    dueSoon: z.boolean().describe("Whether the time of one of its target's clocks is nearly over"),
    priority: z.enum(priorities),
    category: z.string().nullable(),
    mailbox: z.string(),
    requester: Person.describe("Its address is empty if it is unknown whom to reply to"),
    assignee: z.string().nullable(),
    group: z.string().nullable(),
    tags: z.array(z.string()),
    target: z.string().nullable().describe("The name of a target of the ruleset"),
    dueAt: time.nullable().describe("When it is due, as people set it"),
    nextDueAt: time
      .nullable()
      .describe(
        "When it is due, by `dueAt` and the clocks of its target; null if at no time, or in a final state",
      ),
    linked: z
      .array(z.int())
      .describe(
        "Tickets in other mailboxes that have some of its mail, too: replies in one are shown in the others",
      ),
    continues: z
      .int()
      .nullable()
      .describe("The ticket that its first mail was written for, too late to be added there; null for none"),
    mergedInto: z.int().nullable().describe("The ticket that it was merged into; null if it was not merged"),
    mayBelongTo: z
      .int()
      .nullable()
      .describe(
        "The ticket that its first mail refers to, where nothing else connects its author with it; null once that was dismissed",
      ),
    createdAt: time,
    updatedAt: time,
    version: z.int().min(1).describe("The number of the ticket's events; also its entity tag"),
    erased: z
      .literal(true)
      .exactOptional()
      .describe("Present if the start of the ticket was erased for legal reasons"),
  })
  .meta({ id: "TicketSummary", description: "A ticket without its messages, as in lists" });

const ClockShape = z
  .strictObject({
    clock: z
      .enum(clockNames)
      .describe("What is promised: the first answer, the next answer, or the resolution"),
    startedAt: time,
    doneAt: time.nullable().describe("When it was done; null if it is not"),
    warnAt: time.nullable().describe("When people are warned; null while the clock pauses before that"),
    dueAt: time.nullable().describe("When it is due; null while the clock pauses before that"),
    paused: z.boolean().describe("Whether it pauses because of the ticket's state"),
  })
  .meta({ id: "Clock" });

export const TicketShape = z
  .strictObject({
    ...TicketSummary.shape,
    clocks: z.array(ClockShape).describe("The clocks of its target; none if it has none that is declared"),
    recipients: z
      .strictObject({ to: z.array(Person), others: z.array(Person) })
      .describe(
        "Whom a reply goes to by default: the requester, or nobody if the requester is unknown; and the other people in the conversation, whom `all` adds in Cc. Never one of our own addresses",
      ),
    participants: z.array(Person).describe("Who takes part in the conversation; of very many, the first"),
    messages: z
      .array(Message)
      .describe(
        "Oldest first, mail that was sent with another program before its answer; of a very long conversation, only the newest",
      ),
    messagesOmitted: z.int().min(0).describe("The number of older messages that are omitted"),
  })
  .meta({ id: "Ticket" });

export type DueFields = Pick<z.input<typeof TicketSummary>, "overdue" | "dueSoon" | "nextDueAt">;

/** When a ticket is due. @param now milliseconds since 1970 */
export function dueOf(ticket: Ticket, now: number, { tickets }: Pick<Read, "tickets">): DueFields {
  const { state } = ticket;
  const { dueAt, soonAt } = tickets.moments(ticket);
  const overdue = isOverdue(tickets.lifecycle(), { state, dueAt }, now);
  return { overdue, dueSoon: !overdue && soonAt !== null && soonAt <= now, nextDueAt: timeOrNull(dueAt) };
}

export const clockOf = (clock: Clock): z.input<typeof ClockShape> => ({
  clock: clock.name,
  startedAt: timeOf(clock.startedAt),
  doneAt: timeOrNull(clock.doneAt),
  warnAt: timeOrNull(clock.warnAt),
  dueAt: timeOrNull(clock.dueAt),
  paused: clock.paused,
});

export function summaryOf(
  ticket: Ticket,
  now: number,
  read: Pick<Read, "tickets">,
): z.input<typeof TicketSummary> {
  const { number, subject, state, priority, category, mailbox, assignee, group, target, version } = ticket;
  return {
    number,
    subject,
    state,
    heldUntil: timeOrNull(ticket.heldUntil),
    waitingFor: ticket.waitingFor,
    ...dueOf(ticket, now, read),
    priority,
    category,
    mailbox,
    requester: personOf(ticket.requester),
    assignee,
    group,
    tags: [...ticket.tags],
    target,
    dueAt: timeOrNull(ticket.dueAt),
    linked: [...ticket.linked],
    continues: ticket.continues,
    mergedInto: ticket.mergedInto,
    mayBelongTo: suggestedMerge(ticket),
    createdAt: timeOf(ticket.createdAt),
    updatedAt: timeOf(ticket.updatedAt),
    version,
    ...(isErasedTicket(ticket) ? { erased: true } : {}),
  };
}

export const MailSummary = z
  .strictObject({
    id: z.string(),
    receivedAt: time,
    envelope: z.strictObject({ from: z.string(), to: z.array(z.string()) }),
    size: z.int().min(0).describe("In bytes"),
    sha256: z.string(),
    mailbox: z.string(),
    outcome: z.enum(mailOutcomes),
    cause: z.string().nullable().describe("Why it is held or was archived, as a sentence"),
    causeCode: z.string().nullable().describe("The same as a stable code"),
    ticket: z.int().nullable(),
    tickets: z
      .array(z.int())
      .describe("The tickets of all mailboxes that the mail was for; it has an id and an outcome in each"),
    candidate: z.int().nullable().describe("The ticket that a held mail might belong to"),
    spam: z
      .strictObject({
        by: z.enum(["spamassassin", "rspamd"]),
        spam: z.boolean(),
        score: z.number(),
        threshold: z.number(),
        symbols: z.array(z.string()),
      })
      .nullable()
      .describe("The spam scanner's result; null if it was not scanned"),
    virus: z
      .strictObject({ by: z.enum(["clamav"]), virus: z.string().nullable() })
      .nullable()
      .describe("The virus scanner's result; null if it was not scanned"),
    unscanned: z
      .array(z.enum(["spam", "virus"]))
      .exactOptional()
      .describe("The scanners that are set up and gave no verdict, if there are any"),
  })
  .meta({ id: "MailSummary", description: "A mail without its parsed content, as in lists" });

export const MailShape = z
  .strictObject({
    ...MailSummary.shape,
    wouldSend: z
      .string()
      .nullable()
      .describe(
        "What would be sent of an agent's reply by mail that is held because the notification it quotes could not be told from it; null for other mail",
      ),
    message: Message.nullable().describe("The parsed message; null if it cannot be read"),
  })
  .meta({ id: "Mail" });

export function mailOf(
  row: MailRow,
  tickets: readonly number[],
  language: Language,
): z.input<typeof MailSummary> {
  const { id, mailbox, size, outcome, cause, ticket, candidate, checks } = row;
  return {
    id,
    receivedAt: timeOf(row.receivedAt),
    envelope: { from: row.sender, to: [...row.recipients] },
    size,
    sha256: row.sha256.toString("hex"),
    mailbox,
    outcome,
    cause: cause && causeText(language, cause),
    causeCode: cause?.code ?? null,
    ticket,
    tickets: [...tickets],
    candidate,
    spam: checks?.spam ? { ...checks.spam, symbols: [...checks.spam.symbols] } : null,
    virus: checks?.virus ?? null,
    ...(checks?.unscanned ? { unscanned: [...checks.unscanned] } : {}),
  };
}

export const MailboxShape = z.strictObject(shownShape(mailboxFields)).meta({ id: "Mailbox" });

export function mailboxOf(mailbox: Mailbox): z.input<typeof MailboxShape> {
  return settingShown(mailboxFields, mailbox);
}

export const GroupShape = z.strictObject(shownShape(groupFields)).meta({ id: "Group" });

const { directory, ...person } = shownShape(personFields);

const AwayShape = z.strictObject({
  from: time.nullable().describe("Null for no beginning"),
  until: time.nullable().describe("The end, exclusive; null for none"),
});

export const UserShape = z
  .strictObject({
    ...person,
    disabled: z.boolean(),
    directory,
    away: AwayShape.nullable().describe(
      "When they are away, so that rules give them no tickets; null if they are not",
    ),
    createdAt: time,
    loginAt: time.nullable(),
  })
  .meta({ id: "User" });

export const userOf = (row: ShownUser): z.input<typeof UserShape> => ({
  user: row.name,
  name: row.fullName,
  email: row.email,
  role: row.role,
  disabled: row.disabled,
  directory: row.directory,
  away: row.away && { from: timeOrNull(row.away.from), until: timeOrNull(row.away.until) },
  createdAt: timeOf(row.createdAt),
  loginAt: timeOrNull(row.loginAt),
});

export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().describe("Stable, for programs"),
    field: z.string().exactOptional(),
    found: z
      .array(
        z.strictObject({
          ruleset: z
            .string()
            .nullable()
            .describe("The ruleset that it is in; null for the one that was to be activated"),
          line: z.int().nullable().describe("From 1; null if it is about the ruleset as a whole"),
          severity: z.enum(["error", "warning"]),
          code: z.string(),
          rules: z.array(z.string()).describe("The rules that it is about"),
          text: z.string(),
          acknowledge: z.string().nullable().describe("What `acknowledge` has to contain; null for an error"),
        }),
      )
      .exactOptional()
      .describe("What keeps a ruleset from being activated"),
  })
  .meta({ id: "Problem", description: "RFC 9457" });
