import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import type { MailId, MessageKey } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Address, Authentication, ParsedMail } from "../mail/index.ts";
import { isOfMachine } from "./people.ts";
import {
  type Evidence,
  priorities,
  type State,
  type Ticket,
  type TicketEvent,
  type TicketFields,
} from "./types.ts";

/**
 * A mail as an entry of a conversation.
 * @param newcomer whether its author does not take part in it
 */
export function messageOf(
  mail: ParsedMail & {
    readonly from: Address;
    readonly authentication: Authentication | null;
    readonly sent?: boolean;
    readonly named?: boolean;
    readonly groups?: readonly string[];
    readonly insteadOf?: MessageKey;
  },
  id: MailId,
  message: MessageKey,
  evidence: Evidence | null,
  newcomer = false,
): TicketEvent {
  return {
    type: "MessageReceived",
    message,
    mail: id,
    evidence,
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    from: mail.from,
    replyTo: mail.replyTo,
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    date: mail.date,
    text: mail.text,
    reply: mail.reply === mail.text ? null : mail.reply,
    hasHtml: mail.hasHtml,
    ...(mail.formatted ? { formatted: true } : {}),
    attachments: mail.attachments,
    automatic: mail.automatic,
    mayAutoReply: mail.mayAutoReply,
    authentication: mail.authentication,
    ...(mail.sent ? { sent: true } : {}),
    ...(mail.named ? { named: true } : {}),
    ...(mail.insteadOf ? { insteadOf: mail.insteadOf } : {}),
    ...(mail.groups && mail.groups.length > 0 ? { groups: mail.groups } : {}),
    ...(newcomer && !isOfMachine(mail.automatic) ? { newcomer: true } : {}),
  };
}

/** A follow-up by mail: it is added and, unless it is automatic, reopens a ticket that is on hold or closed. */
export function receive(
  ticket: Pick<Ticket, "state">,
  message: TicketEvent,
  automatic: boolean,
): readonly TicketEvent[] {
  const wakes = !automatic && (ticket.state === "closed" || ticket.state === "hold");
  if (!wakes) return [message];
  const isNew = message.type === "MessageReceived" && message.newcomer === true;
  const cause = { code: isNew ? "newcomer-wrote" : "requester-wrote" } as const;
  return [message, { type: "StateChanged", from: ticket.state, to: "open", cause }];
}

/** A ticket as far as a change compares it. */
type Changeable = Pick<Ticket, keyof TicketFields | "state">;

export interface Change extends Partial<TicketFields> {
  readonly state?: State;
}

/**
 * Sets state and fields; only actual changes become events. Refuses invalid values.
 * @param known whether there are a person and a group with the wanted names
 */
export function change(
  ticket: Changeable,
  wanted: Change,
  known = { assignee: true, group: true },
): Result<readonly TicketEvent[], Fault> {
  const problem = unknown(wanted, known) ?? invalid(wanted, ticket);
  if (problem) return refuse(problem);
  const events: TicketEvent[] = [];
  const { state, ...fields } = wanted;
  const changes = changed(ticket, fields);
  if (changes) events.push({ type: "Changed", ...changes });
  if (state !== undefined && state !== ticket.state) {
    if (state === "new") {
      return refuse(fault("ticket.new-again", { field: "state" }));
    }
    events.push({ type: "StateChanged", from: ticket.state, to: state, cause: { code: "agent" } });
  }
  return ok(events);
}

function unknown(
  { assignee, group }: Change,
  known: { readonly assignee: boolean; readonly group: boolean },
): Fault | null {
  if (assignee && !known.assignee)
    return fault("request.no-user", { field: "assignee", params: { name: assignee } });
  return group && !known.group
    ? fault("request.no-group", { field: "group", params: { name: group } })
    : null;
}

type FieldChanges = { changes: Partial<TicketFields>; before: Partial<TicketFields> };

function changed(ticket: Changeable, wanted: Partial<TicketFields>): FieldChanges | null {
  let found: FieldChanges | null = null;
  const note = (changes: Partial<TicketFields>, before: Partial<TicketFields>) => {
    found = { changes: { ...found?.changes, ...changes }, before: { ...found?.before, ...before } };
  };
  const { subject, priority, category, assignee, group, tags, target, dueAt } = wanted;
  if (subject !== undefined && subject !== ticket.subject) note({ subject }, { subject: ticket.subject });
  if (priority !== undefined && priority !== ticket.priority)
    note({ priority }, { priority: ticket.priority });
  if (category !== undefined && category !== ticket.category)
    note({ category }, { category: ticket.category });
  if (assignee !== undefined && assignee !== ticket.assignee)
    note({ assignee }, { assignee: ticket.assignee });
  if (group !== undefined && group !== ticket.group) note({ group }, { group: ticket.group });
  if (tags !== undefined) {
    const sorted = [...new Set(tags)].sort();
    if (sorted.join("\n") !== ticket.tags.join("\n")) note({ tags: sorted }, { tags: ticket.tags });
  }
  if (target !== undefined && target !== ticket.target) note({ target }, { target: ticket.target });
  if (dueAt !== undefined && dueAt !== ticket.dueAt) note({ dueAt }, { dueAt: ticket.dueAt });
  return found;
}

function invalid(wanted: Change, { subject: present }: Changeable): Fault | null {
  const wrong = (field: string, reason: PlainReason) => fault(reason, { field });
  // Mail may have no subject: a ticket that has none may stay so.
  const { subject = present } = wanted;
  if (subject !== present && (subject.trim() === "" || subject.length > 1000))
    return wrong("subject", "ticket.subject");
  if (wanted.priority !== undefined && !priorities.includes(wanted.priority)) {
    return fault("ticket.priority", { field: "priority", params: { values: priorities.join(", ") } });
  }
  if (wanted.tags?.some((tag) => !isTag(tag))) {
    return wrong("tags", "ticket.tags");
  }
  if ((wanted.tags?.length ?? 0) > 50) return wrong("tags", "ticket.most-tags");
  if (wanted.dueAt !== undefined && wanted.dueAt !== null && !Number.isFinite(wanted.dueAt)) {
    return wrong("dueAt", "ticket.due");
  }
  return null;
}

/** Whether a text can be a tag: letters, digits and a few marks, at most 50. */
export const isTag = (text: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}_.:-]{0,49}$/u.test(text);

/** Overdue is not a state: due in the past, and not closed. */
export const isOverdue = (ticket: Pick<Ticket, "dueAt" | "state">, now: number): boolean =>
  ticket.dueAt !== null && ticket.dueAt < now && ticket.state !== "closed";
