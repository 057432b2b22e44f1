import { expect, test } from "vitest";
import { decideSetUp } from "./set-up.ts";
import { support, told } from "./testing.ts";

const wanted = {
  hostname: "Desk.example",
  mailbox: { address: "Support@desk.example" },
  zone: "Europe/Berlin",
};
const empty = { hostname: null, mailboxes: [], groups: [] };

test("an empty journal is set up with its name, its zone and its first mailbox", () => {
  expect(told(decideSetUp(wanted, empty))).toMatchObject([
    { type: "SystemSetUp", hostname: "desk.example", zone: "Europe/Berlin" },
    {
      type: "MailboxSaved",
      mailbox: { address: "support@desk.example", enabled: true, plusAddresses: true },
    },
  ]);
});

test.each([null, ""])("no time zone is null: %j", (zone) => {
  expect(told(decideSetUp({ ...wanted, zone }, empty))).toMatchObject([{ zone: null }, {}]);
});

test.each([
  [
    "the name cannot be a host's",
    { ...wanted, hostname: "two words" },
    empty,
    ["hostname.invalid", "hostname"],
  ],
  ["it is set up already", wanted, { ...empty, hostname: "desk.example" }, ["data.exists", undefined]],
  [
    "the mailbox is not valid",
    { ...wanted, mailbox: { address: "support+x@desk.example" } },
    empty,
    ["mailbox.invalid", "address"],
  ],
  [
    "its group is not there",
    { ...wanted, mailbox: { ...support, group: "First line" } },
    empty,
    ["request.no-group", "group"],
  ],
])("it is refused if %s", (_, given, facts, refusal) => {
  expect(told(decideSetUp(given, facts))).toEqual(refusal);
});
