/** Commands by someone who is limited to one mailbox, on what belongs to another. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller, limitedCaller } from "../../../test/support/callers.ts";
import { engineOver, limitFlood, mailbox as red, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import type { Fault } from "../../base/fault.ts";
import {
  type MailId,
  type MessageKey,
  mailId,
  messageKey,
  type TicketNumber,
  ticketNumber,
} from "../../base/ids.ts";
import { ok, type Result } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { type Caller, system } from "../../domain/policy/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import type { Engine } from "../engine.ts";
import type { Commands } from "./types.ts";

/** What commands are about, all of one mailbox. */
interface Objects {
  readonly mailbox: string;
  readonly ticket: TicketNumber;
  readonly other: TicketNumber;
  /** A ticket that was merged into `other`. */
  readonly merged: TicketNumber;
  /** A message of `ticket`. */
  readonly message: MessageKey;
  /** A reply in `ticket` that has not left, and the form it was written in. */
  readonly waiting: MessageKey;
  readonly nonce: string;
  /** A reply in `other` that is to be delivered. */
  readonly sent: MessageKey;
  readonly held: MailId;
  /** The address that a flood is from. */
  readonly flood: string;
  /** Someone who takes part in `ticket` besides its requester. */
  readonly participant: string;
}

const aForm = { kind: "note", writer: "0".repeat(32), base: null } as const;
type Call = (by: Caller, mine: Objects, theirs: Objects) => Promise<Result<unknown, Fault>>;

const green = "sales@desk.example";
const all = agentCaller("zoe");
const limited = limitedCaller("ann", [green]);
const later = Date.now() + 3_600_000;
const ghosts: Objects = {
  ...{ mailbox: "none@desk.example", ticket: ticketNumber(997), other: ticketNumber(998) },
  ...{ merged: ticketNumber(999), message: messageKey("0".repeat(26)), waiting: messageKey("1".repeat(26)) },
  ...{
    nonce: "none",
    sent: messageKey("2".repeat(26)),
    held: mailId("3".repeat(26)),
    flood: "no@one.example",
    participant: "nobody@one.example",
  },
};

let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine;
let hidden: Objects;
let visible: Objects;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  record.database.sqlite.pragma("synchronous = OFF");
  engine = engineOver(record, {
    read: async (raw) => ok(parsedMail(JSON.parse(Buffer.from(raw).toString()))),
  });
  await setUp(engine);
  await engine.settings.saveMailbox(system("test"), { address: green });
  await limitFlood(engine, 1);
  await engine.start();
  hidden = await objectsOf(red);
  visible = await objectsOf(green);
});

afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

