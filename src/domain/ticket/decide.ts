import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import type { MailId, MessageKey } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import {
  allStates,
  holding,
  kindOf,
  type Lifecycle,
  type Mover,
  mayMove,
  movesFrom,
  written,
} from "../lifecycle/index.ts";
import type { Address, Authentication, ParsedMail } from "../mail/index.ts";
import { invalidHold } from "./hold-time.ts";
import { movedTo } from "./move-event.ts";
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
    readonly answered?: boolean;
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
    ...(mail.answered ? { answered: true } : {}),
    ...(mail.named ? { named: true } : {}),
    ...(mail.insteadOf ? { insteadOf: mail.insteadOf } : {}),
    ...(mail.groups && mail.groups.length > 0 ? { groups: mail.groups } : {}),
    ...(newcomer && !isOfMachine(mail.automatic) ? { newcomer: true } : {}),
  };
}

/**
 * A follow-up by mail: it is added and, unless it is automatic, moves the ticket as its lifecycle says (L-20).
 * @param now milliseconds since 1970
 */
export function receive(
  ticket: Pick<Ticket, "state" | "stateSince">,
  message: TicketEvent,
  automatic: boolean,
  { lifecycle, now }: { readonly lifecycle: Lifecycle; readonly now: number },
): readonly TicketEvent[] {
  const { state: to } = written(lifecycle, ticket, now);
  if (automatic || to === ticket.state) return [message];
  const isNew = message.type === "MessageReceived" && message.newcomer === true;
  const cause = { code: isNew ? "newcomer-wrote" : "requester-wrote" } as const;
  return [message, { type: "StateChanged", from: ticket.state, to, cause }];
}

/** A ticket as far as a change compares it. */
type Changeable = Pick<Ticket, keyof TicketFields | "state" | "heldUntil">;

export interface Change extends Partial<TicketFields> {
  readonly state?: State;
  /** Until when it is held, in milliseconds since 1970; null for no such time. Without a state, it is put on hold. */
  readonly heldUntil?: number | null;
}

/** The facts for changing a ticket. */
export interface ChangeFacts {
  /** Whether there is a person with the wanted name. */
  readonly assignee: boolean;
  /** Whether there is a group with the wanted name. */
  readonly group: boolean;
  /** Whether the wanted target is declared, or the ticket has it already. */
  readonly target: boolean;
  readonly lifecycle: Lifecycle;
  readonly by: Mover;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Sets state and fields; only actual changes become events. Refuses invalid values, and ways that the lifecycle does not have. */
export function change(
  ticket: Changeable,
  wanted: Change,
  facts: ChangeFacts,
): Result<readonly TicketEvent[], Fault> {
  const problem = unknown(wanted, facts) ?? invalid(wanted, ticket);
  if (problem) return refuse(problem);
  const events: TicketEvent[] = [];
  const { state: named, heldUntil, ...fields } = wanted;
  const changes = changed(ticket, fields);
  if (changes) events.push({ type: "Changed", ...changes });
  const moved = move(ticket, named, heldUntil, facts);
  if (!moved.ok) return moved;
  if (moved.value) events.push(moved.value);
  return ok(events);
}

/** The move that is wanted; null for none. */
function move(
  ticket: Pick<Ticket, "state" | "heldUntil">,
  named: State | undefined,
  until: number | null | undefined,
  { lifecycle, by, now }: Pick<ChangeFacts, "lifecycle" | "by" | "now">,
): Result<TicketEvent | null, Fault> {
  const { state: from, heldUntil } = ticket;
  const held = until !== undefined && until !== null;
  const state = named ?? (held ? (holding(lifecycle, from, by) ?? from) : from);
  if (state !== from && !allStates(lifecycle).some(({ name }) => name === state)) {
    const all = lifecycle.states.map(({ name }) => name).join(", ");
    return refuse(fault("ticket.unknown-state", { field: "state", params: { values: all } }));
  }
  if (!mayMove(lifecycle, from, state, by)) {
    const values = movesFrom(lifecycle, from, by).join(", ");
    return refuse(fault("ticket.no-way", { field: "state", params: { from, to: state, values } }));
  }
  if (held && kindOf(lifecycle, state) !== "waiting") {
    return refuse(fault("ticket.no-hold", { field: "heldUntil", params: { from: state } }));
  }
  const problem = held ? invalidHold(until, now) : null;
  if (problem) return refuse(problem);
  const next = until === undefined && state === from ? heldUntil : (until ?? null);
  if (state === from && next === heldUntil) return ok(null);
  return ok(movedTo(ticket, state, { code: "agent" }, next));
}

function unknown(
  { assignee, group, target }: Change,
  known: Pick<ChangeFacts, "assignee" | "group" | "target">,
): Fault | null {
  if (assignee && !known.assignee)
    return fault("request.no-user", { field: "assignee", params: { name: assignee } });
  if (group && !known.group) return fault("request.no-group", { field: "group", params: { name: group } });
  return target && !known.target
    ? fault("request.no-target", { field: "target", params: { name: target } })
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
