import { describe, expect, test } from "vitest";
import { ok } from "../../base/result.ts";
import { decideImapAccount, decideImapRemoval, type ImapAccountFacts } from "./imap-accounts.ts";
import { fetched, office, told } from "./testing.ts";

const facts: ImapAccountFacts = { before: null, mailboxes: [fetched.mailbox], accounts: [office] };
const saved = (account: object) => [{ type: "ImapAccountSaved", account }];
const withToken = { ...fetched, login: { kind: "oauth2", account: "office" } } as const;

describe("an account that mail is fetched from", () => {
  test("is saved, with its mailbox's address as that is stored", () => {
    expect(told(decideImapAccount({ ...fetched, mailbox: " Support@Desk.example" }, facts))).toEqual(
      saved(fetched),
    );
  });

  test("logs in with an account at a provider that may be used there", () => {
    expect(told(decideImapAccount(withToken, facts))).toEqual(saved(withToken));
  });

  test("keeps its password where none is typed, for the same server only", () => {
    const typed = { ...fetched, login: { kind: "password", password: "" } } as const;
    expect(told(decideImapAccount(typed, { ...facts, before: fetched }))).toEqual(saved(fetched));
    expect(
      told(decideImapAccount({ ...typed, host: "else.example" }, { ...facts, before: fetched })),
    ).toEqual([...["imap.password", "password"]]);
  });

  test("changes from what is stored, which the change sees without its secret", () => {
    const seen: unknown[] = [];
    const given = {
      name: fetched.name,
      change: (before: unknown) => {
        seen.push(before);
        return ok({ ...fetched, enabled: false });
      },
    };
    expect(told(decideImapAccount(given, { ...facts, before: fetched }))).toEqual(
      saved({ ...fetched, enabled: false }),
    );
    expect(seen).toEqual([{ ...fetched, login: { kind: "password" } }]);
  });

  test.each<
    [why: string, wanted: typeof fetched, change: Partial<ImapAccountFacts>, refusal: readonly unknown[]]
  >([
    ["it is to be new and exists", fetched, { before: fetched, expected: "new" }, ["account.exists", "name"]],
    ["it is to exist and does not", fetched, { expected: "known" }, ["account.unknown", undefined]],
    ["something in it is not valid", { ...fetched, port: 0 }, {}, ["server.port", "port"]],
    [
      "its mailbox is not ours",
      fetched,
      { mailboxes: ["else@desk.example"] },
      ["request.no-mailbox", "mailbox"],
    ],
    ["its provider's account is unknown", withToken, { accounts: [] }, ["oauth.unknown", "oauth"]],
    [
      "the provider's account is for other servers",
      { ...withToken, host: "else.example" },
      {},
      ["oauth.other-server", "oauth"],
    ],
  ])("is refused if %s", (_, wanted, change, refusal) => {
    expect(told(decideImapAccount(wanted, { ...facts, ...change }))).toEqual(refusal);
  });

  test("is removed if it is there", () => {
    expect(told(decideImapRemoval("main", true))).toEqual([{ type: "ImapAccountRemoved", name: "main" }]);
    expect(told(decideImapRemoval("main", false))).toEqual(["account.unknown", undefined]);
  });
});
