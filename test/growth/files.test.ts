/** Text in attachments: what it costs grows with the size of a file, whatever is in it. */
import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { pdfOf, wordOf, zipOf } from "../../src/edges/mime/files/testing.ts";
import { textOfFile } from "../../src/edges/mime/files/text-of.ts";
import { growthOf, MOST } from "./growth.ts";

const document = (xml: string) => zipOf({ "word/document.xml": xml });
const pdf = (text: string) => Buffer.from(`%PDF-1.7\n${text}`, "latin1");

const hostile: Readonly<Record<string, (size: number) => Buffer>> = {
  "tags that never end": (size) => document(`<w:t>${"<".repeat(size)}`),
  "elements in one another": (size) => document("<w:t>".repeat(size / 5)),
  "references that never end": (size) => document(`<w:t>${"&".repeat(size)}`),
  "comments that never end": (size) => document(`<w:t>${"<!--".repeat(size / 4)}`),
  "a long document": (size) => wordOf("lamp ".repeat(size / 5)),
  "beginnings of directories": (size) =>
    Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(size, "PK\u0001\u0002")]),
  "objects that never end": (size) => pdf("1 0 obj ".repeat(size / 8)),
  "streams that never end": (size) => pdf("1 0 obj stream\n".repeat(size / 15)),
  "dictionaries in one another": (size) => pdf(`1 0 obj /Type /Page ${"<<".repeat(size / 2)} endobj`),
  "pages of one stream": (size) =>
    pdf(`1 0 obj << >>\nstream\n${"(a) Tj ".repeat(size / 50)}\nendstream endobj
${"2 0 obj << /Type /Page /Contents 1 0 R >> endobj\n".repeat(size / 100)}`),
  "parentheses in one another": (size) => pdfOf("(".repeat(size)),
  "many short strings": (size) => pdfOf("() Tj ".repeat(size / 6)),
  "lists that never end": (size) => pdfOf("[".repeat(size)),
  digits: (size) => pdf("1 ".repeat(size / 2)),
};

test.each(Object.entries(hostile))("%s", async (_, input) => {
  const work = (bytes: Buffer) =>
    textOfFile({ name: "file", type: "application/octet-stream", bytes }, 100_000);
  const { factor } = await growthOf(400_000, input, work);
  expect(factor).toBeLessThanOrEqual(MOST);
});
