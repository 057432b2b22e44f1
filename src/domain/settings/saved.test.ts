import { describe, expect, test } from "vitest";
import { userName } from "../../base/ids.ts";
import type { Mailbox } from "./events.ts";
import { decideGroup, decideMailbox } from "./index.ts";

const support: Mailbox = {
  ...{ address: "support@desk.example", aliases: ["help@desk.example"], name: "Support", acknowledge: true },
  ...{ signature: "", group: "First line", language: "de", enabled: true },
};
const facts = { mailboxes: [support], groups: ["First line"] };

describe("a mailbox", () => {
  test("keeps missing fields, and stores given ones normalised", () => {
    expect(decideMailbox({ address: "Support@desk.example", name: "Help" }, facts)).toEqual({
      ok: true,
      value: { ...support, name: "Help" },
    });
  });

  test("must not exist if it is to be new, and must exist if it is to be changed", () => {
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
  ])("cannot have %s", (_, wanted, field) => {
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

  test("is refused if it exists but should be new, or does not but should, or has an unknown member", () => {
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
