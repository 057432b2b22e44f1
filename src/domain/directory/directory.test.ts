import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directoryFilter, isFilter } from "./filter.ts";
import { mailFrom, nameFrom } from "./person.ts";
import { checkedDirectory, type Directory, directoryServer } from "./settings.ts";

describe("a filter", () => {
  test.each([
    ["(uid={user})", { kind: "equal", attribute: "uid", value: "ann" }],
    ["(uid=a\\2a\\c3\\bc{user}\\28)", { kind: "equal", attribute: "uid", value: "a*üann(" }],
    ["(mail={user}@desk.example)", { kind: "equal", attribute: "mail", value: "ann@desk.example" }],
    ["(cn=a*b**c*{user})", { kind: "parts", attribute: "cn", first: "a", between: ["b", "c"], last: "ann" }],
    ["(cn~={user})", { kind: "similar", attribute: "cn", value: "ann" }],
    ["(cn>={user})", { kind: "atLeast", attribute: "cn", value: "ann" }],
    ["(cn<={user})", { kind: "atMost", attribute: "cn", value: "ann" }],
    ["(cn:={user})", { kind: "rule", attribute: "cn", rule: "", withDn: false, value: "ann" }],
    [
      "(cn:dn:2.5.13.5:={user})",
      { kind: "rule", attribute: "cn", rule: "2.5.13.5", withDn: true, value: "ann" },
    ],
    [
      "(&(objectClass=*)(!(uid={user}))(|(a=b)))",
      {
        kind: "and",
        of: [
          { kind: "present", attribute: "objectClass" },
          { kind: "not", of: { kind: "equal", attribute: "uid", value: "ann" } },
          { kind: "or", of: [{ kind: "equal", attribute: "a", value: "b" }] },
        ],
      },
    ],
  ])("%s", (template, filter) => {
    expect(isFilter(template)).toBe(true);
    expect(directoryFilter(template, "ann")).toEqual(filter);
  });

  test.each([
    ...[
      "",
      "uid={user}",
      "(uid={user}",
      "(uid={user}))",
      "(uid=ann)",
      "({user}=a)",
      "(=({user}))",
      "(&)",
      "(!(a=b)(c={user}))",
    ],
    ...[
      "(uid={user}\\)",
      "(uid={user}\\zz)",
      "(uid=\\ff{user})",
      "(cn:dn={user})",
      "(a={user})(b=c)",
      "(a=(b)={user})",
      "(a={user}\n)",
    ],
    `${"(!".repeat(30)}(a={user})${")".repeat(30)}`,
  ])("that is invalid: %j", (text) => {
    expect(isFilter(text)).toBe(false);
  });

  test("contains typed text as a value only", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (user) => {
        const value = (text: string) => ({ kind: "equal", attribute: "uid", value: text });
        expect(directoryFilter("(|(uid={user})(uid=a{user}{user}))", user)).toEqual({
          kind: "or",
          of: [value(user), value(`a${user}${user}`)],
        });
      }),
    );
  });
});

test.each([
  ["ldap://dc1.corp.example", { host: "dc1.corp.example", port: 389, tls: false }],
  ["LDAPS://DC1.corp.example/", { host: "dc1.corp.example", port: 636, tls: true }],
  ["ldap://127.0.0.1:3890", { host: "127.0.0.1", port: 3890, tls: false }],
  ["ldap://host:0", null],
  ["ldap://host:70000", null],
  ["ldap://user@host", null],
  ["ldap://host/dc=x", null],
  ["ldap://", null],
  ["http://host", null],
  ["host", null],
])("the server %s", (address, server) => {
  expect(directoryServer(address)).toEqual(server);
});

const good: Directory = {
  enabled: true,
  servers: ["ldaps://dc1.corp.example"],
  encryption: "starttls",
  authorities: "",
  bindDn: "cn=service,dc=corp,dc=example",
  bindPassword: "secret",
  baseDn: "dc=corp,dc=example",
  filter: "(uid={user})",
  nameAttribute: "cn",
  mailAttribute: "mail",
  newcomers: "refuse",
};

test("settings are stored trimmed, and a password only with a name", () => {
  const given = {
    ...good,
    servers: [" ldaps://dc1.corp.example ", "", "ldaps://dc1.corp.example"],
    bindDn: " ",
  };
  expect(checkedDirectory(given)).toEqual({ ok: true, value: { ...good, bindDn: "", bindPassword: "" } });
});

test.each<[field: string, wrong: Partial<Directory>]>([
  ["servers", { servers: [] }],
  ["servers", { servers: ["dc1.corp.example"] }],
  ["servers", { servers: Array.from({ length: 6 }, (_, i) => `ldap://dc${i}`) }],
  ["authorities", { authorities: "no" }],
  ["bindDn", { bindDn: "cn=a\nb" }],
  ["bindPassword", { bindPassword: "" }],
  ["baseDn", { baseDn: "" }],
  ["baseDn", { baseDn: "corp.example" }],
  ["filter", { filter: "(uid=ann)" }],
  ["nameAttribute", { nameAttribute: "" }],
  ["mailAttribute", { mailAttribute: "mail)" }],
])("settings with a wrong %s are refused: %j", (field, wrong) => {
  expect(checkedDirectory({ ...good, ...wrong })).toMatchObject({ ok: false, error: { field } });
});

test("a name is the known one if the entry still has it, else the first valid one", () => {
  expect(nameFrom(["Ann", "Ann Able"], "Ann Able")).toBe("Ann Able");
  expect(nameFrom([" \r\n", "Eve\r\nBcc: x", "Ann"], "Other")).toBe("Eve Bcc: x");
  expect(nameFrom([`${"x".repeat(300)}`], null)).toHaveLength(200);
  expect(nameFrom([], "Ann")).toBeNull();
});

test("an address is chosen likewise", () => {
  expect(mailFrom(["a@desk.example", "B@desk.example"], "b@desk.example")).toBe("b@desk.example");
  expect(mailFrom(["no address", "a@x\r\nBcc: b@x", " Ann@desk.example "], "b@desk.example")).toBe(
    "Ann@desk.example",
  );
  expect(mailFrom([], "b@desk.example")).toBeNull();
});
