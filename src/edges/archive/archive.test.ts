import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { inEnglish } from "../../text/index.ts";
import { mailFiles } from "./files.ts";
import { linesOf } from "./lines.ts";
import { countMails, mailsIn } from "./mails.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "archive-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const date = "Mon Nov  2 10:11:12 2026";

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

function read(path: string, largest = 1e6): readonly string[] {
  return [...mailsIn(path, largest)].map((mail) =>
    "raw" in mail ? Buffer.from(mail.raw).toString() : `problem: ${inEnglish(mail.problem)}`,
  );
}

test("an mbox is split at its separators, escaped lines lose one >", () => {
  const path = file(
    "old.mbox",
    [
      `From ann@x.example ${date}`,
      "Subject: one",
      "",
      "text",
      ">From here it is quoted",
      ">>From the mboxrd rule",
      "> From stays",
      "",
      "",
      `From MAILER-DAEMON ${date} +0100`,
      "Subject: two",
      "",
      "no line behind",
    ].join("\n"),
  );
  expect(read(path)).toEqual([
    "Subject: one\r\n\r\ntext\r\nFrom here it is quoted\r\n>From the mboxrd rule\r\n> From stays\r\n\r\n",
    "Subject: two\r\n\r\nno line behind",
  ]);
  expect(countMails(path)).toBe(2);
});

test("text is not a separator, and an escape is undone beside lines that were not escaped", () => {
  const path = file(
    "raw.mbox",
    `From a@x ${date}\nSubject: one\n\nFrom here on I write\n\n>From noon it rained\n\nFrom - ${date}\nSubject: two\n\nb\n`,
  );
  expect(read(path)).toEqual([
    "Subject: one\r\n\r\nFrom here on I write\r\n\r\nFrom noon it rained\r\n",
    "Subject: two\r\n\r\nb\r\n",
  ]);
});

test("a line like a separator belongs to the text if no header follows it", () => {
  const text = `The trace:\n\nFrom relay@x ${date}\nis its last line.\n\nFrom relay@x ${date}\n`;
  const path = file(
    "trace.mbox",
    `From a@x ${date}\nSubject: one\n\n${text}\nFrom b@x ${date}\nSubject: two\n\nb\n`,
  );
  expect(read(path)).toEqual([
    `Subject: one\r\n\r\n${text.replaceAll("\n", "\r\n")}`,
    "Subject: two\r\n\r\nb\r\n",
  ]);
  expect(countMails(path)).toBe(2);
  const undated = "From a\nSubject: 1\n\nHello\n\nFrom now on it works\nagain.\n\nFrom b\nSubject: 2\n\nb\n";
  expect(read(file("undated.mbox", undated))).toHaveLength(2);
});

test("text that begins like a separator and goes on with a colon stays text", () => {
  const text =
    "Our plan:\n\nFrom Ghent, Mon Nov 30 at 10:00 2026 we sail\nNote: take boots\n\nFrom Ghent\nPrice: 5 EUR\n";
  expect(
    read(
      file("plan.mbox", `From a@x ${date}\nSubject: one\n\n${text}\nFrom b@x ${date}\nSubject: two\n\nb\n`),
    ),
  ).toEqual([`Subject: one\r\n\r\n${text.replaceAll("\n", "\r\n")}`, "Subject: two\r\n\r\nb\r\n"]);
  const undated = "Hello\n\nFrom Ghent to Bruges\nPrice: 5 EUR\n";
  expect(
    read(file("undated-plan.mbox", `From a@x\nSubject: one\n\n${undated}\nFrom b@x\nSubject: two\n\nb\n`)),
  ).toEqual([`Subject: one\r\n\r\n${undated.replaceAll("\n", "\r\n")}`, "Subject: two\r\n\r\nb\r\n"]);
});

test("a separator without a date among dated ones separates if a whole header follows", () => {
  const path = file(
    "mixed.mbox",
    `From a@x ${date}\nSubject: one\n\na\n\nFrom b@x\nFrom: Bo <b@x>\nX-Kept: yes\n also\nSubject: two\n\nb\n\nFrom c@x ${date}\nX-Kept: no\nDate: 1 May 2026\n\nc\n`,
  );
  expect(read(path)).toEqual([
    "Subject: one\r\n\r\na\r\n",
    "From: Bo <b@x>\r\nX-Kept: yes\r\n also\r\nSubject: two\r\n\r\nb\r\n",
    "X-Kept: no\r\nDate: 1 May 2026\r\n\r\nc\r\n",
  ]);
  expect(countMails(path)).toBe(3);
});

test.each(["\ufeff", "\n", "\r\n\r\n", "\ufeff\n"])("an mbox may begin with %j", (start) => {
  const path = file(
    "begins.mbox",
    `${start}From a@x ${date}\nSubject: one\n\na\n\nFrom b@x ${date}\nSubject: two\n\nb\n`,
  );
  expect(read(path)).toEqual(["Subject: one\r\n\r\na\r\n", "Subject: two\r\n\r\nb\r\n"]);
});

