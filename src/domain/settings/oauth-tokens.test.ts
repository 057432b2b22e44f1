import { expect, test } from "vitest";
import { fault, storedFault } from "../../base/fault.ts";
import type { OAuthAccount } from "./oauth.ts";
import {
  finishes,
  firstInterval,
  needsSignIn,
  nextInterval,
  noSignIn,
  refreshFault,
  unusableFor,
} from "./oauth-tokens.ts";

const account: OAuthAccount = {
  ...({ name: "desk", provider: "other", authorizeUrl: "https://id.site.net/a", deviceUrl: "" } as const),
  ...{ tokenUrl: "https://id.site.net/t", clientId: "c", clientSecret: "", scope: "mail" },
  ...{ servers: ["imap.site.net"], refreshToken: "r" },
};
const problem = storedFault(fault("delivery.failed"));
const refused = (error: string) => ({ kind: "refused", error, problem }) as const;
const failed = { kind: "failed", problem } as const;

test.each([
  [account, "IMAP.site.net", undefined],
  [null, "imap.site.net", "delivery.oauth-absent"],
  [account, "smtp.site.net", "delivery.oauth-host"],
  [{ ...account, refreshToken: "" }, "imap.site.net", "delivery.oauth-signed-out"],
])("%j for %s: %s", (given, host, reason) => {
  expect(unusableFor(given, { name: "desk", host })?.reason).toBe(reason);
});

test.each([
  [refused("invalid_grant"), "delivery.oauth-revoked", true],
  [refused("consent_required"), "delivery.oauth-revoked", true],
  [refused("temporarily_unavailable"), "delivery.oauth-unreachable", false],
  [failed, "delivery.oauth-unreachable", false],
])("a provider's %j means %s; sign in again: %s", (answer, reason, again) => {
  const found = refreshFault("desk", answer);
  expect(found.reason).toBe(reason);
  expect(needsSignIn(found)).toBe(again);
});

test("a way to sign in needs its page", () => {
  expect(noSignIn(null, { name: "desk", by: "browser" })?.reason).toBe("account.unknown");
  expect(noSignIn(account, { name: "desk", by: "browser" })).toBeNull();
  expect(noSignIn(account, { name: "desk", by: "device" })?.reason).toBe("oauth.no-device");
  expect(noSignIn({ ...account, authorizeUrl: "" }, { name: "desk", by: "browser" })?.reason).toBe(
    "oauth.no-browser",
  );
});

const begun = { account, by: "user:ann", until: 1000 };
test.each<[string, typeof begun | null, object, boolean]>([
  ["in time", begun, {}, true],
  ["in its last moment", begun, { now: 1000 }, true],
  ["too late", begun, { now: 1001 }, false],
  ["somebody else", begun, { by: "user:bob" }, false],
  ["an account that is gone", begun, { account: null }, false],
  ["another client", begun, { account: { ...account, clientId: "d" } }, false],
  ["a further server", begun, { account: { ...account, servers: ["imap.site.net", "evil.net"] } }, false],
  ["none that was begun", null, {}, false],
])("a redirect, %s", (_, one, more, done) => {
  expect(finishes(one, { account, by: "user:ann", now: 10, ...more })).toBe(done);
});

test.each([
  ["granted", null, 0, null],
  ["pending", refused("authorization_pending"), 0, 5],
  ["asked too often", refused("slow_down"), 0, 10],
  ["not reached", failed, 0, 10],
  ["denied", refused("access_denied"), 0, null],
  ["pending, and over", refused("authorization_pending"), 100, null],
])("a code that is %s", (_, answer, now, seconds) => {
  expect(nextInterval(answer, { interval: 5, until: 100, now })).toBe(seconds);
});

test("questions are at least a second apart, and at most a minute", () => {
  expect([0, 7, 900].map(firstInterval)).toEqual([1, 7, 60]);
});
