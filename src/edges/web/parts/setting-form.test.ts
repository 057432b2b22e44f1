import { expect, test } from "vitest";
import { settingFields } from "../../../domain/settings/fields/index.ts";
import { Form } from "../server/form.ts";
import { optionsOf, readFields } from "./fields.tsx";
import { settingForm, settingIn, settingValues } from "./setting-form.ts";

const described = settingFields({
  on: { is: "flag", label: "imap.enabled" },
  host: { is: "text", most: 40, required: true, label: "imap.host" },
  note: { is: "text", most: 99, rows: 4, label: "mailbox.signature" },
  group: { is: "optional", most: 50, label: "mailbox.group" },
  size: { is: "whole", least: 1024, most: 204_800, unit: { pages: 1024, api: 1 }, label: "imap.port" },
  score: { is: "decimal", label: "incoming.spamThreshold" },
  take: {
    ...({ is: "choice", label: "imap.take" } as const),
    options: { all: "imap.take.all", unseen: "imap.take.unseen" },
  },
  networks: { is: "list", each: 9, most: 3, between: "words", rows: 2, label: "incoming.trustedRelays" },
  folders: { is: "list", each: 9, most: 3, between: "lines", rows: 2, label: "imap.folders" },
  secret: { is: "secret", most: 60, label: "imap.password", kept: "imap.kept" },
  email: { is: "optional", most: 70, format: "email", label: "people.email" },
  servers: { is: "list", each: 9, most: 3, between: "words", label: "network.dns" },
  members: { is: "chosen", each: 9, most: 3, label: "groups.members" },
  fresh: { is: "secret", least: 5, most: 60, label: "people.password" },
});
const form = settingForm(described, { host: { autofocus: true } });
const setting = {
  ...{ on: true, host: "mx.example", note: "a\nb", group: null, size: 51_200, score: 7.5 },
  ...({ take: "unseen", networks: ["192.0.2.1", "10.0.0.0/8"], folders: ["In box", "a, b"] } as const),
  ...{ email: "ann@example.com", servers: ["mx1", "mx2"], members: ["ann", "bo"] },
};

test("each kind of field has what a page needs of it", () => {
  expect(form.words).toEqual({
    on: { label: "imap.enabled" },
    host: { label: "imap.host", maxlength: 40, required: true, autofocus: true },
    note: { label: "mailbox.signature", maxlength: 99, rows: 4 },
    group: { label: "mailbox.group", maxlength: 50 },
    size: { label: "imap.port", type: "number", required: true, maxlength: 3 },
    score: { label: "incoming.spamThreshold", maxlength: 20 },
    take: { label: "imap.take", options: { all: "imap.take.all", unseen: "imap.take.unseen" } },
    networks: { label: "incoming.trustedRelays", rows: 2 },
    folders: { label: "imap.folders", rows: 2 },
    secret: { label: "imap.password", secret: "imap.kept", maxlength: 60 },
    email: { label: "people.email", type: "email", maxlength: 70 },
    servers: { label: "network.dns", maxlength: 30 },
    members: { label: "groups.members" },
    fresh: { label: "people.password", secret: true, maxlength: 60 },
  });
  expect(optionsOf(form)).toMatchObject({ take: ["all", "unseen"], on: expect.any(Array) });
});

test("what is shown and sent back unchanged is the same setting", () => {
  const values = settingValues(described, setting);
  expect(values).toMatchObject({ size: "50", score: "7.5", group: "", secret: "", folders: "In box\na, b" });
  expect(values).toMatchObject({ servers: "mx1 mx2", members: ["ann", "bo"], fresh: "" });
  expect(settingIn(described, values)).toEqual(setting);
});

test("what was typed is read as the field's kind", () => {
  const typed = readFields(
    form,
    new Form([
      ...Object.entries({ on: "yes", host: " mx ", note: " a ", group: " b ", size: "2", score: "" }),
      ...Object.entries({ take: "unseen", networks: "a, b;c\n\nd", folders: "a b\n \nc", secret: " s " }),
      ...Object.entries({ email: " ann@example.com ", servers: " mx1, mx2 ", fresh: "" }),
      ...["ann", "bo"].map((member) => ["members", member] as const),
    ]),
  );
  expect(settingIn(described, typed)).toEqual({
    ...({ on: true, host: "mx", note: " a ", group: "b", size: 2048, score: null, take: "unseen" } as const),
    ...{ networks: ["a", "b", "c", "d"], folders: ["a b", "c"], secret: " s " },
    ...{ email: "ann@example.com", servers: ["mx1", "mx2"], members: ["ann", "bo"] },
  });
});

test("what is not a number where one is wanted is NaN; what is missing is empty", () => {
  const read = (entries: Record<string, string>) =>
    settingIn(described, readFields(form, new Form(Object.entries(entries))));
  expect(read({ size: "many", score: "1e999x" })).toMatchObject({ size: Number.NaN, score: Number.NaN });
  expect(read({})).toMatchObject({
    on: false,
    host: "",
    group: null,
    take: "all",
    networks: [],
    members: [],
  });
});
