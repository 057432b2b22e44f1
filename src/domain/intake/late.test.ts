import { expect, test } from "vitest";
import { ticketNumber } from "../../base/ids.ts";
import { type DeclaredState, lifecycleOf } from "../lifecycle/index.ts";
import { decideIncoming } from "./decide.ts";
import { following, opens, ticketFacts } from "./testing.ts";

const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 23, 12);
const state = (name: string, more: Partial<DeclaredState> = {}): DeclaredState => ({
  ...{ name, kind: null, ways: [], only: [], onMail: null, onReply: null, returns: null },
  ...more,
});
/** Closed tickets take mail for three days. */
const lifecycle = lifecycleOf([
  state("inbox", { kind: "initial", ways: ["open"] }),
  state("open", { ways: ["closed"] }),
  state("closed", { onMail: { to: "open", within: 3 * DAY } }),
]);
const closed = (days: number) => ticketFacts({ state: "closed", stateSince: now - days * DAY });
const typesOf = (days: number, parsed = {}) => {
  const outcome = decideIncoming(following(closed(days), { lifecycle, opening: opens }, parsed));
  return { outcome, types: outcome.events.map(({ event }) => event.type) };
};

test("I-120: mail in time reopens the ticket, later mail opens one of its own that names it", () => {
  expect(typesOf(2.9).types).toEqual(["MessageReceived", "StateChanged"]);
  const { outcome, types } = typesOf(3);
  expect(types).toEqual(["TicketOpened", "MessageReceived"]);
  expect(outcome.rules).toEqual(expect.arrayContaining(["I-120", "I-37"]));
  expect(outcome.events[0]).toEqual({
    ticket: opens.number,
    event: expect.objectContaining({ continues: ticketNumber(7), state: "inbox" }),
  });
  expect(outcome.dependsOn).toEqual(
    expect.arrayContaining([
      { on: "ticket", ticket: 7, version: 4 },
      { on: "next-ticket", number: opens.number },
    ]),
  );
});

test("I-120: mail from a machine is added, however late it is, and changes no state", () => {
  expect(typesOf(30, { automatic: "auto-reply" }).types).toEqual(["MessageReceived"]);
});