/** Every command, as something is asked of it that is outside the caller's scope. */
const calls: { readonly [C in keyof Commands]: { readonly [what: string]: Call } } = {
  openTicket: {
    "in a mailbox": (by, _, { mailbox }) =>
      engine.commands.openTicket(by, {
        ...{ mailbox, subject: "New", requester: { name: "", address: "new@customer.example" } },
        ...{ text: "Hello", send: false },
      }),
  },
  reply: {
    "in a ticket": (by, _, { ticket }) => engine.commands.reply(by, ticket, { text: "Hello" }),
    "by a form that was sent before": (by, _, { ticket, nonce }) =>
      engine.commands.reply(by, ticket, { text: "Later", sendAt: later, nonce }),
  },
  takeBack: {
    "a reply": (by, _, { ticket, waiting }) => engine.commands.takeBack(by, ticket, waiting),
  },
  undo: {
    "in a ticket": async (by, _, { ticket }) => {
      await engine.commands.change(by, ticket, { priority: "high" });
      return engine.commands.undo(by, ticket, record.view.ticketVersion(ticket) ?? 1);
    },
  },
  note: { "in a ticket": (by, _, { ticket }) => engine.commands.note(by, ticket, "Look at this") },
  saveDraft: {
    "in a ticket": async (by, _, { ticket }) =>
      engine.commands.saveDraft(by, { ...aForm, ticket }, { text: "Look" }),
  },
  discardDraft: {
    "in a ticket": async (by, _, { ticket }) => engine.commands.discardDraft(by, { ...aForm, ticket }),
  },
  change: { "a ticket": (by, _, { ticket }) => engine.commands.change(by, ticket, { priority: "high" }) },
  merge: {
    "a ticket into another": (by, _, theirs) => engine.commands.merge(by, theirs.ticket, theirs.other),
    "a ticket into one of theirs": (by, mine, theirs) => engine.commands.merge(by, mine.ticket, theirs.other),
    "one of theirs into a ticket": (by, mine, theirs) => engine.commands.merge(by, theirs.ticket, mine.other),
  },
  unmerge: { "a ticket": (by, _, { merged }) => engine.commands.unmerge(by, merged) },
  move: {
    "a message": (by, _, { ticket, message, other }) => engine.commands.move(by, ticket, [message], other),
    "a message to one of their tickets": (by, mine, theirs) =>
      engine.commands.move(by, mine.ticket, [mine.message], theirs.other),
    "one of their messages": (by, mine, theirs) =>
      engine.commands.move(by, theirs.ticket, [theirs.message], mine.other),
  },
  split: {
    "a ticket": (by, _, { ticket, message }) => engine.commands.split(by, ticket, [message], null),
  },
  joinHeld: {
    "a mail": (by, _, { held, ticket }) => engine.commands.joinHeld(by, held, ticket),
    "a mail, to one of their tickets": (by, mine, theirs) =>
      engine.commands.joinHeld(by, mine.held, theirs.ticket),
    "a mail, to a ticket merged into one of theirs": (by, mine, theirs) =>
      engine.commands.joinHeld(by, mine.held, theirs.merged),
    "one of their mails": (by, mine, theirs) => engine.commands.joinHeld(by, theirs.held, mine.ticket),
  },
  openHeld: { "a mail": (by, _, { held }) => engine.commands.openHeld(by, held) },
  fileHeld: { "a mail": (by, _, { held }) => engine.commands.fileHeld(by, held) },
  decideFloodGroup: {
    "to be archived": (by, _, { flood }) => engine.commands.decideFloodGroup(by, flood, { kind: "file" }),
    "to be tickets": (by, _, { flood }) => engine.commands.decideFloodGroup(by, flood, { kind: "open" }),
    "to join a ticket": (by, _, { flood, ticket }) =>
      engine.commands.decideFloodGroup(by, flood, { kind: "join", ticket }),
    "to join one of their tickets": (by, mine, theirs) =>
      engine.commands.decideFloodGroup(by, mine.flood, { kind: "join", ticket: theirs.ticket }),
  },
  decideHeldFor: {
    "to be archived": (by, _, { ticket }) => engine.commands.decideHeldFor(by, ticket, { kind: "file" }),
    "to be tickets": (by, _, { ticket }) => engine.commands.decideHeldFor(by, ticket, { kind: "open" }),
    "to join one of their tickets": (by, mine, theirs) =>
      engine.commands.decideHeldFor(by, mine.ticket, { kind: "join", ticket: theirs.ticket }),
  },
  addParticipant: {
    "of a ticket": (by, _, { ticket }) =>
      engine.commands.addParticipant(by, ticket, { name: "", address: "max@else.example" }),
  },
  removeParticipant: {
    "of a ticket": (by, _, { ticket, participant }) =>
      engine.commands.removeParticipant(by, ticket, participant),
  },
  judgeMessage: {
    "in a ticket": (by, _, { ticket, message }) =>
      engine.commands.judgeMessage(by, ticket, message, "forged"),
  },
  dismissMerge: { "of a ticket": (by, _, { ticket }) => engine.commands.dismissMerge(by, ticket) },
  retryDelivery: { "a reply": (by, _, { sent }) => engine.commands.retryDelivery(by, sent) },
  cancelDelivery: {
    "a reply": (by, _, { sent }) => engine.commands.cancelDelivery(by, sent),
    "a reply that has not left": (by, _, { waiting }) => engine.commands.cancelDelivery(by, waiting),
  },
  // About many at once: see below.
  decideHeldDeliveries: {},
};

const rows = Object.entries(calls).flatMap(([command, cases]) =>
  Object.entries(cases).map(([what, call]) => [`${command} ${what}`, call] as const),
);

test("every command is in the table", () => {
  expect(Object.keys(calls).toSorted()).toEqual(Object.keys(engine.commands).toSorted());
});

describe("P-12: what is outside the caller's scope stays as it is, and is refused like what does not exist (P-13)", () => {
  test.each(rows)("%s", async (_, call) => {
    const before = await record.journal.head();
    const refused = await call(limited, visible, hidden);
    expect(words(refused)).toEqual(words(await call(limited, visible, ghosts)));
    expect(await record.journal.head()).toBe(before);
    // The same is done for those who see everything, or those whose own it is.
    expect(await call(all, visible, hidden)).toMatchObject({ ok: true });
  });

  test.each(rows)("%s of one's own", async (_, call) => {
    expect(await call(limited, visible, visible)).toMatchObject({ ok: true });
  });
});

