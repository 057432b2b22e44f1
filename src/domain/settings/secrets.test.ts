import { expect, test } from "vitest";
import type { Directory } from "../directory/index.ts";
import type { ImapAccount } from "./imap.ts";
import {
  keepsPassword,
  keptOutgoing,
  type WantedDirectory,
  withKeptBindPassword,
  withKeptLogin,
  withKeptOutgoing,
} from "./secrets.ts";
import { shownOutgoing } from "./shown.ts";

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

test("what keeps the outgoing server's password can be told without it", () => {
  const before = { ...server, password: "stored" };
  expect(JSON.stringify(shownOutgoing(before))).not.toContain("stored");
  expect(keepsPassword(shownOutgoing(before), { ...server, tls: "implicit" })).toBe(true);
  expect(keepsPassword(shownOutgoing(before), { ...server, host: "evil.example" })).toBe(false);
  expect(keepsPassword(shownOutgoing({ ...before, password: null }), server)).toBe(false);
});

test("a password that is given replaces the stored one, and one who logs in otherwise has none", () => {
  const before = { ...server, password: "stored" };
  expect(withKeptOutgoing(before, server)).toEqual(before);
  expect(withKeptOutgoing(before, { ...server, password: "new" })).toEqual({ ...before, password: "new" });
  expect(withKeptOutgoing(before, { ...server, password: null })).toEqual({ ...before, password: null });
  expect(withKeptOutgoing(before, { ...server, user: null })).toMatchObject({ password: null });
  expect(withKeptOutgoing(before, { ...server, oauth: "office" })).toMatchObject({ password: null });
  expect(withKeptOutgoing(before, { kind: "direct" })).toEqual({ kind: "direct" });
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
  const { bindPassword: _, ...wanted } = before;
  const kept = (change: Partial<WantedDirectory>, stored: Directory | null = before) =>
    withKeptBindPassword(stored, { ...wanted, ...change }).bindPassword;
  expect(kept({ servers: ["ldaps://two.example", ""] })).toBe("stored");
  expect([kept({ bindPassword: "new" }), kept({ bindPassword: "" })]).toEqual(["new", ""]);
  for (const change of [
    { servers: ["ldaps://one.example", "ldaps://evil.example"] },
    { bindDn: "cn=other" },
    { encryption: "none" },
  ] as const) {
    expect(kept(change), JSON.stringify(change)).toBe("");
  }
  expect(kept({}, null)).toBe("");
});
