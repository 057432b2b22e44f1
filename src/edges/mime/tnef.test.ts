import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { unpackTnef } from "./tnef.ts";
import { decompressRtf } from "./tnef-rtf.ts";

const u16 = (n: number) => Buffer.from([n & 255, n >> 8]);
const u32 = (n: number) => {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(n);
  return out;
};
const attribute = (level: number, id: number, data: Buffer) =>
  Buffer.concat([Buffer.from([level]), u16(id), u16(1), u32(data.length), data, u16(0)]);
const pad = (data: Buffer) => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
const property = (type: number, id: number, data: Buffer) =>
  Buffer.concat([u16(type), u16(id), u32(1), u32(data.length), pad(data)]);
const mapi = (...properties: Buffer[]) => Buffer.concat([u32(properties.length), ...properties]);
const tnef = (...attributes: Buffer[]) => Buffer.concat([u32(0x223e9f78), u16(1), ...attributes]);
const wide = (text: string) => Buffer.from(`${text}\0`, "utf16le");

const start = attribute(2, 0x9002, Buffer.alloc(14));

describe("unpackTnef", () => {
  test("files with their names, the long one first", () => {
    const named = mapi(
      property(0x1f, 0x3707, wide("Größenübersicht.pdf")),
      property(0x1e, 0x370e, Buffer.from("application/pdf\0")),
    );
    const found = unpackTnef(
      tnef(
        start,
        attribute(2, 0x800f, Buffer.from("one")),
        attribute(2, 0x8010, Buffer.from("GROESS~1.PDF\0")),
        attribute(2, 0x9005, named),
        start,
        attribute(2, 0x8010, Buffer.from("two.txt\0")),
        attribute(2, 0x800f, Buffer.from("two")),
      ),
    );
    expect(found?.files).toEqual([
      { name: "Größenübersicht.pdf", type: "application/pdf", cid: null, bytes: Buffer.from("one") },
      { name: "two.txt", type: "", cid: null, bytes: Buffer.from("two") },
    ]);
  });

  test("the mail's own text and HTML, past properties with names and several values", () => {
    const named = Buffer.concat([
      u16(0x1f),
      u16(0x8001),
      Buffer.alloc(16),
      u32(1),
      u32(6),
      pad(wide("ab")),
      u32(1),
      u32(4),
      wide("x"),
    ]);
    const many = Buffer.concat([u16(0x1003), u16(0x0e01), u32(2), u32(7), u32(8)]);
    const found = unpackTnef(
      tnef(
        attribute(
          1,
          0x9003,
          mapi(
            named,
            many,
            property(0x1f, 0x1000, wide("Hi ✓")),
            property(0x102, 0x1013, Buffer.from("<p>Hi</p>")),
          ),
        ),
      ),
    );
    expect(found).toMatchObject({ text: "Hi ✓", html: "<p>Hi</p>", rtf: null, files: [] });
  });

  test("what is not TNEF, and what is truncated", () => {
    expect(unpackTnef(Buffer.from("no TNEF"))).toBeNull();
    const whole = tnef(
      start,
      attribute(2, 0x9005, mapi(property(0x1f, 0x3707, wide("a.txt")))),
      attribute(2, 0x800f, Buffer.from("data")),
    );
    for (let length = 6; length < whole.length; length++) {
      expect(unpackTnef(whole.subarray(0, length))?.files.length).toBeLessThanOrEqual(1);
    }
  });
});

describe("decompressRtf", () => {
  test("the example of MS-OXRTFCP section 3.1.1", () => {
    const hex =
      "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0";
    expect(decompressRtf(Buffer.from(hex, "hex"))?.toString()).toBe(
      "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
    );
  });

  test("uncompressed, and neither", () => {
    const raw = Buffer.concat([u32(16), u32(4), u32(0x414c454d), u32(0), Buffer.from("{rtf")]);
    expect(decompressRtf(raw)?.toString()).toBe("{rtf");
    expect(decompressRtf(Buffer.alloc(20))).toBeNull();
    expect(decompressRtf(Buffer.alloc(3))).toBeNull();
  });
});
