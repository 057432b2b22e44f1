import { expect, test } from "vitest";
import { invalidDraft, isEmptyDraft, isSentDraft, mayReplaceDraft } from "./draft.ts";

const kept = { writer: "a", savedAt: 5, fields: { text: "one" } };
const may = (
  writer: string,
  base: number | null,
  more: { sent?: boolean; text?: string; none?: true } = {},
) => {
  const may = mayReplaceDraft(
    { writer, base },
    { text: more.text ?? "two" },
    more.none ? null : kept,
    more.sent ?? false,
  );
  return may.ok ? "yes" : may.error.reason;
};

test("a form replaces its own draft, the one that it shows, and the same text; no other one", () => {
  expect(may("a", null)).toBe("yes");
  expect(may("b", 5)).toBe("yes");
  expect(may("b", 4, { text: "one" })).toBe("yes");
  expect(may("b", 4)).toBe("draft.elsewhere");
  expect(may("b", null)).toBe("draft.elsewhere");
  expect(may("b", 4, { none: true })).toBe("yes");
});

test("what was sent is no draft again", () => {
  expect(may("a", 5, { sent: true })).toBe("draft.sent");
  expect(may("a", null, { sent: true, none: true })).toBe("draft.sent");
});

test("what is sent is the form's own draft and the one that it shows, not what another form wrote since", () => {
  expect(isSentDraft({ writer: "a", base: null }, kept)).toBe(true);
  expect(isSentDraft({ writer: "b", base: 5 }, kept)).toBe(true);
  expect(isSentDraft({ writer: "b", base: 4 }, kept)).toBe(false);
});

test("a subject alone is a draft; very long ones are refused", () => {
  expect(isEmptyDraft({ text: " \n", to: "bea@customer.example" })).toBe(true);
  expect(isEmptyDraft({ text: "", subject: "Printer" })).toBe(false);
  expect(invalidDraft({ text: "x".repeat(100_000), cc: "x".repeat(10_000) })).toBeNull();
  expect(invalidDraft({ text: "x".repeat(100_001) })).toMatchObject({ reason: "draft.long" });
  expect(invalidDraft({ text: "", cc: "x".repeat(10_001) })).toMatchObject({ reason: "draft.long" });
});
