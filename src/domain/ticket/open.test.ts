import { describe, expect, test } from "vitest";
import { writtenReply } from "../../../test/support/replies.ts";
import type { Fault } from "../../base/fault.ts";
import { mailId, messageKey, position, ticketNumber, userName } from "../../base/ids.ts";
import { ok, type Result } from "../../base/result.ts";
import { type Actor, systemActor, tokenActor, userActor } from "../actor.ts";
import { usual } from "../lifecycle/testing.ts";
import type { Address } from "../mail/index.ts";
import { evolve } from "./evolve.ts";
import { addNote, invalidTicket, openedWith, openTicket, type SplitFacts, split } from "./open.ts";
import { MOST_TEXT } from "./reply.ts";
import type { Ticket, TicketEvent } from "./types.ts";

const rita = { name: "Rita", address: "rita@customer.example" };
const wanted = {
  subject: "The kettle leaks",
  requester: rita,
  text: "By phone: it drips.",
  mailbox: "support@desk.example",
};
const facts = {
  ...{ number: ticketNumber(7), token: "t".repeat(24), own: ["support@desk.example"] },
  ...{ mailbox: { address: "support@desk.example", group: "First line" }, by: userActor(userName("ann")) },
  lifecycle: usual.lifecycle,
};
const message = messageKey("k".repeat(26));

describe("a wanted ticket", () => {
  test("is valid up to the longest subject and text", () => {
    expect(invalidTicket(wanted)).toBeNull();
    expect(invalidTicket({ ...wanted, subject: "x".repeat(1000), text: "x".repeat(MOST_TEXT) })).toBeNull();
  });

  test.each([
    ["no subject", { subject: " \n" }, "ticket.subject", "subject"],
    ["a subject that is too long", { subject: "x".repeat(1001) }, "ticket.subject", "subject"],
    ["no address", { requester: { name: "Rita", address: "rita" } }, "ticket.requester", "requester"],
    ["no text", { text: "  " }, "ticket.text", "text"],
    ["a text that is too long", { text: "x".repeat(MOST_TEXT + 1) }, "text.long", "text"],
  ])("is refused for %s", (_, change, reason, field) => {
    expect(invalidTicket({ ...wanted, ...change })).toMatchObject({ reason, field });
  });
});

describe("opening a ticket", () => {
  test.each<[by: Actor, via: string]>([
    [userActor(userName("ann")), "web"],
    [tokenActor("shop"), "api"],
    [systemActor("import"), "web"],
  ])("by %j is recorded as %s, in the mailbox's group", (by, via) => {
    expect(openTicket({ ...wanted, subject: "  The kettle leaks " }, { ...facts, by })).toEqual({
      ok: true,
      value: {
        ...{ type: "TicketOpened", number: 7, token: "t".repeat(24), mailbox: "support@desk.example" },
        ...{ subject: "The kettle leaks", requester: rita, group: "First line", via },
      },
    });
  });

  test.each(["support@desk.example", "Support@Desk.example", "support+n1.x@desk.example"])(
    "I-55: not for %s, an address of ours",
    (address) => {
      expect(openTicket({ ...wanted, requester: { name: "", address } }, facts)).toMatchObject({
        ok: false,
        error: { reason: "ticket.requester-own", field: "requester", params: { address } },
      });
    },
  );

  test("needs a mailbox", () => {
    expect(
      openTicket({ ...wanted, mailbox: "gone@desk.example" }, { ...facts, mailbox: null }),
    ).toMatchObject({
      ok: false,
      error: { reason: "request.no-mailbox", field: "mailbox", params: { address: "gone@desk.example" } },
    });
  });

  test("with a note changes nothing else", () => {
    expect(openedWith({ note: "Called twice", message }, userName("ann"), usual)).toEqual(
      ok([{ type: "NoteAdded", message, text: "Called twice" }]),
    );
  });

  test("with a reply makes its author the assignee, and the ticket is no longer new", () => {
    const written = writtenReply({ message });
    const events = got(openedWith(written, userName("ann"), usual));
    expect(events.map(({ type }) => type)).toEqual(["ReplyWritten", "StateChanged", "Changed"]);
    expect(grown([opened(), ...events])).toMatchObject({ state: "open", assignee: "ann" });
    expect(grown([opened(), ...got(openedWith(written, null, usual))])).toMatchObject({
      state: "open",
      assignee: null,
    });
  });
});

