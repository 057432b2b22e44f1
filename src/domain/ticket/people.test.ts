import { describe, expect, test } from "vitest";
import { mailId, messageKey, position, ticketNumber, userName } from "../../base/ids.ts";
import { systemActor, userActor } from "../actor.ts";
import { authenticated } from "../intake/testing.ts";
import { defaultLifecycle } from "../lifecycle/index.ts";
import type { Address } from "../mail/index.ts";
import {
  addParticipant,
  dismissMerge,
  evolve,
  isByNewcomer,
  isKeptFromReplies,
  isNewHere,
  merge,
  removeParticipant,
  shownParticipants,
  suggestedMerge,
  type Ticket,
  type TicketEvent,
} from "./index.ts";
import { replyRecipients } from "./recipients.ts";

const at = (address: string, name = ""): Address => ({ name, address });
const rita = at("rita@customer.example", "Rita");
const eve = at("eve@elsewhere.example", "Eve");
const own = ["help@desk.example"];
type Received = Extract<TicketEvent, { type: "MessageReceived" }>;

function received(more: Partial<Received> = {}): Received {
  return {
    ...{ type: "MessageReceived", message: messageKey("m"), mail: mailId("m"), evidence: null },
    ...{ messageId: null, inReplyTo: null, references: [], from: rita, replyTo: [], to: [], cc: [] },
    ...{ subject: "", date: null, text: "", reply: null, hasHtml: false, attachments: [] },
    ...{ automatic: false, authentication: null, ...more },
  };
}

const opened = (more: Partial<Extract<TicketEvent, { type: "TicketOpened" }>> = {}): TicketEvent => ({
  ...{ type: "TicketOpened", number: ticketNumber(1), token: "t", mailbox: "help@desk.example" },
  ...{ subject: "The gate", requester: rita, group: null, via: "mail", ...more },
});

function ticketAfter(...events: readonly TicketEvent[]): Ticket {
  const ticket = events.reduce<Ticket | null>(
    (before, event, n) =>
      evolve(before, {
        position: position(n + 1),
        time: n,
        actor: systemActor("test"),
        ticket: ticketNumber(1),
        event,
      }),
    null,
  );
  if (!ticket) throw new Error("no event");
  return ticket;
}

describe("I-93: a newcomer's mail", () => {
  const ticket = ticketAfter(
    opened(),
    received({
      from: eve,
      replyTo: [at("other@elsewhere.example")],
      cc: [at("Zoe@elsewhere.example"), rita],
      newcomer: true,
    }),
  );

  test("makes nobody a participant, and its author and recipients are known", () => {
    expect(ticket.participants).toEqual([rita]);
    expect(ticket.newcomers).toEqual([eve, at("zoe@elsewhere.example")]);
    expect(ticket.requester).toEqual(rita);
  });

  test("is not replied to, neither by default nor with reply all", () => {
    expect(replyRecipients(ticket, own)).toEqual({ to: [rita], others: [] });
  });

  test("is marked until its author takes part", () => {
    const mail = received({ from: at("EVE@elsewhere.example"), newcomer: true });
    expect(isByNewcomer(ticket, mail)).toBe(true);
    expect(isByNewcomer(ticket, received())).toBe(false);
    expect(isByNewcomer(ticket, { ...mail, automatic: "bounce" })).toBe(false);
    expect(isByNewcomer(ticket, { ...mail, sent: true })).toBe(false);
    const taking = ticketAfter(opened(), mail, { type: "ParticipantAdded", participant: eve });
    expect(isByNewcomer(taking, mail)).toBe(false);
    expect(taking).toMatchObject({ participants: [rita, eve], newcomers: [] });
  });

  test("makes a limited number of people known, and always its author", () => {
    const crowd = (n: number) => Array.from({ length: 900 }, (_, i) => at(`p${n}-${i}@elsewhere.example`));
    const mails = [1, 2, 3].map((n) =>
      received({ from: at(`eve${n}@elsewhere.example`), to: crowd(n), newcomer: true }),
    );
    const { newcomers } = ticketAfter(opened(), ...mails);
    expect(newcomers).toHaveLength(1001);
    expect(newcomers.map(({ address }) => address)).toContain("eve3@elsewhere.example");
  });
});

