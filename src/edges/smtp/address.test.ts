import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPathCommand } from "./address.ts";

const a64 = "a".repeat(64);
const label63 = "b".repeat(63);

/** The address read from `MAIL FROM:<...>` or `RCPT TO:<...>`, or why there is none. */
function read(path: string, prefix: "FROM" | "TO" = "TO"): string | null {
  const verb = prefix === "FROM" ? "MAIL FROM" : "RCPT TO";
  const command = readPathCommand(Buffer.from(`${verb}:<${path}>`, "utf8").toString("latin1"), prefix);
  return command === null || command === "prefix" ? command : command.path.address;
}

describe("readPathCommand", () => {
  test.each([
    "a@example.org",
    "first.last+tag@mail.example.org",
    "!#$%&'*+/=?^_`{|}~-@example.org",
    "a@b",
    "1@2.3",
    "root@build_host.example",
    "postmaster",
    '""@example.org',
    '"a b"@example.org',
    '"a@b"@example.org',
    '"a\\"b\\\\"@example.org',
    '"<a>"@example.org',
    "a@[192.0.2.1]",
    "a@[IPv6:2001:db8::1]",
    "a@[IPv6:::ffff:192.0.2.1]",
    `${a64}@example.org`,
    `a@${label63}.org`,
    "a@xn--bcher-kva.example",
    "jörg@bücher.example",
    "用户@例子.广告",
    '"jörg b"@example.org',
  ])("accepts %s", (path) => expect(read(path)).toBe(path));

  test.each([
    "",
    "a",
    "@",
    "a@",
    "@example.org",
    ".a@example.org",
    "a.@example.org",
    "a..b@example.org",
    "a b@example.org",
    "a@b@example.org",
    'a"b"@example.org',
    '"a"b@example.org',
    '"a@example.org',
    '"a\\"@example.org',
    '"a\tb"@example.org',
    "a(comment)@example.org",
    "a@example..org",
    "a@.example.org",
    "a@example.org..",
    "a@.",
    "a@-example.org",
    "a@example-.org",
    "a@exam ple.org",
    "a@exa/mple.org",
    "a@[192.0.2.256]",
    "a@[192.0.2.1",
    "a@192.0.2.1]",
    "a@[IPv6:192.0.2.1]",
    "a@[2001:db8::1]",
    "a@[IPv6:fe80::1%eth0]",
    "a@[tag:what]",
    "a\u0000@example.org",
    "a\u007f@example.org",
    "a\u200b@example.org",
    "a\u202eb@example.org",
    "a\u0085@example.org",
    "a\u00a0b@example.org",
    "a@xn---",
    "a@-bücher.example",
    "a@b%C3%BCcher%2eö.example",
    "a@bücher/x.example",
    "a@bücher。example",
    `${a64}a@example.org`,
    `a@${label63}b.org`,
    `a@${`${label63}.`.repeat(4)}org`,
    `${a64}@${`${label63}.`.repeat(3)}org`,
    "a@exa\u{1f600}mple.org\u0000",
  ])("refuses %j", (path) => expect(["", null]).toContain(read(path)));

  test("a dot at the end of the domain is left out", () => {
    expect(read("a@example.org.")).toBe("a@example.org");
    expect(read("a@bücher.example.", "FROM")).toBe("a@bücher.example");
    expect(read("a@[192.0.2.1].")).toBeNull();
  });

  test("a sender may lack a domain, a recipient may not", () => {
    expect(read("copier", "FROM")).toBe("copier");
    expect(read('"copier 2"', "FROM")).toBe('"copier 2"');
    expect([read("copier"), read("copier 2", "FROM"), read("copier@", "FROM")]).toEqual([null, null, null]);
  });

  test("the null reverse-path", () => expect(read("", "FROM")).toBe(""));

  test("a source route is read and ignored", () => {
    expect(read("@one.example,@two.example:a@example.org")).toBe("a@example.org");
    expect(read("@one.example,two.example:a@example.org")).toBeNull();
    expect(read("@one.example:")).toBeNull();
    expect(read("@one.example")).toBeNull();
  });

  test("a sender's local part may be longer, the whole may not", () => {
    const forwarded = `ann+caf_=${"x".repeat(80)}@example.net`;
    expect(read(forwarded, "FROM")).toBe(forwarded);
    expect(read(forwarded, "TO")).toBeNull();
    expect(read(`${"x".repeat(250)}@e.org`, "FROM")).toBeNull();
  });

  test("a sender may have dots that the grammar does not know", () => {
    for (const address of [
      "k..m@handy.example",
      "k.@handy.example",
      "k..@handy.example",
      "ü..b@handy.example",
    ]) {
      expect(read(address, "FROM")).toBe(address);
      expect(read(address, "TO")).toBeNull();
    }
    for (const address of [".k@handy.example", "..@handy.example", "@handy.example"]) {
      expect(read(address, "FROM")).toBeNull();
    }
  });

  test("recognises literals and international addresses", () => {
    const literal = readPathCommand("RCPT TO:<a@[192.0.2.1]>", "TO");
    expect(literal).toMatchObject({ path: { literal: true, international: false } });
    const international = readPathCommand("RCPT TO:<j\xc3\xb6rg@example.org>", "TO");
    expect(international).toMatchObject({ path: { address: "jörg@example.org", international: true } });
  });

  test("parameters", () => {
    const command = readPathCommand("mail  from : <a@b>  size=10 BODY=8bitmime SMTPUTF8 ", "FROM");
    expect(command).toEqual({
      path: { address: "a@b", literal: false, international: false },
      parameters: new Map([
        ["SIZE", "10"],
        ["BODY", "8bitmime"],
        ["SMTPUTF8", ""],
      ]),
    });
    expect(readPathCommand("MAIL FROM:<a@b> SIZE=1 size=2", "FROM")).toBeNull();
    expect(readPathCommand("MAIL FROM:<a@b> SIZE=", "FROM")).toBeNull();
    expect(readPathCommand("MAIL FROM:<a@b> =1", "FROM")).toBeNull();
    expect(readPathCommand("MAIL FROM:<a@b>X", "FROM")).toBeNull();
    expect(readPathCommand("MAIL FROM <a@b>", "FROM")).toBe("prefix");
    expect(readPathCommand("MAIL TO:<a@b>", "FROM")).toBe("prefix");
  });

  test("without angle brackets", () => {
    expect(readPathCommand("RCPT TO: a@example.org", "TO")).toMatchObject({
      path: { address: "a@example.org" },
    });
    expect(readPathCommand("RCPT TO:", "TO")).toBeNull();
    expect(readPathCommand("RCPT TO:a@example.org>", "TO")).toBeNull();
  });

  test("any bytes: a result, and an address without anything that could break a line or a list", () => {
    const piece = fc.constantFrom(
      "a",
      ".",
      "@",
      '"',
      "\\",
      "<",
      ">",
      " ",
      "\r",
      "\n",
      "\0",
      "[",
      "]",
      ":",
      ",",
      "ö",
      "xn--",
      "\xff",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.constantFrom("FROM" as const, "TO" as const),
        (parts, prefix) => {
          const verb = prefix === "FROM" ? "MAIL FROM" : "RCPT TO";
          const command = readPathCommand(`${verb}:${parts.join("")}`, prefix);
          if (command === null || command === "prefix") return;
          expect(command.path.address).not.toMatch(/[\0-\x1f\x7f]/);
          expect(Buffer.byteLength(command.path.address)).toBeLessThanOrEqual(254);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
