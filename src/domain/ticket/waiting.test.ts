import { expect, test } from "vitest";
import { writtenReply } from "../../../test/support/replies.ts";
import { mailId, messageKey, position, ticketNumber } from "../../base/ids.ts";
import { systemActor } from "../actor.ts";
import { defaultLifecycle } from "../lifecycle/index.ts";
import { evolve, type MessageReceived, merge, type Ticket, type TicketEvent, tokenFrom } from "./index.ts";

const day = 86_400_000;
const now = 100 * day;
const requester = { name: "Nora", address: "nora@customer.example" };
const desk = { name: "Desk", address: "desk@desk.example" };

const opened: TicketEvent = {
  type: "TicketOpened",
  number: ticketNumber(4),
  token: tokenFrom(new Uint8Array(15).fill(3)),
  mailbox: desk.address,
  subject: "Gate",
  requester,
  group: null,
  via: "mail",
};

/** The ticket after events, each a second later than the one before. */
function after(...events: readonly TicketEvent[]): Ticket {
  let ticket: Ticket | null = null;
  for (const [i, event] of [opened, ...events].entries()) {
    const at = { position: position(i + 1), time: now + i * 1_000, actor: systemActor("test") };
    ticket = evolve(ticket, { ...at, ticket: ticketNumber(4), event });
  }
  if (ticket === null) throw new Error("no events");
  return ticket;
}

function mail(key: string, more: Partial<MessageReceived> = {}): MessageReceived {
  return {
    ...{ type: "MessageReceived", message: messageKey(key), mail: mailId(key), evidence: null },
    ...{ messageId: null, inReplyTo: null, references: [], from: requester, replyTo: [], to: [desk], cc: [] },
    ...{ subject: "Gate", date: null, text: "It is open.", reply: null, hasHtml: false, attachments: [] },
    ...{ automatic: false, authentication: null },
    ...more,
  };
}

const reply = (key: string, more: object = {}): TicketEvent => ({
  ...writtenReply({ message: messageKey(key), to: [requester] }),
  ...more,
});
const note: TicketEvent = { type: "NoteAdded", message: messageKey("n"), text: "Ask the porter" };
const takenBack = (key: string): TicketEvent => ({ type: "ReplyTakenBack", message: messageKey(key) });

test("it waits for the desk until the desk has replied, and again when the requester's side writes", () => {
  expect(after().waitingFor).toBe("desk");
  expect(after(mail("a")).waitingFor).toBe("desk");
  expect(after(mail("a"), reply("r")).waitingFor).toBe("requester");
  expect(after(mail("a"), reply("r"), mail("b")).waitingFor).toBe("desk");
  expect(after(mail("a"), reply("r"), mail("b", { newcomer: true })).waitingFor).toBe("desk");
});

test("what programs write, and notes, count for nobody", () => {
  const answered = [mail("a"), reply("r")];
  for (const automatic of ["auto-reply", "bounce"] as const)
    expect(after(...answered, mail("b", { automatic })).waitingFor).toBe("requester");
  expect(after(...answered, note).waitingFor).toBe("requester");
  expect(after(mail("a"), note).waitingFor).toBe("desk");
  expect(after(mail("a"), reply("r", { automatic: "acknowledgement" })).waitingFor).toBe("desk");
  // A list says how a person's mail travelled.
  expect(after(...answered, mail("b", { automatic: "list" })).waitingFor).toBe("desk");
});

test("a reply that does not leave was none", () => {
  expect(after(mail("a"), reply("r"), takenBack("r")).waitingFor).toBe("desk");
  expect(after(mail("a"), reply("r"), reply("s"), takenBack("s")).waitingFor).toBe("requester");
  expect(after(mail("a"), reply("r"), mail("b"), reply("s"), takenBack("r")).waitingFor).toBe("requester");
  const withheld = { type: "ReplyWithheld", message: messageKey("s"), because: "replied" } as const;
  expect(after(mail("a"), reply("r"), reply("s"), withheld).waitingFor).toBe("requester");
  expect(after(mail("a"), reply("s"), withheld).waitingFor).toBe("desk");
});

test("what one of us sent with another program is a reply, and so is one in a linked ticket", () => {
  expect(after(mail("a"), mail("s", { sent: true, from: desk, to: [requester] })).waitingFor).toBe(
    "requester",
  );
  const elsewhere: TicketEvent = {
    ...{ type: "RepliedElsewhere", message: messageKey("r-4"), ticket: ticketNumber(9) },
    ...{ mailbox: "lab@desk.example", reply: messageKey("r") },
  };
  expect(after(mail("a"), elsewhere).waitingFor).toBe("requester");
});

test("what one of us sent, but was answered before it arrived, changes neither whose turn it is nor the beginning", () => {
  const late = mail("s", { sent: true, from: desk, to: [requester], answered: true, text: "Is it open?" });
  const ticket = after(mail("a"), late);
  expect([ticket.waitingFor, ticket.preview]).toEqual(["desk", "It is open."]);
  expect(after(mail("a"), reply("r"), late).waitingFor).toBe("requester");
});

test("archived mail may come in any order", () => {
  const asks = mail("a", { date: now - 9 * day });
  const answers = mail("s", { date: now - 8 * day, sent: true, from: desk, to: [requester] });
  const thanks = mail("t", { date: now - 7 * day });
  expect(after(asks, answers).waitingFor).toBe("requester");
  expect(after(answers, asks).waitingFor).toBe("requester");
  expect(after(thanks, answers, asks).waitingFor).toBe("desk");
  // A clock that is a little wrong does not matter.
  expect(after(asks, reply("r"), mail("b", { date: now - day })).waitingFor).toBe("desk");
});

test("messages that are moved take their turn along; a merged question is one", () => {
  const given = (merged: boolean): TicketEvent => ({
    ...{ type: "MessagesGiven", to: ticketNumber(5), messages: [messageKey("r")], merge: merged },
  });
  expect(after(mail("a"), reply("r"), given(false)).waitingFor).toBe("desk");
  const asks = merge(
    after(mail("a")),
    { ...after(), number: ticketNumber(5) },
    [messageKey("a")],
    defaultLifecycle,
  );
  const waits = merge(
    after(mail("a"), reply("r")),
    { ...after(), number: ticketNumber(5) },
    [messageKey("a")],
    defaultLifecycle,
  );
  if (!asks.ok || !waits.ok) throw new Error("not merged");
  expect(after(mail("b"), reply("s"), asks.value.taken).waitingFor).toBe("desk");
  expect(after(mail("b"), reply("s"), waits.value.taken).waitingFor).toBe("requester");
});

test("of very many replies the newest are kept", () => {
  const ticket = after(mail("a"), ...Array.from({ length: 50 }, (_, i) => reply(`r${i}`)));
  expect(ticket.answers).toHaveLength(20);
  expect(ticket.waitingFor).toBe("requester");
});
