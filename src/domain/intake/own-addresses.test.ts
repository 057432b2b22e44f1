import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ticketNumber } from "../../base/ids.ts";
import { type Address, type Authentication, ownAddresses, type ParsedMail } from "../mail/index.ts";
import { replyRecipients } from "../ticket/index.ts";
import { decideIncoming } from "./decide.ts";
import type { Facts, MailFacts } from "./facts.ts";
import {
  agent,
  authenticated,
  facts,
  following,
  opens,
  ownAddress,
  readMail,
  ticketFacts,
} from "./testing.ts";

const own = [ownAddress, "sales@desk.example"];
const desk = { name: "Support", address: ownAddress };
const rita = { name: "Rita", address: "rita@customer.example" };
const rewritten = { name: "'Rita Moss' via Support", address: ownAddress };
const at = (address: string, name = ""): Address => ({ name, address });
const checks = (authentication: Authentication) => ({ authentication, spam: null, virus: null });

const given = (parsed: Partial<ParsedMail>, more: Partial<Facts> = {}, mail: Partial<MailFacts> = {}) =>
  decideIncoming(facts({ own, ...more }, parsed, mail));
const eventOf = (outcome: ReturnType<typeof decideIncoming>, type: string) =>
  outcome.events.map(({ event }) => event).find((event) => event.type === type);
const requester = (parsed: Partial<ParsedMail>, more: Partial<Facts> = {}) => {
  const opened = eventOf(given(parsed, more), "TicketOpened");
  return opened?.type === "TicketOpened" ? opened.requester : null;
};

describe("I-38, I-55: the requester is never one of our own addresses", () => {
  test.each<[what: string, parsed: Partial<ParsedMail>, requester: Address]>([
    ["the mailbox in Reply-To", { replyTo: [desk] }, rita],
    ["an alias in Reply-To", { replyTo: [at("sales@desk.example")] }, rita],
    ["a detail in Reply-To", { replyTo: [at("support+scan@desk.example")] }, rita],
    ["upper case in Reply-To", { replyTo: [at("SUPPORT@Desk.Example")] }, rita],
    [
      "ours first in Reply-To, then theirs",
      { replyTo: [desk, at("office@customer.example")] },
      at("office@customer.example", "Rita"),
    ],
    [
      "a group that rewrote From, with the author in another field",
      { from: rewritten, originalAuthors: [at("rita@customer.example", "Rita Moss")] },
      at("rita@customer.example", "Rita Moss"),
    ],
    [
      "a group that rewrote From and left no name but in it",
      { from: rewritten, originalAuthors: [at("rita@customer.example")] },
      at("rita@customer.example", "Rita Moss"),
    ],
    [
      "a group that rewrote From and Reply-To",
      { from: rewritten, replyTo: [desk], originalAuthors: [rita] },
      rita,
    ],
    [
      "a list with our address that put its own into Reply-To, and the author into Cc",
      {
        from: rewritten,
        lists: [ownAddress],
        replyTo: [desk],
        cc: [at("rita@customer.example", "Rita Moss")],
      },
      at("rita@customer.example", "Rita Moss"),
    ],
    [
      "such a list, for an author without a name",
      {
        from: at(ownAddress, "rita via Support"),
        lists: [ownAddress],
        replyTo: [desk],
        cc: [at("Rita@customer.example")],
      },
      at("Rita@customer.example", "rita"),
    ],
    [
      "another group of ours that put the author into Cc, beside others",
      {
        from: at("team@desk.example", "Rita Moss via Team"),
        ...{ lists: ["team@desk.example"], replyTo: [at("team@desk.example")] },
        cc: [at("karl@customer.example", "Karl"), at("rita@customer.example", "Rita Moss")],
      },
      at("rita@customer.example", "Rita Moss"),
    ],
    ["a web form that sends as ourselves", { from: desk, replyTo: [rita] }, rita],
    [
      "another group of ours that rewrote From",
      {
        from: at("team@desk.example", "Rita Moss via Team"),
        lists: ["team@desk.example"],
        originalAuthors: [at("rita@customer.example")],
      },
      at("rita@customer.example", "Rita Moss"),
    ],
    [
      "a list elsewhere that rewrote From, known by its List-ID",
      {
        from: at("talk@lists.example", "Rita via Talk"),
        lists: ["talk.lists.example"],
        replyTo: [at("talk@lists.example")],
        originalAuthors: [rita],
      },
      rita,
    ],
    [
      "a list that asks for replies to itself",
      { lists: ["talk@lists.example"], replyTo: [at("talk@lists.example")] },
      rita,
    ],
    [
      "a list, and nobody else is named",
      { from: at("talk@lists.example", "Talk"), lists: ["talk@lists.example"] },
      at("talk@lists.example", "Talk"),
    ],
    ["ourselves alone", { from: at(ownAddress, "Scanner") }, at("", "Scanner")],
  ])("%s", (_, parsed, expected) => {
    expect(requester(parsed)).toEqual(expected);
  });

  test("whatever the header says, and no default recipient is either", () => {
    const isOwn = ownAddresses(own);
    const local = fc.constantFrom("support", "SUPPORT", "sales", "support+a", "Sales+b.c", "rita", "team");
    const domain = fc.constantFrom("desk.example", "DESK.example", "customer.example", "lists.example");
    const address = fc
      .tuple(fc.constantFrom("", "Rita", "Rita via X"), local, domain)
      .map(([name, l, d]) => at(`${l}@${d}`, name));
    const some = fc.array(address, { maxLength: 4 });
    const parsed = fc.record({
      ...{ from: address, replyTo: some, originalAuthors: some, to: some, cc: some },
      lists: fc.array(fc.constantFrom(ownAddress, "team@desk.example", "team.lists.example")),
    });
    fc.assert(
      fc.property(parsed, some, (mail, participants) => {
        const found = requester(mail);
        if (found === null) return;
        expect(isOwn(found.address)).toBe(false);
        const { to, others } = replyRecipients({ requester: found, participants }, own);
        for (const one of [...to, ...others]) expect(isOwn(one.address)).toBe(false);
      }),
    );
  });
});

