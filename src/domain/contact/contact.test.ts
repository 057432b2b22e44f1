import { expect, test } from "vitest";
import { decideContactNote, LONGEST_CONTACT_NOTE } from "./index.ts";

const address = "ann@customer.example";
const write = (note: string, before = "", was = before) => decideContactNote({ address, note, was }, before);

test("a note is kept without blanks around it, and only if it changes", () => {
  expect(write(" Prefers to be called.\r\nAfter 10. ")).toEqual({
    ok: true,
    value: [{ type: "ContactNoted", address, note: "Prefers to be called.\nAfter 10." }],
  });
  expect(write("VIP", "VIP")).toEqual({ ok: true, value: [] });
  expect(write("  ", "VIP")).toEqual({ ok: true, value: [{ type: "ContactNoted", address, note: "" }] });
});

test("a note that is too long is refused", () => {
  expect(write("x".repeat(LONGEST_CONTACT_NOTE)).ok).toBe(true);
  expect(write("x".repeat(LONGEST_CONTACT_NOTE + 1))).toMatchObject({ error: { reason: "contact.note" } });
});

test("a note that someone else has written meanwhile is not overwritten", () => {
  expect(write("Mine", "Theirs", "")).toMatchObject({ error: { reason: "contact.changed", field: "note" } });
  expect(write("Theirs", "Theirs", "").ok).toBe(true);
  expect(write("Two\r\nlines, and more", "Two\nlines", "Two\r\nlines").ok).toBe(true);
});
