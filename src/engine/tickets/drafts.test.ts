/** Drafts on the server: whose they are, how long they last, and when they go. */
import { expect, test } from "vitest";
import { mailbox } from "../../../test/support/engine.ts";
import { system } from "../../domain/policy/index.ts";
import type { DraftForm } from "../../domain/ticket/index.ts";
import { ann, bob, desk, deskForEachTest, one, restart } from "../outgoing/testing.ts";

deskForEachTest();

const reply: DraftForm = { ticket: one, kind: "reply", writer: "a", base: null };
const note: DraftForm = { ...reply, kind: "note" };
const save = (text: string, form = reply, by = ann) =>
  desk.engine.commands.saveDraft(by, form, { text, to: "bea@customer.example" });
const drafts = () =>
  desk.record.operations.drafts.of(one).map(({ user, kind, fields }) => [user, kind, fields.text]);
const refused = (reason: string) => ({ ok: false, error: { reason } });

test("one for each person and kind survives the program; the newest text counts", async () => {
  save("Dear");
  save("Dear Bea");
  save("To do", note);
  save("Hello", reply, bob);
  await restart();
  expect(drafts()).toHaveLength(3);
  expect(drafts()).toEqual(
    expect.arrayContaining([
      ["ann", "reply", "Dear Bea"],
      ["ann", "note", "To do"],
      ["bob", "reply", "Hello"],
    ]),
  );
});

test("it goes with what it becomes, and what comes late of it is refused; those of others stay", async () => {
  const { commands } = desk.engine;
  save("Dear Bea");
  save("To do", note);
  save("Hello", reply, bob);
  expect((await commands.reply(ann, one, { text: " " }, { draft: reply })).ok).toBe(false);
  expect(drafts()).toHaveLength(3);
  expect(await commands.reply(ann, one, { text: "Dear Bea, yes." }, { draft: reply })).toMatchObject({
    ok: true,
  });
  expect(drafts()).not.toContainEqual(["ann", "reply", "Dear Bea"]);
  expect(save("Dear Bea, y")).toMatchObject(refused("draft.sent"));
  expect(await commands.note(ann, one, "Done", { draft: note })).toMatchObject({ ok: true });
  expect(save("Do", note)).toMatchObject(refused("draft.sent"));
  expect(drafts()).toEqual([["bob", "reply", "Hello"]]);
  await restart();
  expect(save("Dear Bea, y")).toMatchObject(refused("draft.sent"));
  expect(save("Another one", { ...reply, writer: "b" })).toMatchObject({ ok: true });
});

test("a reply by other ways leaves the draft alone, and so does one of another window", async () => {
  save("Dear Bea");
  await desk.engine.commands.reply(ann, one, { text: "By the API" });
  await desk.engine.commands.reply(ann, one, { text: "Elsewhere" }, { draft: { ...reply, writer: "b" } });
  expect(drafts()).toEqual([["ann", "reply", "Dear Bea"]]);
});

test("of two windows, neither takes the other's text away", async () => {
  const first = save("First");
  const second = { ...reply, writer: "b" };
  expect(save("Second", second)).toMatchObject(refused("draft.elsewhere"));
  // The second window is loaded again: it shows the first one's draft, and goes on with it.
  const base = first.ok ? first.value : null;
  expect(save("First, and more", { ...second, base })).toMatchObject({ ok: true });
  expect(save("First again")).toMatchObject(refused("draft.elsewhere"));
  await desk.engine.commands.reply(ann, one, { text: "First" }, { draft: { ...reply, base } });
  expect(drafts()).toEqual([["ann", "reply", "First, and more"]]);
});

test("an emptied one goes, a discarded one too, a very long one is refused, and programs have none", () => {
  save("Dear");
  expect(save(" ")).toEqual({ ok: true, value: null });
  expect(drafts()).toEqual([]);
  save("Dear");
  expect(desk.engine.commands.discardDraft(ann, { ...reply, writer: "b" })).toMatchObject({ ok: true });
  expect(drafts()).toEqual([]);
  expect(save("Dear", { ...reply, writer: "b" })).toMatchObject(refused("draft.sent"));
  expect(save("x".repeat(100_001))).toMatchObject({ ok: false, error: { field: "text" } });
  expect(desk.engine.commands.saveDraft(system("test"), note, { text: "x" })).toMatchObject({ ok: false });
  expect(drafts()).toEqual([]);
});

test("a new ticket's draft is its author's alone, and goes with the ticket", async () => {
  const form: DraftForm = { ticket: null, kind: "new", writer: "n", base: null };
  save("It is broken", form);
  const of = (user: typeof ann.user) => desk.record.operations.drafts.one(user, form)?.fields.text;
  expect([of(ann.user), of(bob.user)]).toEqual(["It is broken", undefined]);
  const requester = { name: "", address: "bea@customer.example" };
  const wanted = { mailbox, subject: "Broken", requester, text: "It is broken", send: false };
  expect(await desk.engine.commands.openTicket(ann, wanted, { draft: form })).toMatchObject({ ok: true });
  expect(of(ann.user)).toBeUndefined();
  expect(save("It is", form)).toMatchObject(refused("draft.sent"));
});

test("of very many of one person, the newest stay", () => {
  const { drafts: kept } = desk.record.operations;
  for (let n = 1; n <= 510; n += 1) {
    desk.clock += 1;
    kept.save(ann.user, { ...note, ticket: n as typeof one }, { text: `${n}` }, false);
  }
  expect(kept.of(10 as typeof one)).toEqual([]);
  expect(kept.of(11 as typeof one)).toHaveLength(1);
});