describe("Content-Length", () => {
  const quoted = `See the file:\n\nFrom old@x ${date}\nSubject: old\n\n>From then on\n`;
  const mails = (length: number, end = "\n") =>
    `From a@x ${date}\nSubject: one\nContent-Length: ${length}\n\n${quoted}${end}From b@x ${date}\nContent-Length: 2\nSubject: two\n\nb\n`;

  test.each(["\n", ""])("counts where the next separator is there, and nothing in it is escaped", (end) => {
    expect(read(file("cl2.mbox", mails(quoted.length, end)))).toEqual([
      `Subject: one\r\nContent-Length: ${quoted.length}\r\n\r\n${quoted.replaceAll("\n", "\r\n")}`,
      "Content-Length: 2\r\nSubject: two\r\n\r\nb\r\n",
    ]);
  });

  test("counts where the file ends there", () => {
    const path = file(
      "cl2-end.mbox",
      `From a@x ${date}\nSubject: one\nContent-Length: ${quoted.length}\n\n${quoted}\n`,
    );
    expect(countMails(path)).toBe(1);
  });

  test.each([7, -20, 1e9])("is ignored where it is wrong by %d", (wrong) => {
    expect(countMails(file("wrong.mbox", mails(quoted.length + wrong)))).toBe(3);
  });
});

test("separators without a date still separate", () => {
  expect(
    read(file("nodate", "From nobody\nSubject: 1\n\na\nFrom x\n\nFrom nobody\nSubject: 2\n\nb\n")),
  ).toEqual(["Subject: 1\r\n\r\na\r\nFrom x\r\n", "Subject: 2\r\n\r\nb\r\n"]);
});

test("CRLF files, very long lines and mails that are too large", () => {
  const long = "x".repeat(2_500_000);
  const path = file(
    "long.mbox",
    `From a@x ${date}\r\nSubject: 1\r\n\r\n${long}\r\n\r\nFrom a@x ${date}\r\nSubject: 2\r\n\r\nb\r\n`,
  );
  expect(read(path, 5e6)).toEqual([`Subject: 1\r\n\r\n${long}\r\n`, "Subject: 2\r\n\r\nb\r\n"]);
  expect(read(path, 2e6)).toEqual(["problem: larger than the limit of 2 MB", "Subject: 2\r\n\r\nb\r\n"]);
  expect(read(file("large.eml", `Subject: 1\n\n${long}`), 2e6)).toEqual([
    "problem: larger than the limit of 2 MB",
  ]);
});

test("a file that is not mail is reported", () => {
  expect(read(file("empty", ""))).toEqual(["problem: empty"]);
  expect(read(file("picture.eml", Uint8Array.from([1, 2, 3])))).toEqual([
    "problem: not a mail: it does not begin with a mail's header",
  ]);
  expect(read(join(folder, "none"))).toEqual([`problem: ${join(folder, "none")} does not exist`]);
});

test("folders are walked: Maildirs with cur and new, without other files of mail programs", () => {
  const mail = "Subject: x\n\ny\n";
  for (const name of ["cur", "new", "tmp"]) mkdirSync(join(folder, "Maildir", name), { recursive: true });
  file("Maildir/cur/1.a:2,S", mail);
  file("Maildir/new/2.a", mail);
  file("Maildir/tmp/3.a", mail);
  file("Maildir/dovecot-uidlist", "3 V1");
  for (const name of ["cur", "new", "tmp"])
    mkdirSync(join(folder, "Maildir/.Sent", name), { recursive: true });
  file("Maildir/.Sent/cur/4.a:2,", mail);
  file("plain/a.eml", mail);
  file("plain/.DS_Store", "x");
  symlinkSync(folder, join(folder, "plain/loop"));
  const names = [...mailFiles([folder])].map((path) => path.slice(folder.length + 1));
  expect(names).toEqual([
    "Maildir/.Sent/cur/4.a:2,",
    "Maildir/cur/1.a:2,S",
    "Maildir/new/2.a",
    "plain/a.eml",
  ]);
  expect(() => [...mailFiles([join(folder, "none")])]).toThrow("none");
});

test("joined lines equal the file", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(3), (bytes, times) => {
      const content = Buffer.concat(Array.from({ length: 1 + times * 2000 }, () => bytes));
      const path = file("bytes", content);
      expect(Buffer.concat(Array.from(linesOf(path), (line) => Buffer.from(line))).equals(content)).toBe(
        true,
      );
    }),
    { numRuns: 40 },
  );
});

test("mails written as mboxrd are read unchanged", () => {
  const line = fc.oneof(
    fc.constantFrom("", "From x", ">From y", `From a ${date}`, ">>From z", "plain"),
    fc.stringMatching(/^[ -~]{0,30}$/),
  );
  fc.assert(
    fc.property(fc.array(fc.array(line, { minLength: 1 }), { minLength: 1, maxLength: 4 }), (mails) => {
      const bodies = mails.map((lines) => `Subject: s\n\n${lines.join("\n")}\n`);
      const written = bodies
        .map((body) => `From a@x ${date}\n${body.replace(/^(>*From )/gm, ">$1")}\n`)
        .join("");
      expect(read(file("mboxrd", written))).toEqual(bodies.map((body) => body.replaceAll("\n", "\r\n")));
    }),
    { numRuns: 200 },
  );
});
