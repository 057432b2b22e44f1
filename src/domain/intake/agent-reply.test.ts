import { describe, expect, test } from "vitest";
import { fault } from "../../base/fault.ts";
import { mailId, messageKey, ticketNumber, userName } from "../../base/ids.ts";
import { ok, refuse } from "../../base/result.ts";
import type { NewEvent } from "../events.ts";
import { type AgentReplyFacts, agentText, decideAgentReply } from "./agent-reply.ts";

const ticket = ticketNumber(4);
const mail = mailId("m".repeat(26));
const from = { name: "Bob", address: "bob@desk.example" };
const note: NewEvent = {
  ticket,
  event: { type: "NoteAdded", message: messageKey("k"), text: "as recorded" },
};
const facts: AgentReplyFacts = {
  replied: {
    ...{ type: "AgentReplied", mail, about: ticket, user: userName("bob"), from, subject: "Re: The kettle" },
    evidence: { by: "notification", found: "recipient" },
  },
  ...{ ticket, agent: { fullName: "Bob Byte", disabled: false } },
  ...{ said: { kind: "text", text: "It is fixed." }, reply: ok([note]) },
};
const held = (cause: object, candidate: number | null = ticket) => ({
  sent: false,
  events: [
    {
      ticket: null,
      event: {
        ...{ type: "MailHeld", mail, reason: "possible-follow-up", cause, candidate, from },
        subject: "Re: The kettle",
      },
    },
  ],
});
const denied = { code: "permission.denied" };

describe("I-60: an agent's mail to a notification", () => {
  test("is their reply", () => {
    expect(decideAgentReply(facts)).toEqual({ sent: true, events: [note] });
  });

  test.each<[why: string, change: Partial<AgentReplyFacts>, name: string, candidate: number | null]>([
    ["its ticket is gone", { ticket: null }, "Bob Byte", null],
    ["there is nobody of that name any more", { agent: null }, "bob", ticket],
    ["the agent was disabled", { agent: { fullName: "Bob Byte", disabled: true } }, "Bob Byte", ticket],
    ["it is not to be written", { reply: null }, "Bob Byte", ticket],
  ])("is held if %s", (_, change, name, candidate) => {
    const cause = { code: "reply-not-sent", name, fault: denied };
    expect(decideAgentReply({ ...facts, ...change })).toEqual(held(cause, candidate));
  });

  test("is held with the reason why the reply is refused, which is stored without its private cause", () => {
    const reply = refuse(
      fault("reply.mailbox-gone", { params: { mailbox: "x@desk.example" }, cause: "private" }),
    );
    const why = { code: "ticket.state", reason: "reply.mailbox-gone", params: { mailbox: "x@desk.example" } };
    expect(decideAgentReply({ ...facts, reply })).toEqual(
      held({ code: "reply-not-sent", name: "Bob Byte", fault: { ...why, code: reply.error.code } }),
    );
  });

  test("is held with the reason why it cannot be read", () => {
    const unreadable = { code: "mail.unreadable" } as const;
    expect(decideAgentReply({ ...facts, said: { kind: "unreadable", fault: unreadable } })).toEqual(
      held({ code: "reply-not-sent", name: "Bob Byte", fault: unreadable }),
    );
  });

  test("is held if nothing is left of it, or if part of the notification is", () => {
    expect(decideAgentReply({ ...facts, said: { kind: "nothing", text: "" } })).toEqual(
      held({ code: "notification-nothing-new", ticket, name: "Bob Byte" }),
    );
    expect(decideAgentReply({ ...facts, said: { kind: "quotation", text: "some of it" } })).toEqual(
      held({ code: "notification-quotation", ticket, name: "Bob Byte", text: "some of it" }),
    );
  });

  test("is held with a bounded part of its text, which never ends within a character", () => {
    const said = { kind: "quotation", text: `${"x".repeat(9_999)}\u{1F600}${"y".repeat(500)}` } as const;
    const [decided] = decideAgentReply({ ...facts, said }).events;
    const cause = decided?.event.type === "MailHeld" ? decided.event.cause : null;
    const kept = cause?.code === "notification-quotation" ? cause.text : "";
    expect([kept.length, kept.isWellFormed()]).toEqual([10_000, true]);
  });

  test("that its author may not reply comes before what it says", () => {
    const said = { kind: "nothing", text: "" } as const;
    expect(decideAgentReply({ ...facts, said, agent: null })).toEqual(
      held({ code: "reply-not-sent", name: "bob", fault: denied }),
    );
  });

  test("is sent or held, with exactly one outcome, whatever is known of it", () => {
    for (const number of [ticket, null])
      for (const agent of [facts.agent, { fullName: "Bob", disabled: true }, null])
        for (const said of [
          facts.said,
          { kind: "quotation", text: "x" } as const,
          { kind: "nothing", text: "" } as const,
          { kind: "unreadable", fault: { code: "mail.unreadable" } } as const,
        ])
          for (const reply of [facts.reply, refuse(fault("reply.text")), null]) {
            const decided = decideAgentReply({ ...facts, ticket: number, agent, said, reply });
            const may = number !== null && agent !== null && !agent.disabled;
            expect(decided.sent).toBe(may && said.kind === "text" && reply?.ok === true);
            const holds = decided.events.filter(({ event }) => event.type === "MailHeld");
            expect(holds.length).toBe(decided.sent ? 0 : 1);
          }
  });
});

describe("what an agent's mail says", () => {
  const known = ["Reply to this mail from this address, and they receive your text as your reply."];
  const notification = {
    subject: "[#4] The kettle leaks",
    text: `Rita wrote in ticket 4.\n\nIt drips from the spout, and a little from the lid when it boils.\n\n${known[0]}\n`,
    names: ["support@desk.example"],
  };
  const quoted = notification.text.replace(/^/gm, "> ");

  test("is all of it without the notification", () => {
    expect(agentText("It is fixed.\n", [notification], known)).toEqual({
      kind: "text",
      text: "It is fixed.",
    });
    const answered = `It is fixed.\n\nOn Mon, 30 Nov 2026 at 10:00, support@desk.example wrote:\n${quoted}`;
    expect(agentText(answered, [notification], known)).toEqual({ kind: "text", text: "It is fixed." });
  });

  test("is nothing, if it is the notification alone", () => {
    expect(agentText(quoted, [notification], known)).toEqual({ kind: "nothing", text: "" });
    expect(agentText(" \n", [], known)).toEqual({ kind: "nothing", text: "" });
  });

  test("cannot be told if a part of the notification is left", () => {
    const part = `It is fixed.\n> ${known[0]}\n`;
    expect(agentText(part, [], known)).toEqual({ kind: "quotation", text: part.trim() });
  });
});