describe("I-102: a list of others that put its own address into From", () => {
  const talk = at("talk@lists.example", "Rita Moss via Talk");
  const list = { from: talk, lists: ["talk@lists.example"], replyTo: [talk] };

  test.each([
    ["by a field of its own", { ...list, originalAuthors: [rita] }],
    ["in Reply-To, where From says so", { ...list, replyTo: [talk, rita] }],
    ["in Cc, where From says so", { ...list, cc: [at(rita.address, "Rita Moss")] }],
  ])("the author is the person whom it names %s, as a newcomer", (_, parsed) => {
    const outcome = decideIncoming(following(ticketFacts({ state: "closed" }), { own }, parsed));
    const message = eventOf(outcome, "MessageReceived");
    expect(message).toMatchObject({ from: { address: rita.address }, newcomer: true, named: true });
  });

  test("a Reply-To of its own names nobody", () => {
    const news = { ...list, from: at("talk@lists.example", "Talk"), replyTo: [at("press@lists.example")] };
    const opened = decideIncoming(facts({ own }, news));
    expect(eventOf(opened, "MessageReceived")).toMatchObject({ from: { address: "talk@lists.example" } });
  });

  test("an agent whom it names is not verified", () => {
    const proven = checks(authenticated("lists.example"));
    const claimed = { own, checks: proven, author: agent("rita") };
    const named = { ...list, originalAuthors: [rita] };
    const other = ticketFacts({ requester: at("karl@customer.example") });
    expect(decideIncoming(following(other, claimed, named))).toMatchObject({
      kind: "held",
      rules: ["I-20", "I-26"],
    });
  });
});

