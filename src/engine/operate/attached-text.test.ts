import { expect, test } from "vitest";
import { fault } from "../../base/fault.ts";
import { type Sha256, sha256 } from "../../base/ids.ts";
import { ok, refuse } from "../../base/result.ts";
import type { Recorded } from "../../domain/events.ts";
import type { Attachment } from "../../domain/mail/index.ts";
import { createAttachedText } from "./attached-text.ts";

const digest = (n: number): Sha256 => sha256(n.toString(16).padStart(64, "0"));
const file = (n: number, type = "application/pdf", more: Partial<Attachment> = {}): Attachment => ({
  ...{ id: `${n}`, name: `file${n}`, type, size: 10, sha256: digest(n), inline: false },
  ...more,
});
const message = (type: "MessageReceived" | "ReplyWritten", attachments: readonly Attachment[]) =>
  ({ event: { type, mail: "m1", message: "r1", attachments } }) as unknown as Recorded;

function reading(answer: "text" | "stopping" | "unreadable" = "text") {
  const asked: (string | null)[] = [];
  const warned: string[] = [];
  const log = { info() {}, error() {}, warn: (text: string) => warned.push(text) };
  const record = {
    view: { mail: () => ({ id: "m1", sha256: Buffer.from(digest(100), "hex") }) },
    blob: async (name: Sha256) => (name === digest(9) ? null : Buffer.from(name)),
  } as unknown as Parameters<typeof createAttachedText>[0]["record"];
  const attached = createAttachedText({
    ...{ record, log },
    fileTexts: async (bytes, of, most) => {
      asked.push(of?.name ?? null);
      if (answer === "stopping") return refuse(fault("system.stopping"));
      if (answer === "unreadable") return refuse(fault("mail.unreadable"));
      return ok(`${of?.name ?? "mail"} ${Buffer.from(bytes).toString().slice(-3)}`.slice(0, most));
    },
  });
  return { attached, asked, warned };
}

test("a mail is read once for all its files, and not for pictures and what is very large", async () => {
  const { attached, asked } = reading();
  expect(await attached(message("MessageReceived", [file(1), file(2, "image/png")]), 99)).toBe("mail 064");
  const others = [
    file(1, "image/png"),
    file(2, "text/csv", { inline: true }),
    file(3, "text/csv", { size: 1e9 }),
  ];
  expect(await attached(message("MessageReceived", others), 99)).toBe("");
  expect(asked).toEqual([null]);
});

test("a reply's files are read one by one, up to a number of characters; one that is gone is left out", async () => {
  const { attached, asked } = reading();
  expect(await attached(message("ReplyWritten", [file(9), file(1), file(2)]), 99)).toBe(
    "\nfile1 001\nfile2 002\n",
  );
  expect(await attached(message("ReplyWritten", [file(1), file(2)]), 5)).toBe("file1\n");
  expect(asked).toEqual(["file1", "file2", "file1"]);
});

test("what cannot be read has no text, with a warning; nothing is read while the program stops", async () => {
  const bad = reading("unreadable");
  expect(await bad.attached(message("MessageReceived", [file(1)]), 99)).toBe("");
  expect(bad.warned).toHaveLength(1);
  for (const type of ["MessageReceived", "ReplyWritten"] as const)
    expect(await reading("stopping").attached(message(type, [file(1)]), 99)).toBe(null);
});
