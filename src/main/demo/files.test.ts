import { crc32, inflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { createDice } from "./dice.ts";
import { createFile, sheet } from "./files.ts";

const slots = { invoice: "R-123456", order: "LC-12345", amount: "€12.00" };

it("a photo is a PNG that holds what its header says", () => {
  const { type, bytes } = createFile("photo", createDice(3), slots);
  expect(type).toBe("image/png");
  const png = Buffer.from(bytes);
  expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.set(body.toString("latin1", 0, 4), body.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(["IHDR", "IDAT", "IEND"]);
  const header = chunks.get("IHDR") ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  expect(inflateSync(chunks.get("IDAT") ?? Buffer.alloc(0))).toHaveLength(height * (1 + width * 3));
});

it("a sheet is a PDF whose table of objects is right", () => {
  const text = Buffer.from(sheet("a.pdf", ["Invoice (copy)", "Köln \\ €"]).bytes).toString("latin1");
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  expect(text.slice(table, table + 4)).toBe("xref");
  const offsets = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map((row) => Number(row[1]));
  expect(offsets).toHaveLength(5);
  offsets.forEach((offset, i) => {
    expect(text.slice(offset)).toMatch(new RegExp(`^${i + 1} 0 obj\n`));
  });
  const [, length = "0", stream = ""] = /\/Length (\d+) >>\nstream\n([\s\S]*)\nendstream/.exec(text) ?? [];
  expect(stream).toHaveLength(Number(length));
  expect(stream).toContain("(Invoice \\(copy\\))");
  expect(stream).toContain("(K?ln \\\\ ?)");
});

it("lists and logs are text", () => {
  const list = createFile("list", createDice(1), slots);
  expect(Buffer.from(list.bytes).toString("utf8").trim().split("\r\n")).toHaveLength(9);
  expect(createFile("log", createDice(1), slots).type).toBe("text/plain");
  expect(createFile("invoice", createDice(1), slots).name).toBe("R-123456.pdf");
});