describe("I-57: the author of a mail whose From was rewritten", () => {
  const group = { from: rewritten, originalAuthors: [rita] };

  test("takes part in their ticket", () => {
    const outcome = decideIncoming(following(ticketFacts({ state: "closed" }), { own }, group));
    expect(outcome).toMatchObject({ kind: "reply", rules: ["I-20", "I-24", "I-29"] });
    expect(eventOf(outcome, "MessageReceived")).toMatchObject({ from: rita });
  });

  test("takes part in their ticket, too, where only Cc names them", () => {
    const cc = [at("rita@customer.example", "Rita Moss")];
    const copied = { from: rewritten, lists: [ownAddress], replyTo: [desk], cc };
    const outcome = decideIncoming(following(ticketFacts({ state: "closed" }), { own }, copied));
    expect(outcome).toMatchObject({ kind: "reply", rules: ["I-20", "I-24", "I-29"] });
    expect(eventOf(outcome, "MessageReceived")).toMatchObject({ from: cc[0] });
    expect(eventOf(outcome, "MessageReceived")).not.toHaveProperty("sent");
  });

  test("is not anyone in Cc whom the name does not mean", () => {
    const cc = [at("karl@customer.example", "Karl")];
    const outcome = given({ from: rewritten, lists: [ownAddress], replyTo: [desk], cc });
    expect(eventOf(outcome, "TicketOpened")).not.toMatchObject({ requester: rita });
    expect(eventOf(outcome, "MessageReceived")).toMatchObject({ from: rewritten });
  });

  test("is not believed where the sender is forged", () => {
    const forged = checks(authenticated("desk.example", "fail"));
    expect(given(group, { checks: forged })).toMatchObject({ kind: "held", rules: ["I-56"] });
  });
});

describe("our own mail", () => {
  test("I-52: that came back is filed before any other check, and changes nothing", () => {
    const rejected = checks(authenticated("desk.example", "fail", "reject"));
    const outcome = given({ from: desk }, { ownMail: { ticket: ticketNumber(7) }, checks: rejected });
    expect(outcome).toMatchObject({ kind: "filed", rules: ["I-52"] });
    expect(outcome.events.filter(({ ticket }) => ticket !== null)).toEqual([]);
    expect(eventOf(outcome, "MailFiled")).toMatchObject({ cause: { code: "own-mail", ticket: 7 } });
  });

  test("I-52: with a virus in it is held all the same", () => {
    const infected = { authentication: null, spam: null, virus: { by: "clamav", virus: "Eicar" } } as const;
    expect(given({}, { ownMail: { ticket: null }, checks: infected })).toMatchObject({ rules: ["I-2"] });
  });
});

test("I-61: the test mail to an address with a plus is filed before any other check, but for a virus", () => {
  const rejected = checks(authenticated("desk.example", "fail", "reject"));
  const plusTest = { mailbox: "help@desk.example", token: "a".repeat(24), part: "arrived" } as const;
  const outcome = given({ from: desk }, { plusTest, checks: rejected });
  expect(outcome).toMatchObject({ kind: "filed", rules: ["I-61"] });
  expect(outcome.events.filter(({ ticket }) => ticket !== null)).toEqual([]);
  expect(eventOf(outcome, "MailFiled")).toMatchObject({ cause: { code: "plus-test", ...plusTest } });
  const infected = { authentication: null, spam: null, virus: { by: "clamav", virus: "Eicar" } } as const;
  expect(given({}, { plusTest, checks: infected })).toMatchObject({ rules: ["I-2"] });
});

