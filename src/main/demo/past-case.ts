import type { RandomBytes } from "../../base/clock.ts";
import type { Fault } from "../../base/fault.ts";
import { mailId, messageKey, type TicketNumber, timeId, userName } from "../../base/ids.ts";
import type { Result } from "../../base/result.ts";
import { type Actor, systemActor, userActor } from "../../domain/actor.ts";
import type { Event } from "../../domain/events.ts";
import { defaultLifecycle, program } from "../../domain/lifecycle/index.ts";
import { domainOf, type Earlier, quoteText, replySubject, threadOf } from "../../domain/mail/index.ts";
import { type ReplyContext, replyDraft } from "../../domain/outgoing/index.ts";
import {
  type Evidence,
  fullText,
  type MessageReceived,
  type ReplyComposed,
  receive,
  reply,
  type State,
  tokenFrom,
  writeReply,
} from "../../domain/ticket/index.ts";
import { type PastStep, pastBlob } from "../../engine/history.ts";
import { quotationText } from "../../text/quotation.ts";
import { authenticationOf } from "./authentication.ts";
import { type Agent, hostname, mailboxes } from "./company.ts";
import type { Customer } from "./customers.ts";
import { queuedAs } from "./deliveries.ts";
import type { Dice } from "./dice.ts";
import { addressOf, unique } from "./letters.ts";
import { plainMail } from "./plain-mail.ts";
import type { Topic } from "./texts/topic.ts";

export interface PastCaseFacts {
  readonly number: TicketNumber;
  readonly topic: Topic;
  readonly customer: Customer;
  readonly agent: Agent;
  readonly subject: string;
  readonly dice: Dice;
  readonly randomBytes: RandomBytes;
}

/** One ticket of the past, written down step by step; all times are milliseconds since 1970, and rise. */
export interface PastCase {
  /** What happened so far. */
  readonly steps: readonly PastStep[];
  /** A mail of the customer: the first opens the ticket, later ones reply to our last reply. */
  customerWrites(at: number, text: string): void;
  /** The agent sets category and tags, and takes it. */
  sorted(at: number): void;
  agentReplies(at: number, text: string, close: boolean): void;
  note(at: number, text: string): void;
  close(at: number): void;
}

const reception = systemActor("reception");
const intake = systemActor("intake");
const composer = systemActor("composer");
const outbox = systemActor("outbox");

