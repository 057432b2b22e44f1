import fc from "fast-check";
import { expect, test } from "vitest";
import { fetchedEnvelope, looksLikeMail, withCrlf } from "./fetched.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("the envelope is derived from the header, delivery fields before the author's", () => {
  const raw = bytes(
    [
      "Return-Path: <bounce@list.example>",
      "Delivered-To: support+t1@desk.example",
      "X-Original-To: sales@desk.example",
      "From: Ann <ann@customer.example>",
      'To: "Desk, the" <support@desk.example>,',
      "\tBob <bob@customer.example>",
      "Cc: sales@desk.example",
      "Subject: not@an.address",
      "",
      "To: body@desk.example",
    ].join("\r\n"),
  );
  expect(fetchedEnvelope(raw)).toEqual({
    from: "bounce@list.example",
    to: ["support+t1@desk.example", "sales@desk.example", "support@desk.example", "bob@customer.example"],
    delivered: ["support+t1@desk.example", "sales@desk.example"],
  });
});

test("without Return-Path the author is the sender; with an empty one there is none", () => {
  expect(fetchedEnvelope(bytes("From: Ann <ann@x.example>\n\nhi")).from).toBe("ann@x.example");
  expect(fetchedEnvelope(bytes("Return-Path: <>\nFrom: ann@x.example\n\nhi")).from).toBe("");
  expect(fetchedEnvelope(bytes("just text"))).toEqual({ from: "", to: [], delivered: [] });
});

test("a mail is recognised by its first lines", () => {
  expect(looksLikeMail(bytes("Received: from x\n\nhi"))).toBe(true);
  expect(looksLikeMail(bytes("\r\nSubject: after an empty line\r\n\r\nhi"))).toBe(true);
  expect(looksLikeMail(bytes("\uFEFFFrom: with a byte order mark\n"))).toBe(true);
  expect(looksLikeMail(bytes('{ "subject": 1 }'))).toBe(false);
  expect(looksLikeMail(bytes("Note: a text with a colon\n\nSubject: too late"))).toBe(false);
  expect(looksLikeMail(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]))).toBe(false);
});

test("line ends become CRLF, and nothing else changes", () => {
  const text = (raw: string) => new TextDecoder().decode(withCrlf(bytes(raw)));
  expect(text("a\nb\r\nc")).toBe("a\r\nb\r\nc");
  expect(text("a\rb\n")).toBe("a\rb\r\n");
  expect(text("a\rb\r")).toBe("a\r\nb\r\n");
  fc.assert(
    fc.property(fc.stringMatching(/^[a\r\n]*$/), (raw) => {
      const once = text(raw);
      expect(text(once)).toBe(once);
      expect(once.replaceAll("\r\n", "\n")).toBe(
        raw.includes("\n") ? raw.replaceAll("\r\n", "\n") : raw.replaceAll("\r", "\n"),
      );
      expect(/(?<!\r)\n/.test(once)).toBe(false);
    }),
  );
});

test("no header takes long or throws", () => {
  const long = bytes(`To: ${"a@".repeat(100_000)}\nCc: ${"<".repeat(100_000)}\n`);
  expect(fetchedEnvelope(long).to.length).toBeLessThanOrEqual(500);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => typeof fetchedEnvelope(raw).from === "string"),
  );
});
