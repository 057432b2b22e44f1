import { expect, test } from "vitest";
import * as z from "zod";
import { settingFields } from "../../domain/settings/fields/index.ts";
import { object } from "./inputs.ts";
import { newShape, sentShape, settingSent, settingShown, shownShape } from "./setting-shape.ts";

const described = settingFields({
  on: { is: "flag", label: "imap.enabled", description: "Whether it is on" },
  host: { is: "text", most: 4, format: "line", label: "imap.host" },
  group: { is: "optional", most: 5, label: "mailbox.group" },
  delay: { is: "whole", least: 0, most: 9000, unit: { pages: 1000, api: 1000 }, label: "imap.port" },
  port: { is: "whole", least: 1, most: 9, strict: true, label: "imap.port" },
  take: {
    ...({ is: "choice", label: "imap.take" } as const),
    options: { all: "imap.take.all", unseen: "imap.take.unseen" },
  },
  folders: { is: "list", each: 3, most: 2, between: "lines", rows: 2, label: "imap.folders" },
  members: { is: "chosen", each: 3, most: 2, label: "groups.members" },
  secret: { is: "secret", most: 6, least: 1, label: "imap.password", kept: "imap.kept" },
});

test("its bounds and what it is for are in the API's description; secrets are sent and not shown", () => {
  const shown = z.toJSONSchema(z.strictObject(shownShape(described)));
  expect(shown.properties).toMatchObject({
    on: { type: "boolean", description: "Whether it is on" },
    host: { type: "string", maxLength: 4 },
    delay: { type: "number", minimum: 0, maximum: 9 },
    port: { type: "integer", minimum: 1, maximum: 9 },
    take: { enum: ["all", "unseen"] },
    folders: { type: "array", maxItems: 2, items: { maxLength: 3 } },
    members: { type: "array", maxItems: 2, items: { maxLength: 3 } },
  });
  expect(shown.properties).not.toHaveProperty("secret");
  const sent = z.toJSONSchema(object(sentShape(described)), { io: "input" });
  expect(sent.required ?? []).toEqual([]);
  expect(sent.properties?.secret).toMatchObject({ type: "string", minLength: 1, maxLength: 6 });
});

test.each([
  ["a text that is too long", { host: "12345" }],
  ["control characters in a line", { host: "a\nb" }],
  ["a number out of strict bounds", { port: 10 }],
  ["another choice", { take: "some" }],
  ["a list with too many", { folders: ["a", "b", "c"] }],
  ["an empty secret", { secret: "" }],
  ["a field that it does not have", { other: 1 }],
])("%s is refused", (_, body) => {
  expect(object(sentShape(described)).safeParse(body).success).toBe(false);
});

test("a number is left to the setting's own check, which says what is wrong with it", () => {
  expect(object(sentShape(described)).parse({ delay: 99.5 })).toEqual({ delay: 99.5 });
});

test("a new one has required fields, and defaults", () => {
  const shape = object(newShape(described, ["host"], { on: true, folders: ["a"] }));
  expect(shape.safeParse({}).success).toBe(false);
  expect(shape.parse({ host: "x" })).toEqual({ host: "x", on: true, folders: ["a"] });
});

test("numbers are in the API's unit, and lists are copies", () => {
  const stored = {
    ...({
      on: true,
      host: "x",
      group: null,
      delay: 5000,
      port: 2,
      take: "all",
      folders: ["a"],
      members: ["b"],
    } as const),
  };
  const shown = settingShown(described, stored);
  expect(shown).toEqual({ ...stored, delay: 5 });
  expect(shown.folders).not.toBe(stored.folders);
  expect(shown.members).not.toBe(stored.members);
  expect(settingSent(described, { delay: 5, group: null })).toEqual({ delay: 5000, group: null });
});
