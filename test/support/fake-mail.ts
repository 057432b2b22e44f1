/** Mails as JSON instead of MIME, for tests of the edges: their reader is a few lines, and every field can be set. */
import { createHash } from "node:crypto";
import { type Fault, fault } from "../../src/base/fault.ts";
import { sha256 } from "../../src/base/ids.ts";
import { ok, type Result, refuse } from "../../src/base/result.ts";
import type { ParsedMail } from "../../src/domain/mail/index.ts";

/** What is not given is empty. A mail with the subject "unreadable" cannot be read. */
export type FakeMail = Partial<ParsedMail> & {
  readonly html?: string;
  /** Contents of attachments, by id. */
  readonly files?: Readonly<Record<string, string>>;
};

const empty: ParsedMail = {
  messageId: null,
  inReplyTo: null,
  references: [],
  from: null,
  originalAuthors: [],
  lists: [],
  replyTo: [],
  to: [],
  cc: [],
  subject: "",
  date: null,
  text: "",
  reply: "",
  headers: [],
  nothingNew: true,
  hasHtml: false,
  attachments: [],
  content: sha256(""),
  automatic: false,
  bounce: null,
  report: null,
  writtenBy: "person",
  mayAutoReply: false,
};

/** The mail as it was given, with what else a test has put into it. */
export const fakeMailIn = <M extends FakeMail = FakeMail>(raw: Uint8Array): M =>
  JSON.parse(Buffer.from(raw).toString("utf8"));

/** Reads one, for intake and pages. */
export async function readFakeMail(raw: Uint8Array): Promise<Result<ParsedMail, Fault>> {
  const { html, files: _, ...parsed } = fakeMailIn(raw);
  if (parsed.subject === "unreadable") return refuse(fault("mail.too-deep", { params: { most: 100 } }));
  const content = sha256(createHash("sha256").update(raw).digest("hex"));
  return ok({ ...empty, content, reply: parsed.text ?? "", hasHtml: html !== undefined, ...parsed });
}
