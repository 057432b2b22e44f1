/**
 * Random histories with every type of event. Each step draws a type and makes a valid event, after those that it
 * requires; what happens to tickets is decided by the domain.
 */
import fc from "fast-check";
import type { Fault } from "../../src/base/fault.ts";
import {
  type MailId,
  type MessageKey,
  mailId,
  messageKey,
  ticketNumber,
  userName,
} from "../../src/base/ids.ts";
import type { Result } from "../../src/base/result.ts";
import { type Actor, systemActor, userActor } from "../../src/domain/actor.ts";
import { type EventType, eventVersions, type NewEvent } from "../../src/domain/events.ts";
import { decisionFailed } from "../../src/domain/intake/index.ts";
import { allThere, usual, usualStates } from "../../src/domain/lifecycle/testing.ts";
import { heldReasons } from "../../src/domain/mail/events.ts";
import {
  change,
  reply as decideReply,
  merge,
  moveMessages,
  priorities,
  type ReplyWritten,
  type RulesRan,
  receive,
  type Ticket,
  type TicketEvent,
  type TicketRulesRan,
  unmerge,
} from "../../src/domain/ticket/index.ts";
import { settingsMakers } from "./all-events-settings.ts";
import { ann, box, chosen, type Draw, hex, type Makers, person, told, World } from "./all-events-world.ts";

/** The events of one decision. */
export interface Commit {
  readonly actor: Actor;
  readonly time: number;
  readonly events: readonly NewEvent[];
}

export const allTypes = Object.keys(eventVersions) as readonly EventType[];

