import { describe, expect, test } from "vitest";
import { userName } from "../../base/ids.ts";
import type { Mailbox } from "./events.ts";
import { decideGroup, decideMailbox } from "./index.ts";

const support: Mailbox = {
  ...{
    address: "support@desk.example",
    aliases: ["help@desk.example"],
    name: "Support",
    acknowledge: true,
    plusAddresses: true,
  },
  ...{ signature: "", group: "First line", language: "de", enabled: true },
};
const facts = { mailboxes: [support], groups: ["First line"] };

describe("a mailbox", () => {
  test("keeps what is not given, and takes it as it is written", () => {
    expect(decideMailbox({ address: "Support@desk.example", name: "Help" }, facts)).toEqual({
      ok: true,
      value: { ...support, name: "Help" },
    });
  });

  test("that is to be new must not be there, and one that is to be changed must", () => {
    const wanted = { address: " SUPPORT@desk.example" };
    expect(decideMailbox(wanted, { ...facts, expected: "new" })).toMatchObject({
      error: {
        code: "thing.exists",
        field: "address",
        reason: "mailbox.exists",
        params: { address: "support@desk.example" },
      },
    });
    expect(decideMailbox({ address: "x@desk.example" }, { ...facts, expected: "known" })).toMatchObject({
      error: { code: "thing.not-found", reason: "mailbox.unknown", params: { address: "x@desk.example" } },
    });
  });

  test.each([
    ["an address of another one", { address: "help@desk.example" }, "aliases"],
    [
      "an alias that is another one's",
      { address: "a@desk.example", aliases: ["support@desk.example"] },
      "aliases",
    ],
    ["a detail in its address", { address: "a+b@desk.example" }, "address"],
    ["a group that is not there", { address: "a@desk.example", group: "Second line" }, "group"],
    ["a language that is none", { address: "a@desk.example", language: "?" }, "language"],
  ])("does not have %s", (_, wanted, field) => {
    expect(decideMailbox(wanted, facts)).toMatchObject({ error: { code: "request.invalid", field } });
  });
});

describe("a group", () => {
  const users = ["ann", "ann", "bob"].map((name) => ({ wanted: name, user: userName(name) }));

  test("has each member once", () => {
    expect(decideGroup(" First line ", { exists: false, users, expected: "new" })).toEqual({
      ok: true,
      value: { name: "First line", members: ["ann", "bob"] },
    });
  });

  test("is refused where it is there though new, or not there though known, or with a stranger", () => {
    expect(decideGroup("A", { exists: true, users, expected: "new" })).toMatchObject({
      error: { code: "thing.exists", field: "name" },
    });
    expect(decideGroup("A", { exists: false, users, expected: "known" })).toMatchObject({
      error: { code: "thing.not-found" },
    });
    const stranger = [...users, { wanted: "eve", user: null }];
    expect(decideGroup("A", { exists: true, users: stranger })).toMatchObject({
      error: { field: "members" },
    });
    expect(decideGroup(" ", { exists: false, users })).toMatchObject({ error: { field: "name" } });
  });
});
