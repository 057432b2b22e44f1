import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { defaultLimits } from "../limits.ts";
import { pdfOf, wordOf, zipOf } from "./testing.ts";
import { textOfFile } from "./text-of.ts";
import { textsOf } from "./texts-of.ts";

const text = (bytes: Uint8Array, name = "file", type = "application/octet-stream", most = 100_000) =>
  textOfFile({ name, type, bytes }, most);
const lines = (of: string) =>
  of
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

test("plain text and HTML, whatever their charset", () => {
  expect(text(Buffer.from("Größe"), "a.txt", "text/plain")).toBe("Größe");
  expect(text(Buffer.from("Gr\xf6\xdfe", "latin1"), "a.csv")).toBe("Größe");
  expect(text(Buffer.from("<p>a <b>lamp</b><script>x()</script>"), "a.html", "text/html").trim()).toBe(
    "a lamp",
  );
  expect(text(Buffer.from([1, 2, 3]), "a.bin")).toBe("");
});

describe("documents", () => {
  test("of Word, with headers, without what was deleted", () => {
    const deleted = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>";
    const bytes = zipOf({
      "word/header1.xml": "<w:hdr><w:p><w:r><w:t>Letterhead</w:t></w:r></w:p></w:hdr>",
      "word/document.xml": `<w:document><w:p><w:r><w:t>Ma</w:t></w:r><w:r><w:t>&#223;band &amp; more</w:t></w:r>${deleted}</w:p>
        <w:p><w:r><w:t xml:space="preserve">two</w:t><w:tab/><w:t>words</w:t></w:r></w:p></w:document>`,
    });
    expect(lines(text(bytes))).toEqual(["Letterhead", "Maßband & more", "two words"]);
  });

  test("of Excel: shared and own texts, numbers, not the numbers of shared texts", () => {
    const bytes = zipOf({
      "xl/sharedStrings.xml": "<sst><si><t>Lamp</t></si><si><r><t>De</t></r><r><t>sk</t></r></si></sst>",
      "xl/worksheets/sheet1.xml": `<worksheet><row><c r="A1" t="s"><v>0</v></c><c><v>4711.5</v></c></row>
        <row><c t="inlineStr"><is><t>Bell</t></is></c></row></worksheet>`,
    });
    expect(lines(text(bytes))).toEqual(["Lamp", "Desk", "4711.5", "Bell"]);
  });

  test("of PowerPoint and OpenDocument", () => {
    const slides = zipOf({ "ppt/slides/slide1.xml": "<p:sld><a:p><a:r><a:t>Plan</a:t></a:r></a:p></p:sld>" });
    expect(lines(text(slides))).toEqual(["Plan"]);
    const odt = zipOf({
      mimetype: "application/vnd.oasis.opendocument.text",
      "content.xml": `<office:text><text:h>Title</text:h><text:p>one<text:s/>two <text:span>three</text:span></text:p>
        <text:tracked-changes><text:p>gone</text:p></text:tracked-changes></office:text>`,
    });
    expect(lines(text(odt))).toEqual(["Title", "one two three"]);
  });

  test("that are bombs or broken have no text, and cost little", () => {
    const bomb = zipOf({ "word/document.xml": Buffer.alloc(20 * 1024 * 1024, "<w:t>a</w:t>") });
    expect(bomb.length).toBeLessThan(1_000_000);
    expect(text(bomb).trim()).toBe("");
    const entities = `<!DOCTYPE a [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><w:p><w:t>&b;</w:t></w:p>`;
    expect(text(zipOf({ "word/document.xml": entities })).trim()).toBe("");
    const whole = wordOf("lamp");
    for (let cut = 0; cut < whole.length; cut += 7) expect(() => text(whole.subarray(0, cut))).not.toThrow();
    for (let at = 0; at < whole.length; at += 3) {
      const broken = Buffer.from(whole);
      broken.writeUInt8(255 - whole.readUInt8(at), at);
      expect(() => text(broken)).not.toThrow();
    }
  });

  test("are read up to a number of characters", () => {
    expect(text(wordOf("lamp ".repeat(1000)), "a.docx", "", 20)).toHaveLength(20);
  });
});

describe("PDF", () => {
  test("strings, arrays, lines, escapes, the usual encoding", () => {
    const shown = String.raw`BT /F1 12 Tf 72 700 Td (A lamp \(red\)) Tj 0 -14 Td [(Gr) 20 (\366\337e) -300 <6465736B>] TJ T* (\
end) ' ET`;
    expect(lines(text(pdfOf(shown)))).toEqual(["A lamp (red)", "Größe desk", "end"]);
  });

  test("codes of two bytes by the font's map, in objects within a stream", () => {
    const map = `/CIDInit begincmap 2 beginbfchar <0001> <6771> <0002> <4EAC> endbfchar
      1 beginbfrange <0010> <0012> <0061> <0020> <0021> [<00660069> <0078>] endbfrange`;
    const font = `5 0 obj\n<< /Type /Font /Subtype /Type0 /ToUnicode 6 0 R >>\nendobj\n
6 0 obj\n<< /Length ${map.length} >>\nstream\n${map}\nendstream\nendobj\n`;
    const shown = "BT /F1 9 Tf <00010002> Tj 10 0 Td <001000110012002000210099> Tj ET";
    expect(lines(text(pdfOf(shown, { font })))).toEqual(["東京 abcfix"]);
  });

  test("encrypted ones have none; broken ones do not throw", () => {
    expect(text(pdfOf("BT (x) Tj ET", { trailer: "/Encrypt 9 0 R" }))).toBe("");
    const whole = pdfOf("BT /F1 1 Tf (lamp) Tj ET");
    for (let cut = 0; cut < whole.length; cut += 11) expect(() => text(whole.subarray(0, cut))).not.toThrow();
    const bomb = pdfOf("(a) Tj ".repeat(2_500_000));
    expect(text(bomb).trim()).toBe("");
  });
});

test("of a mail, the text of all its files, without its own", () => {
  const mail = [
    ...["From: a@desk.example", "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"', ""],
    ...["--b", "Content-Type: text/plain", "", "Own words", "--b"],
    ...["Content-Type: application/octet-stream", 'Content-Disposition: attachment; filename="a.docx"'],
    ...["Content-Transfer-Encoding: base64", "", wordOf("lamp").toString("base64"), "--b"],
    ...[
      "Content-Type: text/csv",
      'Content-Disposition: attachment; filename="b.csv"',
      "",
      "bell;2",
      "--b--",
      "",
    ],
  ].join("\r\n");
  expect(lines(textsOf(Buffer.from(mail), null, 1000, defaultLimits))).toEqual(["lamp", "bell;2"]);
  expect(textsOf(Buffer.from("a;b"), { name: "x.csv", type: "text/csv" }, 2, defaultLimits)).toBe("a;");
});