describe("I-95: a message is kept from replies", () => {
  const forged = authenticated("customer.example", "fail");
  const byAgent = { by: "agent", user: userName("ann") } as const;
  test.each<readonly [string, Partial<Received>, boolean]>([
    ["that a newcomer wrote", { from: at("eve@elsewhere.example"), newcomer: true }, true],
    ["that is forged in a participant's name", { newcomer: true, authentication: forged }, true],
    ["but not if an agent added it", { newcomer: true, authentication: forged, evidence: byAgent }, false],
    ["nor one of someone who takes part by now", { newcomer: true }, false],
    ["nor a participant's", {}, false],
  ])("%s", (_, more, kept) => {
    expect(isKeptFromReplies(ticketAfter(opened()), received({ from: rita, ...more }), null)).toBe(kept);
  });
});

describe("I-58: neither new here nor shown as a participant", () => {
  const daemon = at("MAILER-DAEMON@mx.customer.example");
  const newBy = (from: Address, more: Partial<Received> = {}) => {
    const event = received({ from, newcomer: true, ...more });
    return { people: ticketAfter(opened(), event), event };
  };

  test.each([
    ["what sends reports", daemon],
    ["a no-reply address", at("no-reply@shop.example")],
    ["an address for bounces", at("bounces+rita=customer.example@lists.example")],
    ["an address of ours", at("Help@desk.example")],
    ["one with a detail", at("help+x@desk.example")],
  ])("is %s", (_, from) => {
    const { people, event } = newBy(from);
    expect(isNewHere(own)(people, event)).toBe(false);
    // It takes no part either: a reply does not quote it (I-95).
    expect(isByNewcomer(people, event)).toBe(true);
    const taking = ticketAfter(opened(), received({ cc: [from, at("zoe@customer.example")] }));
    expect(shownParticipants(taking, own).map(({ address }) => address)).toEqual([
      rita.address,
      "zoe@customer.example",
    ]);
  });

  test("is not a person, nor a requester whose address looks like a machine's", () => {
    const { people, event } = newBy(eve);
    expect(isNewHere(own)(people, event)).toBe(true);
    const shop = at("noreply@shop.example");
    expect(shownParticipants(ticketAfter(opened({ requester: shop })), own)).toEqual([shop]);
  });

  test("is whom a machine addressed", () => {
    const { people } = newBy(daemon, { to: [eve], cc: [at("zoe@elsewhere.example")] });
    expect(people).toMatchObject({ participants: [rita], newcomers: [], version: 2, messages: 1 });
  });

  test("is a group of ours that passed a mail on", () => {
    const event = received({ cc: [at("Team@desk.example"), eve], groups: ["team@desk.example"] });
    expect(ticketAfter(opened(), event).participants).toEqual([rita, eve]);
    const { people } = newBy(eve, { to: [at("team@desk.example")], groups: ["team@desk.example"] });
    expect(people.newcomers).toEqual([eve]);
  });
});

describe("I-92: the suggestion to merge a ticket", () => {
  const to = ticketNumber(9);
  const stranger = ticketAfter(opened({ requester: eve, mayBelongTo: to }));

  test("is dismissed for good; its people are new where it is merged all the same", () => {
    expect(suggestedMerge(stranger)).toBe(9);
    const events = dismissMerge(stranger);
    expect(events).toEqual([{ type: "MergeDismissed", to }]);
    const after = ticketAfter(
      opened({ requester: eve, mayBelongTo: to }),
      ...events,
      received({ from: eve }),
    );
    expect(suggestedMerge(after)).toBeNull();
    expect(dismissMerge(after)).toEqual([]);
    const moved = merge(
      after,
      { ...after, number: to, mayBelongTo: null },
      [messageKey("m")],
      defaultLifecycle,
    );
    expect(moved).toMatchObject({
      ok: true,
      value: { taken: { participants: [], newcomers: [eve.address] } },
    });
  });

  test("cannot be where there is none", () => {
    expect(dismissMerge(ticketAfter(opened()))).toEqual([]);
  });
});

