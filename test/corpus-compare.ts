/**
 * Reads third-party sets of mails, and compares the results: `node test/corpus-compare.ts DIR [SET...]`. Each set is a
 * folder with raw mails and an `expect.jsonl`, with one object per mail: `file`, and any of the fields in `checks`.
 * Prints each disagreement, with its kind if the README of `test/corpus` gives a reason for it, then the agreement of
 * each set and of all. The exit status is 1 if a mail could not be read at all, or if fewer mails than `LEAST` percent agree
 * or differ for a known reason only.
 */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "../src/base/fault.ts";
import type { Result } from "../src/base/result.ts";
import type { ParsedMail } from "../src/domain/mail/index.ts";
import { createReaderPool, type ReaderPool } from "../src/edges/mime/pool.ts";
import { inEnglish } from "../src/text/index.ts";

/** The least percentage of mails that agree, or differ for a reason that the README of `test/corpus` gives. */
const LEAST = 99;

/** The kinds of differences, each with its reason in that README. */
const kinds = [
  "more was read",
  "undeclared charset",
  "files of an attached mail",
  "no address",
  "original recipient",
  "more than the recipients",
  "closing words",
  "introduction or signature",
] as const;
type Kind = (typeof kinds)[number];

type Expectation = Readonly<Record<string, unknown>>;

interface Mail {
  readonly raw: Uint8Array;
  readonly mail: ParsedMail;
  /** The safe HTML, "" if there is none. */
  readonly html: string;
  readonly pool: ReaderPool;
}

async function main(): Promise<number> {
  const [folder, ...wanted] = process.argv.slice(2);
  if (folder === undefined) {
    console.error("usage: node test/corpus-compare.ts DIR [SET...]");
    return 2;
  }
  const without = kindsWithoutReason();
  if (without.length > 0) {
    console.error(`test/corpus/README.md gives no reason for: ${without.join(", ")}`);
    return 2;
  }
  const pool = createReaderPool({ entry: { url: new URL("../src/edges/mime/worker.ts", import.meta.url) } });
  let unread = 0;
  const total = { mails: 0, agreed: 0, known: 0 };
  for (const set of readdirSync(folder).sort()) {
    const list = join(folder, set, "expect.jsonl");
    if (!existsSync(list) || (wanted.length > 0 && !wanted.includes(set))) continue;
    const lines = readFileSync(list, "utf8").split("\n");
    const expectations = lines.filter((line) => line.trim() !== "").map(asExpectation);
    let agreed = 0;
    let known = 0;
    for (const expected of expectations) {
      const file = String(expected.file);
      const differences = await compare(pool, delivered(readFileSync(join(folder, set, file))), expected);
      if (differences === null) unread++;
      else if (differences.length === 0) agreed++;
      else {
        const text = differences.map(({ what, kind }) => `    ${kind === null ? "" : `[${kind}] `}${what}\n`);
        console.log(`${set}/${file}\n${text.join("")}`);
        if (differences.every(({ kind }) => kind !== null)) known++;
      }
    }
    console.log(`${set}: ${summary({ mails: expectations.length, agreed, known })}\n`);
    total.mails += expectations.length;
    total.agreed += agreed;
    total.known += known;
  }
  console.log(`all: ${summary(total)}`);
  await pool.close();
  const enough = 100 * (total.agreed + total.known) >= LEAST * total.mails;
  if (!enough) console.error(`That is less than ${LEAST} %.`);
  if (total.mails === 0) console.error(`${folder} has no mails that belong to a set`);
  return unread === 0 && enough && total.mails > 0 ? 0 : 1;
}

function kindsWithoutReason(): readonly Kind[] {
  const reasons = readFileSync(new URL("corpus/README.md", import.meta.url), "utf8");
  return kinds.filter((kind) => !reasons.includes(`\n| ${kind} | `));
}

interface Count {
  readonly mails: number;
  readonly agreed: number;
  /** Mails that differ only in known kinds. */
  readonly known: number;
}

function summary({ mails, agreed, known }: Count): string {
  const share = (count: number) => `${((100 * count) / Math.max(1, mails)).toFixed(1)} %`;
  return `${agreed} of ${mails} mails agree (${share(agreed)}); with the ${known} that differ for a known reason ${share(agreed + known)}`;
}

interface Difference {
  readonly what: string;
  /** Its kind, as in the README of `test/corpus`; null if it has none. */
  readonly kind: Kind | null;
}

