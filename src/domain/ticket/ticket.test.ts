import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writtenReply } from "../../../test/support/replies.ts";
import { mailId, messageKey, position, ticketNumber, userName } from "../../base/ids.ts";
import { systemActor } from "../actor.ts";
import type { Recorded } from "../events.ts";
import { allThere, usual, usualStates } from "../lifecycle/testing.ts";
import {
  bounceAddress,
  type Change,
  change,
  claimInAddress,
  claimInBounceAddress,
  claimInMessageId,
  evolve,
  priorities,
  receive,
  reply,
  replyAddress,
  replyMessageId,
  type Ticket,
  type TicketEvent,
  tokenFrom,
  withoutDetail,
} from "./index.ts";

const number = ticketNumber(7);
const token = tokenFrom(new Uint8Array(15).fill(9));
const requester = { name: "Ann", address: "ann@customer.example" };

const openedEvent: TicketEvent = {
  type: "TicketOpened",
  number,
  token,
  mailbox: "support@desk.example",
  subject: "It does not work",
  requester,
  group: null,
  via: "mail",
};

function grown(events: readonly TicketEvent[], from: Ticket | null = null): Ticket {
  let ticket = from;
  events.forEach((event, i) => {
    const recorded: Recorded<TicketEvent> = {
      position: position(i + 1),
      time: 1000 + i,
      actor: systemActor("test"),
      ticket: number,
      event,
    };
    ticket = evolve(ticket, recorded);
  });
  if (ticket === null) throw new Error("no events");
  return ticket;
}

const fresh = grown([openedEvent]);

function received(
  from: string,
  overrides: Partial<Extract<TicketEvent, { type: "MessageReceived" }>> = {},
): TicketEvent {
  return {
    type: "MessageReceived",
    message: messageKey("m"),
    mail: mailId("m"),
    evidence: null,
    messageId: "<a@customer.example>",
    inReplyTo: null,
    references: [],
    from: { name: "", address: from },
    replyTo: [],
    to: [{ name: "", address: "support@desk.example" }],
    cc: [],
    subject: "It does not work",
    date: null,
    text: "Help",
    reply: null,
    hasHtml: false,
    attachments: [],
    automatic: false,
    authentication: null,
    ...overrides,
  };
}

const written = writtenReply({ to: [requester] });
const moving = { lifecycle: usual.lifecycle, now: 0 };

/** A reply that is not refused. */
function replied(ticket: Ticket, what: typeof written): readonly TicketEvent[] {
  const events = reply(ticket, what, userName("ann"), usual);
  if (!events.ok) throw new Error(events.error.code);
  return events.value;
}

const changes: fc.Arbitrary<Change> = fc.record(
  {
    state: fc.constantFrom(...usualStates),
    priority: fc.constantFrom(...priorities),
    assignee: fc.option(fc.constantFrom(userName("ann"), userName("bob"))),
    category: fc.option(fc.constantFrom("Billing", "Orders")),
    group: fc.option(fc.constantFrom("Accounts", "Support")),
    tags: fc.array(fc.constantFrom("vip", "refund", "größe", "到着"), { maxLength: 6 }),
    subject: fc.string({ maxLength: 40 }),
    dueAt: fc.option(fc.integer({ min: 0, max: 2_000_000_000_000 })),
    heldUntil: fc.option(fc.integer({ min: 1, max: 100_000_000_000 })),
  },
  { requiredKeys: [] },
);

type Step = (ticket: Ticket) => readonly TicketEvent[];
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    changes.map(
      (wanted): Step =>
        (ticket) => {
          const events = change(ticket, wanted, allThere);
          return events.ok ? events.value : [];
        },
    ),
    fc.boolean().map(
      (automatic): Step =>
        (ticket) =>
          receive(ticket, received("ann@customer.example"), automatic, moving),
    ),
    fc.boolean().map(
      (close): Step =>
        (ticket) =>
          replied(ticket, { ...written, close }),
    ),
  ),
  { maxLength: 25 },
);