/** 30 to 60 steps, sometimes several in one decision. */
export const longScript: fc.Arbitrary<readonly (readonly Draw[])[]> = fc.array(
  fc.array(
    fc.record({
      type: fc.constantFrom(...allTypes),
      n: fc.nat({ max: 1_000_000 }),
      text: fc.oneof(fc.lorem({ maxCount: 8 }), fc.string({ unit: "grapheme", maxLength: 30 })),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  { minLength: 30, maxLength: 60 },
);

/** The history that a script produces, always the same. */
export function historyOf(script: readonly (readonly Draw[])[]): readonly Commit[] {
  const world = new World(makers);
  return script.map((draws, at) => {
    for (const draw of draws) makers[draw.type](world, draw);
    const [first] = draws;
    const actor = (first?.n ?? 0) % 2 === 0 ? userActor(userName("ann")) : systemActor("test");
    return { actor, time: world.time + at * 60_000, events: world.take() };
  });
}

function message(
  world: World,
  { n, text }: Draw,
  mail: MailId,
): Extract<TicketEvent, { type: "MessageReceived" }> {
  return {
    type: "MessageReceived",
    message: messageKey(mail),
    mail,
    evidence: n % 2 === 0 ? null : { by: "reference", messageId: "<1@x.example>" },
    messageId: n % 5 === 0 ? null : `<${world.next()}@x.example>`,
    inReplyTo: n % 4 === 0 ? `<${n % 9}@x.example>` : null,
    references: n % 3 === 0 ? [`<${n % 11}@x.example>`] : [],
    from: person(n),
    replyTo: [],
    to: [{ name: "", address: box }],
    cc: n % 6 === 0 ? [person(n + 1)] : [],
    subject: text,
    date: null,
    text,
    reply: null,
    hasHtml: false,
    attachments: [],
    automatic: n % 7 === 0 ? "bounce" : false,
    authentication: null,
    ...(n % 8 === 2 ? { newcomer: true } : {}),
  };
}

function reply(world: World, { n, text }: Draw, key: MessageKey, automatic: boolean): ReplyWritten {
  return {
    type: "ReplyWritten",
    message: key,
    messageId: `<${world.next()}@desk.example>`,
    from: { name: "Desk", address: box },
    to: [person(n), person(n + 1)],
    cc: [],
    subject: "Re",
    text,
    html: n % 2 === 0 ? "<p>Hello</p>" : null,
    attachments: [],
    automatic: automatic ? "acknowledgement" : n % 9 === 4 ? "rule" : n % 9 === 5 ? "forward" : false,
    leaveAt: world.time + (n % 100) * 60_000,
    close: n % 4 === 0,
    unlessAnswered: n % 3 === 0,
    nonce: n % 2 === 0 ? hex(n).slice(0, 32) : null,
  };
}

const makers: Makers = {
  MailReceived(world, { n, text }) {
    const mail = mailId(world.id());
    world.mails.push(mail);
    world.waiting.push(mail);
    world.add({
      type: "MailReceived",
      mail,
      envelope: { from: n % 5 === 0 ? "" : person(n).address, to: [box] },
      size: text.length,
      sha256: hex(world.next()),
      mailbox: box,
      peer: { ip: "192.0.2.1", helo: "x.example", tls: n % 2 === 0 },
      ...(n % 3 === 0 ? { source: `import:${world.next()}` } : {}),
    });
  },
  MailChecked(world, draw) {
    const mail = world.one(world.mails, draw, "MailReceived");
    const spam = { by: "rspamd", spam: false, score: draw.n % 5, threshold: 6, symbols: [] } as const;
    world.add({ type: "MailChecked", mail, checks: { authentication: null, spam, virus: null } });
  },
  MailFoundAgain(world, draw) {
    const mail = world.one(world.mails, draw, "MailReceived");
    world.add({ type: "MailFoundAgain", mail, source: `imap:a/INBOX/1/${world.next()}` });
  },
  MailHeld(world, draw) {
    world.one(world.waiting, draw, "MailReceived");
    const mail = world.waiting.shift() ?? mailId("");
    world.held.push(mail);
    const reason = heldReasons[draw.n % heldReasons.length] ?? "spam";
    const candidate = world.tickets.size > 0 ? world.ticket(draw).number : null;
    world.add({
      type: "MailHeld",
      mail,
      reason,
      cause: draw.n % 2 === 0 ? { code: "no-sender" } : decisionFailed(new Error(draw.text)).cause,
      candidate,
      from: null,
      subject: draw.text,
      ...(candidate !== null && draw.n % 3 === 0 ? { addressed: [person(draw.n).address] } : {}),
    });
  },
  MailFiled(world, draw) {
    world.one(world.held, draw, "MailHeld");
    const mail = world.held.shift() ?? mailId("");
    const as = draw.n % 2 === 0 ? "filed" : "bounce";
    world.add({
      type: "MailFiled",
      mail,
      as,
      cause: { code: "unknown-bounce" },
      from: person(draw.n),
      subject: draw.text,
    });
  },
  MailRequeued(world, draw) {
    const mail = world.one(world.mails, draw, "MailReceived");
    world.add({ type: "MailRequeued", mail, because: world.one(world.mails, draw, "MailReceived") });
  },
  TicketOpened(world, { n, text }) {
    const number = ticketNumber(world.tickets.size + 1);
    const via = (["mail", "web", "api"] as const)[n % 3] ?? "web";
    const token = String.fromCharCode(97 + (n % 26)).repeat(24);
    const group = n % 2 === 0 ? "desk" : null;
    world.add(
      {
        ...{
          type: "TicketOpened",
          number,
          token,
          mailbox: box,
          subject: text,
          requester: person(n),
          group,
          via,
        },
        ...(n % 9 === 5 && number > 1 ? { mayBelongTo: ticketNumber(1) } : {}),
        ...(n % 9 === 7 && number > 1 ? { continues: ticketNumber(1), state: "hold" } : {}),
      },
      number,
    );
  },
  MessageReceived(world, draw) {
    const ticket = world.ticket(draw);
    world.one(world.waiting, draw, "MailReceived");
    const mail = world.waiting.shift() ?? mailId("");
    const event = message(world, draw, mail);
    world.addAll(
      receive(ticket, event, event.automatic !== false, { ...usual, now: world.time }),
      ticket.number,
    );
  },
  ReplyWritten(world, draw) {
    const at = world.due.findIndex(({ kind }) => kind === "auto-reply");
    const [due] = at < 0 ? [] : world.due.splice(at, 1);
    const number = due?.ticket ?? world.ticket(draw).number;
    const event = reply(world, draw, due?.key ?? messageKey(world.id()), due !== undefined);
    const byMail = due ? undefined : world.answered.shift();
    const evidence = { by: "notification", found: "recipient" } as const;
    const whole = byMail ? { ...event, byMail: { mail: byMail.mail, evidence } } : event;
    const recipients = event.to.map(({ address }) => address);
    world.sent.push({ key: event.message, ticket: number, recipients });
    world.written.push({ event: whole, ticket: number });
    const ticket = world.tickets.get(number);
    if (!ticket) throw new Error(`there is no ticket ${number}`);
    if (due) world.addAll([whole], number);
    else world.addAll(got(decideReply(ticket, whole, ann, usual)), number);
  },
  ReplyComposed(world, draw) {
    world.one(world.written, draw, "ReplyWritten");
    const written = world.written.shift();
    if (!written) throw new Error("no reply waits to be composed");
    const { message, messageId, to } = written.event;
    const recipients = to.map(({ address }) => address);
    world.add(
      {
        ...{ type: "ReplyComposed", message, messageId, inReplyTo: null, references: [], below: draw.text },
        ...{ raw: hex(draw.n), sender: box, recipients, replyTo: { name: "", address: box } },
      },
      written.ticket,
    );
  },
  ReplyTakenBack(world, draw) {
    world.one(world.written, draw, "ReplyWritten");
    const written = world.written.shift();
    if (written) world.add({ type: "ReplyTakenBack", message: written.event.message }, written.ticket);
  },
  ReplyWithheld(world, draw) {
    world.one(world.written, draw, "ReplyWritten");
    const written = world.written.shift();
    const because = draw.n % 2 === 0 ? "replied" : "requester-wrote";
    if (written)
      world.add({ type: "ReplyWithheld", message: written.event.message, because }, written.ticket);
  },
  NoteAdded(world, draw) {
    const key = messageKey(world.id());
    world.addAll([{ type: "NoteAdded", message: key, text: draw.text }], world.ticket(draw).number);
  },
  StateChanged(world, draw) {
    const ticket = world.ticket(draw);
    const to = usualStates.filter((state) => state !== "new" && state !== ticket.state)[draw.n % 2] ?? "open";
    const changed = change(ticket, { state: to }, allThere);
    if (changed.ok) world.addAll(changed.value, ticket.number);
  },
  Changed(world, draw) {
    const ticket = world.ticket(draw);
    const others = priorities.filter((one) => one !== ticket.priority);
    const changed = change(
      ticket,
      {
        priority: others[draw.n % others.length] ?? "low",
        assignee: draw.n % 2 === 0 ? ann : null,
        tags: draw.n % 3 === 0 ? ["vip", "größe"] : [],
        dueAt: draw.n % 5 === 0 ? draw.n : null,
        category: draw.n % 4 === 0 ? "billing" : null,
        target: draw.n % 3 === 1 ? "Standard" : null,
      },
      allThere,
    );
    if (changed.ok) world.addAll(changed.value, ticket.number);
  },
  DeliveryAttempted(world, draw) {
    const { key, ticket, recipients } = world.one(world.sent, draw, sentBy(draw));
    const outcome = (["delivered", "deferred", "failed"] as const)[draw.n % 3] ?? "failed";
    const results = recipients.map((recipient) => ({ recipient, outcome, response: draw.text }));
    const nextAt = outcome === "deferred" ? 2e12 : null;
    const attempt = 1 + (draw.n % 3);
    if (outcome === "delivered") world.arrived.add(key);
    world.add({ type: "DeliveryAttempted", message: key, attempt, server: "mx:25", results, nextAt }, ticket);
  },
  DeliveryBounced(world, draw) {
    const { key, ticket, recipients } = world.one(world.sent, draw, sentBy(draw));
    const results = recipients
      .slice(0, 1)
      .map((recipient) => ({ recipient, status: "5.1.1", diagnostic: null }));
    world.add({ type: "DeliveryBounced", message: key, mail: mailId(world.id()), results }, ticket);
  },
  AutoReplyDue(world, draw) {
    const ticket = world.ticket(draw).number;
    const key = messageKey(world.id());
    world.due.push({ kind: "auto-reply", key, ticket });
    world.add(
      {
        type: "AutoReplyDue",
        message: key,
        kind: "acknowledgement",
        to: person(draw.n),
        because: { kind: "wrote" },
      },
      ticket,
    );
  },
  MessagesGiven(world, draw) {
    handOver(world, draw);
  },
  MessagesTaken(world, draw) {
    const merged = [...world.tickets.values()].find(({ mergedInto }) => mergedInto !== null);
    const from = merged && world.tickets.get(merged.mergedInto ?? 0);
    if (!merged || !from) return handOver(world, draw);
    const there = new Set(world.entriesOf(from.number));
    const keys = (world.merges.get(merged.number) ?? []).filter((key) => there.has(key));
    const back = unmerge(merged, from, {
      ...{ messages: keys, was: "new", people: [], left: requesterOf(from) },
      back: { ...requesterOf(merged), came: new Set() },
    });
    if (back.ok) world.move(back.value, from.number, merged.number);
  },
  TicketLinked(world, draw) {
    const [one, other] = twoTickets(world, draw);
    const mail = mailId(world.id());
    world.add({ type: "TicketLinked", to: other.number, mail }, one.number);
    world.add({ type: "TicketLinked", to: one.number, mail }, other.number);
  },
  RepliedElsewhere(world, draw) {
    const [here, there] = twoTickets(world, draw);
    const message = messageKey(world.id());
    const { number: ticket, mailbox } = there;
    world.addAll(
      [{ type: "RepliedElsewhere", message, ticket, mailbox, reply: messageKey(world.id()) }],
      here.number,
    );
  },
  ParticipantAdded(world, draw) {
    const ticket = world.ticket(draw);
    world.addAll([{ type: "ParticipantAdded", participant: person(draw.n) }], ticket.number);
  },
  ParticipantRemoved(world, draw) {
    const ticket = world.ticket(draw);
    const address = ticket.participants[draw.n % ticket.participants.length]?.address ?? "";
    world.addAll([{ type: "ParticipantRemoved", address }], ticket.number);
  },
  MessageJudged(world, draw) {
    const { number: ticket } = world.ticket(draw);
    const [key = messageKey(world.id())] = world.entriesOf(ticket);
    world.addAll(
      [{ type: "MessageJudged", message: key, verdict: draw.n % 2 ? "forged" : "genuine" }],
      ticket,
    );
  },
  MergeDismissed(world, draw) {
    const ticket = world.ticket(draw);
    world.addAll([{ type: "MergeDismissed", to: ticketNumber(draw.n + 1) }], ticket.number);
  },
  RulesRan(world, draw) {
    const { number, category, priority, group, assignee, tags, state } = world.ticket(draw);
    const { n, text } = draw;
    const actions = [{ do: "set-category", category: text }] as const;
    const ran: RulesRan = {
      ...({ type: "RulesRan", mail: mailId(world.id()), ruleset: n % 5 } as const),
      fired: n % 3 === 0 ? [] : [{ rule: text, actions }],
      ...(n % 4 === 0 ? { failed: [{ code: "no-group", rule: text, name: text }] as const } : {}),
      ...(n % 2 === 0 ? chosen(n) : {}),
      ...{
        ticket: { category, priority, group, assignee, tags, state },
        isReply: n % 2 === 0,
        agent: n % 7 === 0,
      },
    };
    world.addAll([ran], number);
  },
  TicketRulesRan(world, draw) {
    const { number, category, priority, group, assignee, tags, state, subject } = world.ticket(draw);
    const { n, text } = draw;
    const ran: TicketRulesRan = {
      ...({ type: "TicketRulesRan", of: 1 + (n % 50), by: "agent", depth: n % 12, ruleset: n % 5 } as const),
      happened:
        n % 2 === 0 ? { on: "state", from: "open", to: state } : { on: "fields", fields: ["category"] },
      fired: n % 3 === 0 ? [] : [{ rule: text, actions: [{ do: "set-category", category: text }] }],
      ...(n % 4 === 0 ? { failed: [{ code: "chain" }] as const } : {}),
      ...(n % 2 === 1 ? chosen(n) : {}),
      ...{ ticket: { category, priority, group, assignee, tags, state }, subject },
      requester: "ann@customer.example",
    };
    world.addAll([ran], number);
  },
  TargetWarned(world, draw) {
    world.addAll([told("TargetWarned", world, draw)], world.ticket(draw).number);
  },
  TimeReached(world, draw) {
    const { number, createdAt: at, state } = world.ticket(draw);
    const length = { n: 1 + (draw.n % 5), unit: "hour" } as const;
    const clock = { on: "clock", clock: "first", side: "before", length } as const;
    const wait = draw.n % 2 === 0 ? clock : ({ on: "stay", state, length, calendar: null } as const);
    world.addAll([{ type: "TimeReached", wait, startedAt: at, at: at + draw.n }], number);
  },
  TargetMissed(world, draw) {
    world.addAll([told("TargetMissed", world, draw)], world.ticket(draw).number);
  },
  DeliveryCancelled(world, draw) {
    const { key, ticket } = world.one(world.sent, draw, sentBy(draw));
    world.add({ type: "DeliveryCancelled", message: key }, ticket);
  },
  DeliveryRetried(world, draw) {
    const open = () => world.sent.filter(({ key }) => !world.arrived.has(key));
    if (open().length === 0) makers[sentBy(draw)](world, draw);
    const { key, ticket } = world.one(open(), draw, sentBy(draw));
    world.add({ type: "DeliveryRetried", message: key }, ticket);
  },
  NotificationDue(world, draw) {
    const about = world.ticket(draw).number;
    const key = messageKey(world.id());
    world.due.push({ kind: "notification", key, ticket: about });
    const because =
      draw.n % 3 === 0
        ? ({ kind: "rule", rule: draw.text, message: key } as const)
        : ({ kind: "assigned", by: draw.n % 2 === 0 ? ann : null } as const);
    world.add({ type: "NotificationDue", message: key, about, user: ann, to: person(1), because });
  },
  NotificationQueued(world, draw) {
    if (!world.due.some(({ kind }) => kind === "notification")) makers.NotificationDue(world, draw);
    const [due] = world.due.splice(
      world.due.findIndex(({ kind }) => kind === "notification"),
      1,
    );
    if (!due) throw new Error("nothing is due");
    const about = ticketNumber(due.ticket);
    const recipients = ["ann@desk.example"];
    world.sent.push({ key: due.key, ticket: null, recipients });
    const messageId = `<n${world.next()}@desk.example>`;
    const mail = { subject: draw.text, raw: hex(draw.n), sender: box, recipients };
    world.add({ type: "NotificationQueued", message: due.key, about, user: ann, messageId, ...mail });
  },
  AgentReplied(world, draw) {
    const about = world.ticket(draw).number;
    world.one(world.waiting, draw, "MailReceived");
    const mail = world.waiting.shift() ?? mailId("");
    world.answered.push({ mail, ticket: about });
    const evidence = { by: "notification", found: "message-id" } as const;
    const rest = { from: person(draw.n), subject: draw.text };
    world.add({ type: "AgentReplied", mail, about, user: ann, evidence, ...rest });
  },
  ...settingsMakers,
};

/** Makes a sent message if there is none yet. */
const sentBy = ({ n }: Draw): EventType =>
  (["ReplyWritten", "NotificationQueued", "WarningQueued"] as const)[n % 3] ?? "ReplyWritten";

/** A merge of two tickets, or a move of messages from one to the other. */
function handOver(world: World, draw: Draw): void {
  while (world.tickets.size < 2) makers.TicketOpened(world, draw);
  const from = world.ticket(draw);
  const to = world.ticket({ ...draw, n: draw.n + 1 });
  makers.NoteAdded(world, draw);
  const present = world.entriesOf(from.number);
  const done =
    draw.n % 2 === 0
      ? merge(from, to, [...present], usual.lifecycle)
      : moveMessages(from, { ...to, mergedInto: null }, present.slice(0, 1), {
          present,
          people: [],
          left: requesterOf(from),
        });
  if (done.ok) world.move(done.value, from.number, to.number);
}

/** Nothing but its requester accounts for the people of a ticket. */
const requesterOf = ({ requester }: Ticket) => ({
  participants: new Set([requester.address]),
  newcomers: new Set<string>(),
});

function twoTickets(world: World, draw: Draw): readonly [Ticket, Ticket] {
  const first = world.ticket(draw);
  makers.TicketOpened(world, draw);
  const second = [...world.tickets.values()].at(-1);
  if (!second) throw new Error("there is no ticket");
  return [first, second];
}

function got<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