describe("I-94: participants", () => {
  const joined = [opened(), received({ from: eve, newcomer: true })] as const;

  test("are added once, with the name they wrote under", () => {
    const added = addParticipant(ticketAfter(...joined), at("EVE@elsewhere.example "), own);
    expect(added).toEqual({ ok: true, value: [{ type: "ParticipantAdded", participant: eve }] });
    const taking = ticketAfter(...joined, { type: "ParticipantAdded", participant: eve });
    expect(replyRecipients(taking, own)).toEqual({ to: [rita], others: [eve] });
    expect(addParticipant(taking, eve, own)).toEqual({ ok: true, value: [] });
  });

  test("are removed again, and are new then", () => {
    const taking = ticketAfter(...joined, { type: "ParticipantAdded", participant: eve });
    const removed = removeParticipant(taking, "Eve@elsewhere.example");
    expect(removed).toEqual({ ok: true, value: [{ type: "ParticipantRemoved", address: eve.address }] });
    const gone = ticketAfter(
      ...joined,
      { type: "ParticipantAdded", participant: eve },
      {
        ...{ type: "ParticipantRemoved", address: eve.address },
      },
    );
    expect(gone).toMatchObject({ participants: [rita], newcomers: [eve] });
    expect(isByNewcomer(gone, received({ from: eve }))).toBe(true);
  });

  test("are whom a participant's mail or a reply addresses", () => {
    const byRita = ticketAfter(...joined, received({ cc: [eve] }));
    expect(byRita).toMatchObject({ participants: [rita, eve], newcomers: [] });
  });

  test.each([
    ["one of our own addresses", "Help+x@desk.example", "participant.own"],
    ["what is not an address", "eve", "reply.address"],
  ])("are never %s", (_, address, reason) => {
    expect(addParticipant(ticketAfter(opened()), at(address), own)).toMatchObject({
      ok: false,
      error: { reason },
    });
  });

  test.each([
    ["the requester", "Rita@customer.example", "participant.requester"],
    ["someone who is none", "zoe@elsewhere.example", "participant.unknown"],
  ])("cannot be removed: %s", (_, address, reason) => {
    expect(removeParticipant(ticketAfter(opened()), address)).toMatchObject({ ok: false, error: { reason } });
  });
});

describe("I-96: a merge", () => {
  const target: Ticket = { ...ticketAfter(opened()), number: ticketNumber(9) };
  const handed = (ticket: Ticket) => {
    const moved = merge(ticket, target, [], defaultLifecycle);
    return moved.ok ? moved.value.taken : null;
  };

  test("brings no participants from a ticket that may have belonged there, but its people are known", () => {
    const own = ticketAfter(
      opened({ requester: eve, mayBelongTo: ticketNumber(9) }),
      received({ from: eve, cc: [rita] }),
    );
    const taken = handed(own);
    expect(taken).toMatchObject({ participants: [], newcomers: [eve.address, rita.address] });
    const actor = userActor(userName("ann"));
    const merged =
      taken && evolve(target, { position: position(9), time: 1, actor, ticket: target.number, event: taken });
    expect(merged).toMatchObject({ participants: [rita], newcomers: [at(eve.address)] });
  });

  test("brings those of another ticket, and its newcomers as such", () => {
    const other = ticketAfter(
      opened({ requester: at("max@customer.example") }),
      received({ from: eve, newcomer: true }),
    );
    expect(handed(other)).toMatchObject({ participants: ["max@customer.example"], newcomers: [eve.address] });
  });
});