describe("what one of us sent with another program", () => {
  const sent = { from: desk, to: [rita], cc: [desk] };
  const place = { source: "imap:desk/Sent/1/2" };

  test("I-53: joins its ticket as an outgoing message, and changes no state", () => {
    const outcome = decideIncoming(following(ticketFacts({ state: "closed" }), { own }, sent, place));
    expect(outcome).toMatchObject({ kind: "reply", rules: ["I-20", "I-53"] });
    expect(outcome.events).toMatchObject([{ ticket: 7, event: { type: "MessageReceived", sent: true } }]);
  });

  test("I-53: joins the ticket in which the customer's reply to it came first", () => {
    const waiting = { own, awaiting: [ticketNumber(7)], tickets: [ticketFacts()], opening: null };
    expect(given(sent, waiting, place)).toMatchObject({ kind: "reply", rules: ["I-21", "I-53"] });
  });

  test("I-54: about no ticket is filed where it was fetched, and opens one with its recipient where it was sent to us", () => {
    expect(given(sent, {}, place)).toMatchObject({ kind: "filed", rules: ["I-54"] });
    const proven = checks(authenticated("desk.example"));
    const opened = given({ ...sent, to: [desk], cc: [rita] }, { checks: proven });
    expect(opened).toMatchObject({ kind: "ticket", rules: ["I-37", "I-54"] });
    expect(eventOf(opened, "TicketOpened")).toMatchObject({ requester: rita });
    expect(eventOf(opened, "MessageReceived")).toMatchObject({ sent: true });
    expect(eventOf(opened, "AutoReplyDue")).toBeUndefined();
  });

  test("I-56: is held where a server that received it found it forged, though we fetched it", () => {
    const to = [rita];
    const of = (verdict: "pass" | "fail" | null) =>
      decideIncoming(
        following(
          ticketFacts(),
          { own, checks: verdict === null ? null : checks(authenticated("desk.example", verdict)) },
          { from: desk, to },
          { source: "imap:desk/INBOX/1" },
        ),
      ).kind;
    expect([of("fail"), of("pass"), of(null)]).toEqual(["held", "reply", "reply"]);
  });

  test("I-56: is held where nothing proves that we sent it", () => {
    const other = checks(authenticated("evil.example"));
    for (const parsed of [sent, { from: desk }]) {
      const outcome = decideIncoming(following(ticketFacts(), { own, checks: other }, parsed));
      expect(outcome).toMatchObject({ kind: "held", rules: ["I-56", "I-6"] });
      expect(eventOf(outcome, "MailHeld")).toMatchObject({ cause: { code: "unproven-own" }, candidate: 7 });
    }
  });
});

test("I-58, I-59: a reply goes to the requester, and to all others who are people", () => {
  const participants = [desk, rita, at("karl@customer.example"), at("mailer-daemon@customer.example")];
  expect(replyRecipients({ requester: rita, participants }, own)).toEqual({
    to: [rita],
    others: [at("karl@customer.example")],
  });
});

describe("I-39: an auto-reply", () => {
  const acknowledged = { own, opening: { ...opens, autoReplies: { toAddress: 0, toAll: 0 } } };
  const due = (parsed: Partial<ParsedMail>, more: Partial<Facts>, mail: Partial<MailFacts>) =>
    eventOf(given(parsed, { ...acknowledged, ...more }, mail), "AutoReplyDue");
  const bulk = { sender: "0102018f3c1b2a4d-5e6f7a8b-0000-000000@eu-west-1.amazonses.com" };

  test("goes to the requester whom DMARC proves, where the envelope is a bulk service's", () => {
    const proven = checks(authenticated("customer.example"));
    expect(due({}, { checks: proven }, bulk)).toMatchObject({
      to: rita,
      because: { kind: "proven", by: ["DKIM", "SPF"] },
    });
  });

  test("goes to nobody where the envelope is a bulk service's and nothing is proven", () => {
    expect(due({}, {}, bulk)).toBeUndefined();
    expect(due({}, { checks: checks(authenticated("amazonses.com")) }, bulk)).toBeUndefined();
  });

  test("goes to the one who wrote it, or else to the envelope sender", () => {
    expect(due({}, {}, {})).toMatchObject({ to: rita, because: { kind: "wrote" } });
    const form = { from: at("web@shop.example"), replyTo: [rita] };
    expect(due(form, {}, { sender: "web@shop.example" })).toMatchObject({
      to: { address: "web@shop.example" },
      because: { kind: "envelope" },
    });
  });

  test("never goes to one of our own addresses", () => {
    const form = { from: desk, replyTo: [rita] };
    for (const sender of ["Sales@desk.example", "support+b1.x@desk.example"])
      expect(due(form, {}, { sender })).toBeUndefined();
    expect(due({ from: desk }, {}, {})).toBeUndefined();
  });
});

test("a plain mail's author is its From, whatever other fields say", () => {
  const mail = readMail({ originalAuthors: [at("other@customer.example")], lists: ["talk@lists.example"] });
  expect(requester(mail)).toEqual(rita);
});
