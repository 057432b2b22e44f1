import { describe, expect, test } from "vitest";
import { mailId, messageKey, position, ticketNumber, userName } from "../../base/ids.ts";
import { systemActor } from "../actor.ts";
import type { Event } from "../events.ts";
import type { Automatic } from "../mail/index.ts";
import { type Evidence, evolve, messageOf, type Ticket } from "../ticket/index.ts";
import { settledBy } from "./outcome.ts";
import { readMail } from "./testing.ts";

const mail = mailId("m".repeat(26));
const from = { name: "Rita", address: "rita@customer.example" };
const received = (evidence: Evidence | null, automatic: Automatic = false): Event =>
  messageOf({ ...readMail({ automatic }), from, authentication: null }, mail, messageKey(mail), evidence);
const ticket = ticketNumber(7);
const outcome = (event: Event) => settledBy({ ticket, event });

describe("I-47: the outcome of a mail is", () => {
  test("ticket if it created one, reply or bounce if it was added", () => {
    expect(outcome(received(null))).toMatchObject({ mail, outcome: "ticket", ticket: 7, from });
    expect(outcome(received({ by: "flood" }))).toMatchObject({ outcome: "reply", ticket: 7 });
    expect(outcome(received({ by: "flood" }, "bounce"))).toMatchObject({ outcome: "bounce" });
  });

  test("reply for an agent's reply to a notification", () => {
    const evidence = { by: "notification", found: "recipient" } as const;
    const about = ticketNumber(9);
    const event = {
      ...({ type: "AgentReplied", mail, about, user: userName("bob") } as const),
      evidence,
      from,
      subject: "",
    };
    expect(outcome(event)).toMatchObject({ outcome: "reply", ticket: 9 });
  });

  test("held with its reason, filed or bounce with its cause, and no ticket", () => {
    const event = { mail, cause: { code: "text", text: "Why" }, from: null, subject: "x" } as const;
    const held = { ...event, type: "MailHeld", reason: "spam", candidate: ticket } as const;
    expect(outcome(held)).toMatchObject({ outcome: "held", reason: "spam", ticket: null, candidate: 7 });
    expect(outcome({ ...event, type: "MailFiled", as: "bounce" })).toMatchObject({
      outcome: "bounce",
      ticket: null,
    });
  });

  test("filed with the ticket that its cause names, if it names one", () => {
    const event = { type: "MailFiled", as: "filed", mail, from: null, subject: "" } as const;
    const filedAs = (cause: Extract<Event, { type: "MailFiled" }>["cause"]) =>
      settledBy({ ticket: null, event: { ...event, cause } });
    const about = { mail: mailId("n".repeat(26)), ticket: ticketNumber(9) };
    expect(filedAs({ code: "duplicate", ...about })).toMatchObject({ outcome: "filed", ticket: 9 });
    expect(filedAs({ code: "own-mail", ticket: ticketNumber(8) })).toMatchObject({ ticket: 8 });
    expect(filedAs({ code: "duplicate", ...about, ticket: null })).toMatchObject({ ticket: null });
    expect(filedAs({ code: "unknown-bounce" })).toMatchObject({ ticket: null });
  });

  test("not changed by other events", () => {
    expect(outcome({ type: "NoteAdded", message: messageKey(mail), text: "x" })).toBe(null);
  });
});

test("I-24: the requester, authors and recipients of messages and replies are participants, in lower case", () => {
  const opened = {
    ...({ type: "TicketOpened", number: ticket, token: "t", mailbox: "support@desk.example" } as const),
    ...({
      subject: "x",
      requester: { name: "", address: "Office@customer.example" },
      group: null,
      via: "mail",
    } as const),
  };
  const cc = [{ name: "", address: "Karl@customer.example" }];
  const message = messageOf(
    { ...readMail({ cc }), from, authentication: null },
    mail,
    messageKey(mail),
    null,
  );
  const grown = [opened, message].reduce<Ticket | null>(
    (before, event) =>
      evolve(before, { position: position(1), time: 1, actor: systemActor("test"), ticket, event }),
    null,
  );
  expect(grown?.participants).toEqual([
    { name: "", address: "office@customer.example" },
    { name: "Rita", address: "rita@customer.example" },
    { name: "", address: "karl@customer.example" },
  ]);
});
