import { describe, expect, test } from "vitest";
import {
  decideOAuthAccount,
  decideOAuthRemoval,
  decideSignedIn,
  decideTokenRenewal,
  type OAuthAccountFacts,
} from "./oauth-accounts.ts";
import { fetched, office, smtp, told } from "./testing.ts";

const unused: OAuthAccountFacts = { before: office, outgoing: null, imapAccounts: [fetched] };
const sending: OAuthAccountFacts = { ...unused, outgoing: { ...smtp, password: null, oauth: "office" } };
const fetching: OAuthAccountFacts = {
  ...unused,
  imapAccounts: [{ ...fetched, login: { kind: "oauth2", account: "office" } }],
};

describe("an OAuth account", () => {
  test("is saved, and keeps the secrets that are not typed", () => {
    const typed = { ...office, clientSecret: "", refreshToken: "" };
    expect(told(decideOAuthAccount(typed, unused))).toEqual([{ type: "OAuthAccountSaved", account: office }]);
    expect(told(decideOAuthAccount(typed, { ...unused, before: null }))).toEqual([
      { type: "OAuthAccountSaved", account: typed },
    ]);
  });

  test.each<
    [
      why: string,
      wanted: Partial<typeof office>,
      facts: Parameters<typeof decideOAuthAccount>[1],
      refusal: readonly unknown[],
    ]
  >([
    ["it is to be new and exists", {}, { ...unused, expected: "new" }, ["account.exists", "name"]],
    [
      "it is to exist and does not",
      {},
      { ...unused, before: null, expected: "known" },
      ["account.unknown", undefined],
    ],
    [
      "something in it is not valid",
      { tokenUrl: "http://login.example" },
      unused,
      ["oauth.token-url", "tokenUrl"],
    ],
    [
      "mail is sent through a server that it leaves out",
      { servers: ["imap.office.example"] },
      sending,
      ["oauth.in-use", "servers"],
    ],
    [
      "mail is fetched from a server that it leaves out",
      { servers: ["smtp.office.example"] },
      fetching,
      ["oauth.in-use", "servers"],
    ],
  ])("is refused if %s", (_, wanted, facts, refusal) => {
    expect(told(decideOAuthAccount({ ...office, ...wanted }, facts))).toEqual(refusal);
  });

  test("is removed if nothing logs in with it", () => {
    expect(told(decideOAuthRemoval("office", unused))).toEqual([
      { type: "OAuthAccountRemoved", name: "office" },
    ]);
    expect(told(decideOAuthRemoval("office", sending))).toEqual(["oauth.in-use", undefined]);
    expect(told(decideOAuthRemoval("office", fetching))).toEqual(["oauth.in-use", undefined]);
    expect(told(decideOAuthRemoval("office", { ...unused, before: null }))).toEqual([
      "account.unknown",
      undefined,
    ]);
  });
});

describe("a sign-in", () => {
  const stored = [{ type: "OAuthSignedIn", name: "office", refreshToken: "second" }];

  test("counts for the account that it began with", () => {
    expect(told(decideSignedIn(office, office, "second"))).toEqual(stored);
  });

  test.each([
    ["its secret, tokens and scope", { clientSecret: "new", refreshToken: "other", scope: "less" }],
    ["that it lost a server", { servers: ["imap.office.example"] }],
  ])("counts whatever else changed: %s", (_, change) => {
    expect(told(decideSignedIn(office, { ...office, ...change }, "second"))).toEqual(stored);
  });

  test.each([
    ["another client", { clientId: "other" }],
    ["another endpoint", { tokenUrl: "https://else.example/token" }],
    ["a further server", { servers: [...office.servers, "else.example"] }],
  ])("is over if the account has %s by then", (_, change) => {
    expect(told(decideSignedIn(office, { ...office, ...change }, "second"))).toEqual([
      "oauth.sign-in-over",
      undefined,
    ]);
  });

  test("is refused if the account is gone", () => {
    expect(told(decideSignedIn(office, null, "second"))).toEqual(["account.unknown", undefined]);
  });
});

test("a renewed token takes the place of the one that it was issued for, and of no other", () => {
  expect(decideTokenRenewal("office", office, "first", "second")).toEqual([
    { type: "OAuthTokenRenewed", name: "office", refreshToken: "second" },
  ]);
  expect(decideTokenRenewal("office", { ...office, refreshToken: "theirs" }, "first", "second")).toEqual([]);
  expect(decideTokenRenewal("office", null, "first", "second")).toEqual([]);
});
