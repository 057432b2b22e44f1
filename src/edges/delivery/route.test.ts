import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Outgoing } from "../../domain/settings/events.ts";
import { isLoopback } from "../../domain/settings/index.ts";
import { faultRemedy, inEnglish } from "../../text/index.ts";
import { parseOutgoing } from "./route.ts";

const smtp = (
  host: string,
  port: number,
  tls: "implicit" | "starttls" | "opportunistic",
  login?: string[],
) => ({
  ok: true,
  value: { kind: "smtp", host, port, tls, user: login?.[0] ?? null, password: login?.[1] ?? null },
});

describe("parseOutgoing", () => {
  it.each([
    ["smtp://mail.example.org", smtp("mail.example.org", 25, "opportunistic")],
    ["smtp://mail.example.org:2525/", smtp("mail.example.org", 2525, "opportunistic")],
    ["smtp://localhost", smtp("localhost", 25, "opportunistic")],
    ["SMTP://Mail.Example.org", smtp("mail.example.org", 25, "opportunistic")],
    ["smtp://me:secret@mail.example.org", smtp("mail.example.org", 587, "starttls", ["me", "secret"])],
    ["smtp://me:secret@localhost:25", smtp("localhost", 25, "opportunistic", ["me", "secret"])],
    ["smtps://mail.example.org", smtp("mail.example.org", 465, "implicit")],
    ["smtps://me:secret@mail.example.org:25", smtp("mail.example.org", 25, "implicit", ["me", "secret"])],
    ["smtp://[::1]:25", smtp("::1", 25, "opportunistic")],
    ["smtp://[2001:db8::1]", smtp("2001:db8::1", 25, "opportunistic")],
    [" smtp://mail_relay ", smtp("mail_relay", 25, "opportunistic")],
    ["smtp://relay.müller.example", smtp("relay.müller.example", 25, "opportunistic")],
    ["smtps://a%40b:p%3Aq%2F%25@h.example", smtp("h.example", 465, "implicit", ["a@b", "p:q/%"])],
    [
      "smtps://a@b.example:p@ss/w#rd?@h.example",
      smtp("h.example", 465, "implicit", ["a@b.example", "p@ss/w#rd?"]),
    ],
    ["catch", { ok: true, value: { kind: "catch" } satisfies Outgoing }],
    ["direct", { ok: true, value: { kind: "direct" } satisfies Outgoing }],
  ])("reads %s", (text, expected) => {
    expect(parseOutgoing(text)).toEqual(expected);
  });

  it.each([
    ["", /must start with smtp/],
    ["mail.example.org:25", /must start with smtp/],
    ["http://mail.example.org", /must start with smtp/],
    ["smtp://", /is not a host name/],
    ["smtp://me@mail.example.org", /has no password/],
    ["smtp://me:@mail.example.org", /is empty/],
    ["smtp://:hidden@mail.example.org", /is empty/],
    ["smtp://me:hidden%zz@mail.example.org", /% that is not followed/],
    ["smtp://mail.example.org:0", /port from 1 to 65535/],
    ["smtp://mail.example.org:65536", /port from 1 to 65535/],
    ["smtp://mail.example.org:smtp", /is not HOST or HOST:PORT/],
    ["smtp://mail.example.org:", /port from 1 to 65535/],
    ["smtp://mail.example.org/in/box", /is not HOST or HOST:PORT/],
    ["smtp://2001:db8::1", /must be in brackets: \[2001:db8::1\]/],
    ["smtp://[2001:db8::zz]", /is not a host name/],
    ["smtp://two words", /is not HOST or HOST:PORT/],
    ["smtp://-x.example", /is not a host name/],
  ])("refuses %j and says why", (text, why) => {
    const read = parseOutgoing(text);
    if (read.ok) expect.unreachable();
    expect(read.error).toMatchObject({ code: "request.invalid", field: "outgoing" });
    expect(inEnglish(read.error)).toMatch(why);
    expect(`${inEnglish(read.error)}${faultRemedy("en", read.error)}`).not.toContain("hidden");
  });

  it("gives back any user and password that were percent-encoded", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((s) => s.isWellFormed());
    fc.assert(
      fc.property(text, text, (user, password) => {
        const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
        expect(parseOutgoing(`smtps://${login}@h.example`)).toEqual(
          smtp("h.example", 465, "implicit", [user, password]),
        );
      }),
    );
  });

  it("handles any text without throwing", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `smtp://${rest}`),
    );
    fc.assert(fc.property(text, (value) => typeof parseOutgoing(value).ok === "boolean"));
  });
});

describe("isLoopback", () => {
  it("recognises this machine's names and addresses", () => {
    for (const host of [
      "localhost",
      "LOCALHOST.",
      "a.localhost",
      "127.0.0.1",
      "127.9.9.9",
      "::1",
      "::ffff:127.0.0.1",
    ]) {
      expect(isLoopback(host), host).toBe(true);
    }
    for (const host of [
      "localhost.example",
      "127.example",
      "127.0.0.1.example",
      "10.0.0.1",
      "::2",
      "0.0.0.0",
    ]) {
      expect(isLoopback(host), host).toBe(false);
    }
  });
});
