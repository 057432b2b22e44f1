import { expect, test } from "vitest";
import type { Action } from "../../../appliance/protocol.ts";
import { doneAction } from "../../base/box-actions.ts";
import { userName } from "../../base/ids.ts";
import { type WarningFacts, warned } from "./warning.ts";

const now = Date.UTC(2026, 0, 8, 3, 5);
const action: Action = {
  ...{ log: "a", number: 1, at: "2026-01-02T03:04:05.000Z", verb: "update.outcome", caller: "box", by: null },
  ...{ outcome: "failed", what: doneAction("text", { text: "rolled back" }), fault: null },
};
const person = (name: string, more: object = {}) => ({
  ...({
    name: userName(name),
    fullName: name,
    email: `${name}@site.net`,
    role: "admin",
    disabled: false,
  } as const),
  ...more,
});
const facts: WarningFacts = {
  mailboxes: [{ address: "help@site.net", aliases: ["box@site.net"], enabled: true }],
  people: [
    person("ann"),
    person("bob", { role: "agent" }),
    person("cid", { disabled: true }),
    person("dan", { email: null }),
    person("eve", { email: "Box+eve@Site.net" }),
  ],
  now,
};
const names = (of: Partial<WarningFacts> = {}, more: Partial<Action> = {}) =>
  warned({ ...action, ...more }, { ...facts, ...of }).map(({ to }) => to.address);

test("administrators with an address of their own are warned", () => {
  expect(names()).toEqual(["ann@site.net"]);
});

test("nobody is warned without a mailbox, too late, or of anything else", () => {
  expect(names({ mailboxes: [] })).toEqual([]);
  expect(names({ mailboxes: [{ address: "help@site.net", aliases: [], enabled: false }] })).toEqual([]);
  expect(names({ now: now + 2 * 24 * 3_600_000 })).toEqual([]);
  expect(names({}, { outcome: "done" })).toEqual([]);
  expect(names({}, { caller: "app" })).toEqual([]);
  expect(names({}, { verb: "restart" })).toEqual([]);
});
