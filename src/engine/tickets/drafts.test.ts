/** Drafts on the server: whose they are, how long they last, and when they go. */
import { expect, test } from "vitest";
import { system } from "../../domain/policy/index.ts";
import { ann, bob, desk, deskForEachTest, one, restart } from "../outgoing/testing.ts";

deskForEachTest();

const save = (text: string, kind: "reply" | "note" = "reply", by = ann) =>
  desk.engine.commands.saveDraft(by, one, kind, { text, to: "bea@customer.example" });
const drafts = () =>
  desk.record.operations.drafts.of(one).map(({ user, kind, fields }) => [user, kind, fields.text]);

test("one for each person and kind survives the program; the newest text counts", async () => {
  save("Dear");
  save("Dear Bea");
  save("To do", "note");
  save("Hello", "reply", bob);
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

test("it goes with what it becomes, in the same commit, and those of others stay", async () => {
  save("Dear Bea");
  save("To do", "note");
  save("Hello", "reply", bob);
  const refused = await desk.engine.commands.reply(ann, one, { text: " " });
  expect(refused.ok).toBe(false);
  expect(drafts()).toHaveLength(3);
  expect(await desk.engine.commands.reply(ann, one, { text: "Dear Bea, yes." })).toMatchObject({ ok: true });
  expect(drafts()).not.toContainEqual(["ann", "reply", "Dear Bea"]);
  expect(await desk.engine.commands.note(ann, one, "Done")).toMatchObject({ ok: true });
  expect(drafts()).toEqual([["bob", "reply", "Hello"]]);
});

test("an emptied one goes, a very long one is refused, and programs have none", () => {
  save("Dear");
  expect(save(" ")).toEqual({ ok: true, value: null });
  expect(drafts()).toEqual([]);
  expect(save("x".repeat(100_001))).toMatchObject({ ok: false, error: { field: "text" } });
  const program = system("test");
  expect(desk.engine.commands.saveDraft(program, one, "note", { text: "x" })).toMatchObject({ ok: false });
  expect(drafts()).toEqual([]);
});

test("of very many of one person, the newest stay", () => {
  const { drafts: kept } = desk.record.operations;
  for (let n = 1; n <= 510; n += 1) {
    desk.clock += 1;
    kept.save({ ...{ ticket: n as typeof one, user: ann.user, kind: "note" }, fields: { text: `${n}` } });
  }
  expect(kept.of(10 as typeof one)).toEqual([]);
  expect(kept.of(11 as typeof one)).toHaveLength(1);
});