export function createPastCase(facts: PastCaseFacts): PastCase {
  const { number, topic, customer, agent, subject, dice, randomBytes } = facts;
  const mailbox = mailboxes[topic.mailbox];
  const person = { name: customer.name, address: customer.address };
  const host = domainOf(person.address);
  const by = userActor(userName(agent.user));
  const token = tokenFrom(randomBytes(15));
  const ticket = { number, token, subject };
  const steps: PastStep[] = [];
  const conversation: Earlier[] = [];
  let state: State = "new";
  let assignee: ReturnType<typeof userName> | null = null;

  return {
    steps,
    customerWrites(at, text) {
      const id = timeId(at, randomBytes(10));
      const received = incoming(at, id, text);
      const raw = pastBlob(received.raw);
      const mail = mailId(id);
      const envelope = { from: person.address, to: [mailbox.address] };
      const peer = { ip: addressOf(host), helo: `mx.${host}`, tls: true };
      const { size, sha256 } = { size: raw.bytes.length, sha256: raw.sha256 };
      step(
        at,
        reception,
        [{ type: "MailReceived", mail, envelope, size, sha256, mailbox: mailbox.address, peer }],
        [raw],
      );
      const checks = { authentication: received.event.authentication, spam: null, virus: null };
      const joined = receive({ state, stateSince: at }, received.event, false, { lifecycle, now: at });
      const opened = {
        ...({ type: "TicketOpened", number, token, mailbox: mailbox.address, subject } as const),
        ...({ requester: person, group: mailbox.group, via: "mail" } as const),
      };
      step(at + 30, intake, [
        { type: "MailChecked", mail, checks },
        ...(conversation.length === 0 ? [opened] : []),
        ...joined,
      ]);
      conversation.push({ ...received.event, at });
    },
    sorted(at) {
      const { category, tags } = topic;
      const changes = { category, assignee: userName(agent.user), tags: [...tags].sort() };
      step(at, by, [{ type: "Changed", changes, before: { category: null, assignee: null, tags: [] } }]);
    },
    agentReplies(at, text, close) {
      const message = messageKey(timeId(at, randomBytes(10)));
      const to = [person];
      const wanted = {
        text,
        html: null,
        to,
        cc: [],
        attachments: [],
        close,
        holdUntil: null,
        sendAt: null,
        unlessAnswered: false,
      };
      const written = got(
        writeReply(
          message,
          { ...wanted, nonce: null },
          { ticket, mailbox, hostname, first: false, undoDelay: 0, now: at },
        ),
      );
      step(at, by, got(reply({ state, heldUntil: null, assignee }, written, userName(agent.user), moving)));
      const { event, raw } = composed(at, written);
      step(at + 40, composer, [event], [raw]);
      const response = queuedAs(raw.bytes.length);
      step(at + 600, outbox, [
        {
          ...({
            type: "DeliveryAttempted",
            message,
            attempt: 1,
            server: `mx.${host}:25`,
            nextAt: null,
          } as const),
          results: [{ recipient: person.address, outcome: "delivered", response }],
        },
      ]);
      const { from, messageId } = written;
      const { references } = event;
      conversation.push({ from, messageId, references, at, text: fullText(written, event).trimEnd() });
    },
    note(at, text) {
      step(at, by, [{ type: "NoteAdded", message: messageKey(timeId(at, randomBytes(10))), text }]);
    },
    close(at) {
      step(at, by, [{ type: "StateChanged", from: state, to: "closed", cause: { code: "agent" } }]);
    },
  };

  function step(time: number, actor: Actor, events: readonly Event[], blobs: PastStep["blobs"] = []): void {
    for (const event of events) {
      if (event.type === "StateChanged") state = event.to;
      if (event.type === "Changed" && event.changes.assignee) assignee = event.changes.assignee;
    }
    const ofTicket = (event: Event) => event.type !== "MailReceived" && event.type !== "MailChecked";
    steps.push({
      ...{ time, actor, blobs },
      events: events.map((event) => ({ ticket: ofTicket(event) ? number : null, event })),
    });
  }

  /** A mail of the customer as bytes, and as it is read. */
  function incoming(at: number, id: string, said: string): { event: MessageReceived; raw: Uint8Array } {
    const last = conversation.at(-1);
    const text = last ? `${said}\n\n${quoteText(`${last.from.name} wrote:`, last.text)}` : said;
    const messageId = `<${unique(dice)}.${dice.whole(100, 999)}@${host}>`;
    const date = at - (at % 1000) - dice.whole(2, 40) * 1000;
    const evidence: Evidence | null = last ? { by: "token", found: "message-id" } : null;
    const thread = threadOf(conversation);
    const mail = {
      ...{ messageId, ...thread, from: person },
      ...{ to: [{ name: "", address: mailbox.address }], cc: [] },
      subject: last ? replySubject(subject) : subject,
    };
    return {
      raw: plainMail({ ...mail, replyTo: null, html: null, automatic: false, text, date }),
      event: {
        ...({
          type: "MessageReceived",
          message: messageKey(id),
          mail: mailId(id),
          evidence,
          ...mail,
        } as const),
        ...({ replyTo: [], date, text, reply: last ? said : null, hasHtml: false, attachments: [] } as const),
        ...({ automatic: false, mayAutoReply: true, authentication: authenticationOf(host) } as const),
      },
    };
  }

  /** A reply as it was sent. */
  function composed(at: number, written: Parameters<typeof replyDraft>[0]) {
    const last = conversation.at(-1);
    const quoted: ReplyContext["quoted"] = last
      ? { text: last.text, introduction: quotationText(mailbox.language, last) }
      : null;
    const { signature } = mailbox;
    const { draft, below, sender, recipients } = replyDraft(written, {
      ...{ ticket, signature, plusAddresses: true, conversation, quoted },
    });
    const raw = pastBlob(plainMail({ ...draft, date: at }));
    const { messageId, inReplyTo, references, replyTo } = draft;
    const event: ReplyComposed = {
      ...({ type: "ReplyComposed", message: written.message, messageId, inReplyTo, references } as const),
      ...{ replyTo, below, raw: raw.sha256, sender, recipients },
    };
    return { event, raw };
  }
}

const lifecycle = defaultLifecycle;
const moving = { lifecycle, by: program };

function got<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(`the demonstration went wrong: ${result.error.code}`);
  return result.value;
}