describe("P-13: a decision about many is about those within the caller's scope", () => {
  test("a flood in several mailboxes", async () => {
    const from = { name: "", address: "siren@plant.example" };
    await mail(green, { from, subject: "Alarm 1", messageId: "<s1@plant.example>" });
    const ours = await mail(green, { from, subject: "Alarm 2", messageId: "<s2@plant.example>" });
    const theirs = await mail(red, { from, subject: "Alarm 3", messageId: "<s3@plant.example>" });
    const decided = await engine.commands.decideFloodGroup(limited, from.address, { kind: "file" });
    expect(decided).toEqual(ok({ done: 1, left: 0 }));
    expect(record.view.mail(ours)).toMatchObject({ outcome: "filed" });
    expect(record.view.mail(theirs)).toMatchObject({ outcome: "held" });
  });

  test("deliveries held since a restore", async () => {
    const restored = { file: "a.backup", createdAt: 0, hostname: "desk.example", version: "1", held: 2 };
    await record.commit(systemActor("test"), () => ({
      events: [{ ticket: null, event: { type: "BackupRestored", ...restored } }],
      dependsOn: [],
      value: undefined,
    }));
    const states = () => [hidden, visible].map(({ sent }) => record.view.deliveries(sent)[0]?.state);
    expect(states()).toEqual(["held", "held"]);
    expect(await engine.commands.decideHeldDeliveries(limitedCaller("ann", []), "cancel")).toEqual(ok(0));
    expect(await engine.commands.decideHeldDeliveries(limited, "cancel")).toEqual(ok(1));
    expect(states()).toEqual(["held", "cancelled"]);
  });
});

test("P-12: a reply that was moved asks about the ticket it is in now as well as the one that is named", async () => {
  const written = await engine.commands.reply(all, visible.other, { text: "Soon", sendAt: later });
  const key = (written.ok && written.value.message) || messageKey("");
  expect(await engine.commands.move(all, visible.other, [key], hidden.other)).toMatchObject({ ok: true });
  for (const number of [visible.other, hidden.other]) {
    expect(await engine.commands.takeBack(limited, number, key)).toMatchObject({
      error: { reason: "reply.unknown" },
    });
  }
  expect(await engine.commands.cancelDelivery(limited, key)).toMatchObject({
    error: { reason: "delivery.unknown" },
  });
  expect(await engine.commands.takeBack(all, visible.other, key)).toMatchObject({ ok: true });
});

/** A refusal as its reader sees it, whatever it is about. */
function words(result: Result<unknown, Fault>) {
  if (result.ok) return result;
  const { code, reason, field } = result.error;
  return { ok: false, code, reason, field };
}

async function mail(mailbox: string, parsed: Partial<ParsedMail>): Promise<MailId> {
  const received = await engine.reception.receive({
    envelope: { from: parsed.from?.address ?? "", to: [mailbox] },
    ...{ mailbox, raw: Buffer.from(JSON.stringify(parsed)) },
    peer: { ip: "192.0.2.1", helo: "x", tls: false },
  });
  if (!received.ok) throw new Error(received.error.code);
  await engine.intake.idle();
  return received.value;
}

async function objectsOf(mailbox: string): Promise<Objects> {
  const [place = ""] = mailbox.split("@");
  let sent = 0;
  const from = (name: string, more: Partial<ParsedMail> = {}) => {
    sent += 1;
    return mail(mailbox, {
      ...{ messageId: `<${sent}@${place}.example>`, subject: `Matter ${sent}` },
      ...{ from: { name, address: `${name}@${place}.example` }, ...more },
    });
  };
  const opened = async (name: string) => ticketOf(await from(name));
  const ticket = await opened("rita");
  const references = [`<1@${place}.example>`];
  const participant = `karl@${place}.example`;
  await from("rita", { references, cc: [{ name: "", address: participant }] });
  const other = await opened("olga");
  const merged = await opened("max");
  await engine.commands.merge(all, merged, other);
  // Of an agent who is not verified.
  const account = { user: `eve-${place}`, name: "Eve", email: `eve@${place}.example` };
  await engine.people.createUser(system("test"), {
    ...account,
    role: "agent",
    password: "four words, or five",
  });
  const held = await from("eve", { references });
  const flood = `siren@${place}.example`;
  await opened("siren");
  await from("siren");
  const nonce = `form-${place}`;
  const waiting = await written(ticket, { text: "Later", sendAt: later, nonce });
  const toBeSent = await written(other, { text: "Now" });
  await engine.composeDue();
  const [message = messageKey("")] = record.view.messagesIn(ticket);
  return {
    mailbox,
    ticket,
    other,
    merged,
    message,
    waiting,
    nonce,
    sent: toBeSent,
    held,
    flood,
    participant,
  };
}

function ticketOf(id: MailId): TicketNumber {
  const number = record.view.mail(id)?.ticket;
  if (!number) throw new Error("the mail opened no ticket");
  return number;
}

async function written(number: TicketNumber, reply: Parameters<Commands["reply"]>[2]): Promise<MessageKey> {
  const done = await engine.commands.reply(all, number, reply);
  if (!done.ok || !done.value.message) throw new Error("the reply was not written");
  return done.value.message;
}
