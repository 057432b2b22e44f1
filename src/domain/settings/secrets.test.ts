import { expect, test } from "vitest";
import type { Directory } from "../directory/index.ts";
import type { ImapAccount } from "./imap.ts";
import { keptBindPassword, keptOutgoing, withKeptLogin } from "./secrets.ts";

const server = { kind: "smtp", host: "relay.example", port: 587, tls: "starttls", user: "desk" } as const;

test("the outgoing server's password stays for the same server and user only", () => {
  const before = { ...server, password: "stored" };
  expect(keptOutgoing(before, server)).toBe("stored");
  expect(keptOutgoing(before, { ...server, tls: "implicit" })).toBe("stored");
  for (const change of [{ host: "evil.example" }, { tls: "none" }, { user: "other" }] as const) {
    expect(keptOutgoing(before, { ...server, ...change }), JSON.stringify(change)).toBeNull();
  }
  expect([keptOutgoing({ kind: "direct" }, server), keptOutgoing(null, server)]).toEqual([null, null]);
});

const account: ImapAccount = {
  ...{ name: "desk", mailbox: "help@desk.example", host: "imap.example", port: 993, tls: "implicit" },
  ...{ certificate: "", user: "desk", login: { kind: "password", password: "stored" }, folders: ["INBOX"] },
  ...{ take: "all", after: { kind: "seen" }, enabled: true },
};

test("an IMAP account's secrets stay for the same server, user and client only", () => {
  const asked: ImapAccount = {
    ...account,
    folders: ["INBOX", "Web"],
    login: { kind: "password", password: "" },
  };
  expect(withKeptLogin(account, asked).login).toEqual(account.login);
  for (const change of [{ host: "evil.example" }, { user: "x" }, { tls: "none" }] as const) {
    expect(withKeptLogin(account, { ...asked, ...change }).login, JSON.stringify(change)).toEqual(
      asked.login,
    );
  }
  expect(withKeptLogin(account, { ...asked, host: "new.example", login: account.login }).login).toEqual(
    account.login,
  );
});

test("the directory's password stays while no new server is named and the account is the same", () => {
  const before: Directory = {
    ...{ enabled: true, servers: ["ldaps://one.example", "ldaps://two.example"], encryption: "starttls" },
    ...{
      authorities: "",
      bindDn: "cn=desk",
      bindPassword: "stored",
      baseDn: "dc=example",
      filter: "(uid={user})",
    },
    ...{ nameAttribute: "cn", mailAttribute: "mail", newcomers: "refuse" },
  };
  expect(keptBindPassword(before, { ...before, servers: ["ldaps://two.example", ""] })).toBe("stored");
  for (const change of [
    { servers: ["ldaps://one.example", "ldaps://evil.example"] },
    { bindDn: "cn=other" },
    { encryption: "none" },
  ] as const) {
    expect(keptBindPassword(before, { ...before, ...change }), JSON.stringify(change)).toBe("");
  }
  expect(keptBindPassword(null, before)).toBe("");
});
