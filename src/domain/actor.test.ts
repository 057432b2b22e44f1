import fc from "fast-check";
import { expect, test } from "vitest";
import { userName } from "../base/ids.ts";
import { actorOf, actorText, isUser, systemActor, tokenActor, userActor } from "./actor.ts";

test("a stored actor is parsed, and written unchanged", () => {
  const known = fc
    .tuple(fc.constantFrom("user", "token", "system", "box", "cron", "User"), fc.string())
    .map(([kind, rest]) => `${kind}:${rest}`);
  fc.assert(
    fc.property(fc.oneof(known, fc.string()), (text) => {
      expect(actorText(actorOf(text))).toBe(text);
    }),
  );
});

test.each([
  ["user:ann", { kind: "user", name: "ann" }],
  ["token:stock: sync", { kind: "token", name: "stock: sync" }],
  ["system:command line", { kind: "system", part: "command line" }],
  ["box:console", { kind: "box", part: "console" }],
  ["system", { kind: "other", text: "system" }],
  ["cron:night", { kind: "other", text: "cron:night" }],
  ["", { kind: "other", text: "" }],
])("%s", (text, actor) => {
  expect(actorOf(text)).toEqual(actor);
});

test("a person differs from a token and a part with the same name", () => {
  expect(isUser(userActor(userName("ann")), "ann")).toBe(true);
  for (const other of [tokenActor("ann"), systemActor("ann"), userActor(userName("bob"))]) {
    expect(isUser(other, "ann")).toBe(false);
  }
  expect(isUser(userActor(userName("ann")), null)).toBe(false);
});
