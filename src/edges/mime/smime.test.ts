import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signedContent } from "./smime.ts";

/** Whole signed mails are in test/corpus; here is what broken and hostile ones are made of. */

const oid = {
  signed: "06092a864886f70d010702",
  data: "06092a864886f70d010701",
  enveloped: "06092a864886f70d010703",
};
const hello = Buffer.from("Hello").toString("hex");
const version = "020101";
const digests = "3100";

/** An element of definite length, its content in hexadecimal. */
const der = (tag: string, content: string): string =>
  tag + (content.length / 2).toString(16).padStart(2, "0") + content;
/** The same of indefinite length. */
const ber = (tag: string, content: string): string => `${tag}80${content}0000`;

const signed = (content: string, element = der, type = oid.signed): string =>
  element(
    "30",
    type + element("a0", element("30", version + digests + element("30", oid.data + element("a0", content)))),
  );

const read = (hex: string): string | null => signedContent(Buffer.from(hex, "hex"))?.toString() ?? null;

describe("signedContent", () => {
  test.each([
    ["of definite length", signed(der("04", hello))],
    ["of indefinite length", signed(der("04", hello), ber)],
    ["in pieces", signed(der("24", der("04", "48656c") + der("04", "6c6f")))],
    ["in pieces of indefinite length", signed(ber("24", der("04", "48656c") + der("04", "6c6f")), ber)],
    ["in pieces of pieces", signed(ber("24", ber("24", der("04", hello))), ber)],
    ["followed by something else", `${signed(der("04", hello))}ffff`],
  ])("reads what is %s", (_, hex) => expect(read(hex)).toBe("Hello"));

  test.each([
    ["nothing", ""],
    ["no DER", Buffer.from("-----BEGIN PKCS7-----").toString("hex")],
    ["encrypted", signed(der("04", hello), der, oid.enveloped)],
    [
      "a signature alone",
      der("30", oid.signed + der("a0", der("30", version + digests + der("30", oid.data)))),
    ],
    ["another type of content", signed(der("0c", hello))],
    ["cut off", signed(der("04", hello)).slice(0, -6)],
    ["longer than it is", signed(der("04", hello)).replace(`0405${hello}`, `0475${hello}`)],
    ["a length of five bytes", `3085ffffffffff${oid.signed}`],
    ["a length of nine bytes", `3089ffffffffffffffffff${oid.signed}`],
    ["a large tag", `3f8100${oid.signed}`],
    ["pieces that never end", signed(`2480${der("04", hello)}`)],
    ["pieces nested deeper than any program does", signed("2480".repeat(50), ber)],
  ])("gives null for %s", (_, hex) => expect(read(hex)).toBeNull());

  test("never fails, and gives no more than it was given", () => {
    const whole = signed(ber("24", der("04", hello)), ber);
    const damaged = fc
      .tuple(fc.nat(whole.length / 2 - 1), fc.integer({ min: 0, max: 255 }))
      .map(([at, byte]) => {
        const bytes = Buffer.from(whole, "hex");
        bytes[at] = byte;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 }).map(Buffer.from)), (bytes) => {
        const content = signedContent(bytes);
        expect(content === null || content.length <= bytes.length).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