/** The differences; null if the mail could not be read. */
async function compare(
  pool: ReaderPool,
  raw: Uint8Array,
  expected: Expectation,
): Promise<Difference[] | null> {
  const answer = await pool.read(raw);
  const view = await pool.view(raw, { pictures: false, cid: "/picture/%s" });
  if (!answer.ok || !view.ok) {
    console.log(`${String(expected.file)}: not read: ${faultOf(answer) ?? ""} ${faultOf(view) ?? ""}`);
    return null;
  }
  const out: Difference[] = [];
  const html = view.value.html ?? "";
  for (const [field, check] of Object.entries(checks)) {
    const theirs = expected[field];
    if (theirs === undefined || theirs === null) continue;
    const found = await check({ raw, mail: answer.value, html, pool }, theirs);
    if (found === null) continue;
    out.push({ what: `${field}: ${found}`, kind: kindOf(field, answer.value, raw, theirs) });
  }
  return out;
}

/** The difference, or null. */
type Check = (read: Mail, theirs: unknown) => string | null | Promise<string | null>;

const checks: Readonly<Record<string, Check>> = {
  subject: ({ mail }, theirs) => differ(mail.subject, String(theirs).replace(/\s+/g, " ").trim()),
  from: ({ mail }, theirs) => differ((mail.from?.address ?? "").toLowerCase(), String(theirs).toLowerCase()),
  to: ({ mail }, theirs) => differ(sorted(mail.to.map(({ address }) => address)), sorted(strings(theirs))),
  textWithoutSpaces: ({ mail }, theirs) => {
    // They contain only the first text part, nothing for mail with HTML only, and at most a few thousand characters.
    const [ours, first] = [bare(mail.text), bare(String(theirs))];
    return ours.startsWith(first) && (first !== "" || mail.hasHtml || ours === "")
      ? null
      : differ(ours, first);
  },
  textContains: ({ mail }, theirs) => lacking(bare(mail.text), theirs),
  htmlContains: ({ html }, theirs) => lacking(bare(html), theirs),
  // Some keep a quotation with text below it; only the words are compared.
  reply: ({ mail }, theirs) =>
    [String(theirs), withoutQuotes(String(theirs))].some((text) => bare(mail.reply) === bare(text))
      ? null
      : differ(bare(mail.reply), bare(String(theirs))),
  attachmentNames: ({ mail }, theirs) => {
    // If they have no name, ours is generated; we count an attached mail as a file, they count its attachments.
    const named = strings(theirs).filter((name) => name !== "");
    const ours = mail.attachments.filter(({ type }) => type !== "message/rfc822");
    const missing = named.filter((name) => !mail.attachments.some((file) => file.name === name));
    const count = strings(theirs).length;
    if (missing.length === 0 && (ours.length === count || mail.attachments.length === count)) return null;
    return differ(mail.attachments.map(({ name }) => name).join(" | "), strings(theirs).join(" | "));
  },
  attachmentMd5: async (read, theirs) => {
    const ours = await digests(read);
    const missing = strings(theirs).filter((digest) => !ours.some((either) => either.includes(digest)));
    return missing.length === 0
      ? null
      : differ(ours.map(([digest]) => digest).join(", "), missing.join(", "));
  },
  attachments: ({ mail }, theirs) => {
    const describe = (name: unknown, size: unknown) => (size === undefined ? `${name}` : `${name} (${size})`);
    const list = objects(theirs);
    const ours = mail.attachments.map(({ name, size }, i) =>
      describe(/^noname/.test(String(list[i]?.name)) ? list[i]?.name : name, list[i]?.size && size),
    );
    return differ(ours.join(" | "), list.map((item) => describe(item.name, item.size)).join(" | "));
  },
  unpackedNames: ({ mail }, theirs) => {
    const ours = mail.attachments.map(({ name }) => name);
    const missing = strings(theirs).filter((name) => !ours.includes(name) && !/^body\./.test(name));
    return missing.length === 0 ? null : differ(ours.join(" | "), strings(theirs).join(" | "));
  },
  isBounce: ({ mail }, theirs) => differ(mail.bounce !== null, theirs),
  permanent: ({ mail }, theirs) => differ(mail.bounce?.permanent, theirs),
  failedRecipients: ({ mail }, theirs) =>
    differ(sorted(mail.bounce?.recipients.map(({ address }) => address) ?? []), sorted(strings(theirs))),
  isAutoReply: ({ mail }, theirs) => differ(mail.automatic === "auto-reply", theirs),
  mayBeAnsweredAutomatically: ({ mail }, theirs) => differ(mail.mayAutoReply, theirs),
};