describe("decisions and their effects", () => {
  test("the version counts the events, whatever happens", () => {
    fc.assert(
      fc.property(steps, (all) => {
        let ticket = fresh;
        let events = 1;
        for (const step of all) {
          const decided = step(ticket);
          events += decided.length;
          ticket = decided.length > 0 ? grown(decided, ticket) : ticket;
        }
        expect(ticket.version).toBe(events);
      }),
    );
  });

  test("a ticket never becomes new again, and its number, token and mailbox stay", () => {
    fc.assert(
      fc.property(steps, (all) => {
        let ticket = fresh;
        let left = false;
        for (const step of all) {
          const decided = step(ticket);
          ticket = decided.length > 0 ? grown(decided, ticket) : ticket;
          left ||= ticket.state !== "new";
          expect(left && ticket.state === "new").toBe(false);
          expect([ticket.number, ticket.token, ticket.mailbox]).toEqual([
            number,
            token,
            "support@desk.example",
          ]);
        }
      }),
    );
  });

  test("a change happens once: repeated, nothing happens, and it returns the previous values", () => {
    fc.assert(
      fc.property(changes, (wanted) => {
        const first = change(fresh, wanted, allThere);
        if (!first.ok) return;
        const ticket = first.value.length > 0 ? grown(first.value, fresh) : fresh;
        const second = change(ticket, wanted, allThere);
        expect(second.ok && second.value).toEqual([]);
        for (const event of first.value) {
          if (event.type !== "Changed") continue;
          expect(Object.keys(event.before).sort()).toEqual(Object.keys(event.changes).sort());
          expect(fresh).toMatchObject(event.before);
        }
      }),
    );
  });

  test.each([
    ["new", false, "new"],
    ["open", false, "open"],
    ["hold", false, "open"],
    ["closed", false, "open"],
    ["hold", true, "hold"],
    ["closed", true, "closed"],
  ] as const)(
    "a follow-up to a ticket that is %s (automatic: %s) makes it %s",
    (state, automatic, expected) => {
      const ticket = { ...fresh, state };
      expect(grown(receive(ticket, received("ann@customer.example"), automatic, moving), ticket).state).toBe(
        expected,
      );
    },
  );

  test.each([
    ["new", false, "open"],
    ["open", false, "open"],
    ["hold", false, "hold"],
    ["open", true, "closed"],
    ["closed", true, "closed"],
  ] as const)("a reply to a ticket that is %s (closing: %s) makes it %s", (state, close, expected) => {
    const ticket = { ...fresh, state };
    const events = replied(ticket, { ...written, close });
    expect(grown(events, ticket)).toMatchObject({ state: expected, assignee: "ann" });
  });

  test("a reply does not change the assignee", () => {
    const ticket = { ...fresh, assignee: userName("bob") };
    expect(grown(replied(ticket, written), ticket).assignee).toBe("bob");
  });

  test.each([
    ["an empty subject", { subject: " " }, "subject"],
    ["a tag with a space", { tags: ["a b"] }, "tags"],
    ["too many tags", { tags: Array.from({ length: 51 }, (_, i) => `t${i}`) }, "tags"],
    ["a due time that is none", { dueAt: Number.NaN }, "dueAt"],
    ["new as a state to go to", { state: "new" }, "state"],
  ] as const)("%s is refused, with its field", (_, wanted, field) => {
    const events = change({ ...fresh, state: "open" }, wanted, allThere);
    expect(events).toMatchObject({ ok: false, error: { field } });
  });
});

describe("the token", () => {
  const bytes = fc.uint8Array({ minLength: 15, maxLength: 15 });
  const message = "0123456789abcdefghjkmnpqrs";

  test("what is written to a Message-ID or an address is read from it, in any case", () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 1e12 }), fc.boolean(), (random, n, upper) => {
        const claim = { ticket: ticketNumber(n), token: tokenFrom(random) };
        const id = replyMessageId(claim, message, "mail.desk.example");
        const address = replyAddress(claim, "support@desk.example");
        expect(claimInMessageId(upper ? id.toUpperCase() : id)).toEqual(claim);
        expect(claimInAddress(upper ? address.toUpperCase() : address)).toEqual(claim);
        expect(withoutDetail(address)).toBe("support@desk.example");
      }),
    );
  });

  test("an envelope sender names ticket and message, and stays within 64 octets", () => {
    const mailboxes = fc.string({ unit: fc.constantFrom("a", "b", "ü", "7"), minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        bytes,
        fc.integer({ min: 1, max: 1e12 }),
        mailboxes,
        fc.boolean(),
        (random, n, name, upper) => {
          const claim = { ticket: ticketNumber(n), token: tokenFrom(random) };
          const address = bounceAddress(claim, message, `${name}@desk.example`);
          const local = new TextEncoder().encode(address.slice(0, -"@desk.example".length));
          if (name.length <= 10) expect(address).toContain("+b");
          if (address.includes("+")) expect(local.length).toBeLessThanOrEqual(64);
          const read = claimInBounceAddress(upper ? address.toUpperCase() : address);
          if (!address.includes("+")) expect([read, address]).toEqual([null, `${name}@desk.example`]);
          else {
            const end = address.endsWith(".ghjkmnpqrs@desk.example");
            expect(read).toEqual({ ...claim, message: end ? "ghjkmnpqrs" : null });
            expect(claimInAddress(address)).toEqual(claim);
          }
        },
      ),
    );
  });

  test("different bytes give different tokens", () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(tokenFrom(a) === tokenFrom(b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
      }),
    );
  });

  test.each(["<t7@desk.example>", "<x@y>", "", "<t7.short.0123456789abcdefghjkmnpqrs@desk.example>"])(
    "%s claims nothing",
    (id) => expect(claimInMessageId(id)).toBeNull(),
  );
});
