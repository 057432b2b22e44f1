/** An address with a domain beyond ASCII is one person in both of its forms. */
import { expect, test } from "vitest";
import { type TicketNumber, ticketNumber, userName } from "../src/base/ids.ts";
import { system } from "../src/domain/policy/index.ts";
import { parseQuery } from "../src/domain/search/index.ts";
import { readAddresses } from "../src/edges/mime/addresses.ts";
import { ann, desk, deskForEachTest, mail } from "../src/engine/outgoing/testing.ts";
import { mailbox } from "./support/engine.ts";

deskForEachTest();

const two = ticketNumber(2);
const forms = ["kim@müller.example", "kim@xn--mller-kva.example"] as const;
const readAs = (address: string) => readAddresses(Buffer.from(address).toString("latin1"))[0]?.address;
const person = (address: string) => ({ name: "", address });
const ticket = (number: TicketNumber) => desk.record.view.ticket(number) ?? expect.fail("no ticket");

test.each([
  [forms[0], forms[1]],
  [forms[1], forms[0]],
])("who wrote as %s takes part as %s", async (first, second) => {
  const asked = { messageId: "<a@müller.example>", from: person(first), text: "Is it open?" };
  await mail({ ...asked, cc: [person("lee@customer.example")] });
  expect(ticket(two)).toMatchObject({ requester: person(forms[0]) });
  await mail({
    messageId: "<b@x.example>",
    inReplyTo: asked.messageId,
    from: person(second),
    text: "And today?",
  });
  expect(ticket(two)).toMatchObject({ messages: 2, newcomers: [] });
  expect(ticket(two).participants.map(({ address }) => address)).toEqual([forms[0], "lee@customer.example"]);
  const removed = await desk.engine.commands.removeParticipant(ann, two, second);
  expect(removed).toMatchObject({ ok: false, error: { reason: "participant.requester" } });
});

test("both are read as one, and neither form of what is no such domain is changed", () => {
  expect(forms.map(readAs)).toEqual([forms[0], forms[0]]);
  expect(readAs("kim@xn--.example")).toBe("kim@xn--.example");
});

test.each(forms)("our own mailbox is ours in both forms, when it was saved as %s", async (address) => {
  const kept = desk.record.view.mailbox(mailbox) ?? expect.fail("no mailbox");
  const saved = await desk.engine.settings.saveMailbox(system("test"), { ...kept, address, name: "Kim" });
  expect(saved.ok).toBe(true);
  for (const one of forms) {
    expect(desk.record.view.mailbox(one)?.name).toBe("Kim");
    expect(desk.engine.reception.recipient(one.toUpperCase())).toEqual({ ok: true, value: forms[0] });
    const opened = await desk.engine.commands.openTicket(ann, {
      ...{ mailbox, subject: "S", requester: person(one), text: "T", send: false },
    });
    expect(opened).toMatchObject({ ok: false, error: { reason: "ticket.requester-own" } });
  }
});

test.each(forms)("an agent whose address is %s is that agent in both forms", async (email) => {
  const changed = await desk.engine.people.changeUser(system("test"), userName("bob"), { email });
  expect(changed.ok).toBe(true);
  expect(desk.record.view.userOfAddress(forms[0])?.name).toBe("bob");
});

test.each(forms)("a search and a filter with %s find both", async (typed) => {
  for (const from of forms)
    await mail({ messageId: `<${from.length}@x.example>`, from: person(from), text: "Hi" });
  const known = { me: null, states: [], groups: [], now: 0, zone: "UTC" };
  const found = parseQuery(`from:${typed}`, known);
  if (!found.ok) throw new Error("not read");
  expect(desk.record.search.page(found.value.alternatives, { limit: 9 }).found).toHaveLength(2);
  const filter = parseQuery(`requester:${typed}`, known);
  if (!filter.ok) throw new Error("not read");
  const filters = filter.value.alternatives.map((one) => one.filter);
  expect(desk.record.queries.tickets(filters, { now: 0, limit: 9 }).items).toHaveLength(2);
});