/** The kind of a difference for which the README gives a reason, or null. */
function kindOf(field: string, mail: ParsedMail, raw: Uint8Array, theirs: unknown): Kind | null {
  switch (field) {
    case "textWithoutSpaces":
      return kindOfText(bare(mail.text), bare(String(theirs)));
    case "reply":
      return kindOfReply(bare(mail.reply), bare(withoutQuotes(String(theirs))));
    case "from":
      return !String(theirs).includes("@") ? "no address" : null;
    case "attachmentNames":
    case "attachmentMd5":
      if (mail.attachments.some(({ type }) => type === "message/rfc822")) return "files of an attached mail";
      return strings(theirs).length < mail.attachments.length ? "more was read" : null;
    case "failedRecipients":
    case "isBounce":
    case "permanent":
      return kindOfBounce(mail, Buffer.from(raw).toString("latin1"), theirs);
    default:
      return null;
  }
}

function kindOfText(ours: string, theirs: string): Kind | null {
  const letters = (text: string) => text.replace(/[^\p{L}\p{M}\p{N}]/gu, "");
  if (theirs === "" || letters(ours).includes(letters(theirs))) return "more was read";
  const ascii = (text: string) => text.replace(/[^\x21-\x7e]/g, "");
  return ascii(ours).startsWith(ascii(theirs)) ? "undeclared charset" : null;
}

function kindOfReply(ours: string, theirs: string): Kind | null {
  if (ours.startsWith(theirs) && ours.length - theirs.length <= 60) return "closing words";
  return theirs.startsWith(ours) ? "introduction or signature" : null;
}

function kindOfBounce(mail: ParsedMail, raw: string, theirs: unknown): Kind | null {
  const ours = mail.bounce?.recipients.map(({ address }) => address.toLowerCase()) ?? [];
  const named = strings(theirs).map((address) => address.toLowerCase());
  if (named.some((address) => !/^[^@"<>{}\s]+@[\w.-]+$/.test(address))) return "no address";
  const given = (field: string) => [
    ...raw.matchAll(new RegExp(`^${field}:[^\\n]*?([^;<\\s]+@[^>\\s]+)`, "gim")),
  ];
  const original = given("Original-Recipient").map(([, address = ""]) => address.toLowerCase());
  if (ours.length > 0 && ours.every((address) => original.includes(address))) return "original recipient";
  if (ours.length > 0 && ours.every((address) => named.includes(address))) return "more than the recipients";
  return null;
}

/** For each attachment the digests of its bytes, of these with LF line ends, and without a trailing line end. */
async function digests({ raw, mail, pool }: Mail): Promise<string[][]> {
  const files = await Promise.all(mail.attachments.map(({ id }) => pool.attachment(raw, id)));
  return files.map((file) => {
    if (!file.ok) return ["missing"];
    const bytes = Buffer.from(file.value.bytes);
    const text = bytes.toString("latin1").replaceAll("\r\n", "\n");
    const forms = [text, `${text}\n`, text.replace(/\n$/, "")].map((form) => Buffer.from(form, "latin1"));
    return [bytes, ...forms].map((form) => createHash("md5").update(form).digest("hex"));
  });
}

function differ(ours: unknown, theirs: unknown): string | null {
  if (ours === theirs) return null;
  return `ours ${shown(ours)}\n      theirs ${shown(theirs)}`;
}

function lacking(ours: string, theirs: unknown): string | null {
  const missing = strings(theirs).filter((words) => !ours.includes(bare(words)));
  return missing.length === 0 ? null : differ(ours, missing.join(" | "));
}

/** Without a leading mbox line, lines ending in CRLF, as it would arrive over SMTP. */
function delivered(raw: Buffer): Buffer {
  const text = raw.toString("latin1").replace(/^From [^\n]*\n/, "");
  return Buffer.from(text.replace(/\r\n|\r|\n/g, "\r\n"), "latin1");
}

/** Without lines marked as quoted, and without the line that introduces them. */
const withoutQuotes = (text: string): string =>
  text.replace(/^[^\n>][^\n]*[:：][ \t]*\n(?=\s*>)/gm, "").replace(/^>.*$/gm, "");

const bare = (text: string): string => text.replace(/[\s\u200b\ufeff]+/g, "");
const sorted = (list: readonly string[]): string =>
  list
    .map((text) => text.toLowerCase())
    .sort()
    .join(", ");
const shown = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 1500);
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const objects = (value: unknown): Expectation[] => (Array.isArray(value) ? value.filter(isObject) : []);
const isObject = (value: unknown): value is Expectation => typeof value === "object" && value !== null;
const faultOf = (answer: Result<unknown, Fault>): string | null =>
  answer.ok ? null : inEnglish(answer.error);

function asExpectation(line: string): Expectation {
  const value: unknown = JSON.parse(line);
  if (!isObject(value)) throw new Error(`not an object: ${line}`);
  return value;
}

process.exitCode = await main();