describe("a note", () => {
  test("is as it was written", () => {
    const text = ` ${"x".repeat(MOST_TEXT - 1)}`;
    expect(addNote(message, text)).toEqual({ ok: true, value: [{ type: "NoteAdded", message, text }] });
  });

  test.each([
    ["", "note.text"],
    [" \n\t", "note.text"],
    ["x".repeat(MOST_TEXT + 1), "text.long"],
  ])("has words, and not too many", (text, reason) => {
    expect(addNote(message, text)).toMatchObject({ ok: false, error: { reason, field: "text" } });
  });
});

describe("splitting messages off", () => {
  const [a, b, c] = ["a", "b", "c"].map(messageKey);
  const keys = [a, b, c].flatMap((key) => key ?? []);
  const eve = { name: "Eve", address: "eve@elsewhere.example" };
  const ticket = grown([opened(), { type: "NoteAdded", message, text: "x" }]);
  const support = { name: "", address: "Support@desk.example" };
  const received = (from: Address, sent = false): TicketEvent => ({
    ...{ type: "MessageReceived", message, mail: mailId("m"), evidence: null, messageId: "<m@x>" },
    ...{ inReplyTo: null, references: [], from, replyTo: [], to: [], cc: [], subject: "", date: null },
    ...{ text: "", reply: null, hasHtml: false, attachments: [], automatic: false, authentication: null },
    ...(sent ? { sent } : {}),
  });
  const sentByUs = received(rita, true);
  const splitFacts: SplitFacts = {
    ...{ number: ticketNumber(8), token: "u".repeat(24), by: tokenActor("shop"), present: keys },
    lifecycle: usual.lifecycle,
    written: [
      { type: "NoteAdded", message, text: "x" },
      sentByUs,
      received(support),
      received(eve),
      received(rita),
    ],
    own: ["support@desk.example"],
    ...{ people: [], left: { participants: new Set(), newcomers: new Set() } },
  };
  const some = keys.slice(1);

  test("opens a ticket in the same mailbox and group, for the author of the first of them", () => {
    const apart = split(ticket, some, " Another matter ", splitFacts);
    expect(apart).toMatchObject({
      ok: true,
      value: {
        opened: {
          ...{ type: "TicketOpened", number: 8, token: "u".repeat(24), mailbox: "support@desk.example" },
          ...{ group: "First line", subject: "Another matter", requester: eve, via: "api" },
        },
        given: { type: "MessagesGiven", to: 8, messages: some, merge: false },
        taken: { type: "MessagesTaken", from: 7, messages: some, unmerge: false },
      },
    });
  });

  test.each([null, "", "  "])("keeps the subject if there is no other: %j", (subject) => {
    expect(split(ticket, some, subject, splitFacts)).toMatchObject({
      value: { opened: { subject: "The kettle leaks" } },
    });
  });

  test("keeps the requester if nobody outside wrote them", () => {
    expect(
      split(ticket, some, null, { ...splitFacts, written: [sentByUs, received(support)] }),
    ).toMatchObject({
      value: { opened: { requester: rita } },
    });
  });

  test.each([
    ["none of them", [], "split.none"],
    ["all of them", keys, "split.all"],
    ["one that is elsewhere", [messageKey("z")], "split.absent"],
  ])("does not split off %s", (_, messages, reason) => {
    expect(split(ticket, messages, null, splitFacts)).toMatchObject({ ok: false, error: { reason } });
  });
});

function got<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function opened(): TicketEvent {
  const made = openTicket(wanted, facts);
  if (!made.ok) throw new Error("the ticket is refused");
  return made.value;
}

function grown(events: readonly TicketEvent[]): Ticket {
  const ticket = events.reduce<Ticket | null>(
    (before, event, n) =>
      evolve(before, {
        ...{ position: position(n + 1), time: n, actor: systemActor("test"), ticket: ticketNumber(7), event },
      }),
    null,
  );
  if (!ticket) throw new Error("no event");
  return ticket;
}
