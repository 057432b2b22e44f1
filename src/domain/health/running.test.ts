import { expect, test } from "vitest";
import { fault, storedFault } from "../../base/fault.ts";
import {
  closedPortFindings,
  disabledDirectoryFindings,
  fetchingFindings,
  listenerFindings,
  mailPortFindings,
  oauthFindings,
  plusAddressFindings,
  type ServingFacts,
  scannerFindings,
  servingFinding,
} from "./index.ts";
import { brief, briefs, DAY, now } from "./testing.ts";

const why = storedFault(fault("delivery.failed"));
const since = now - DAY;

const running: ServingFacts = {
  ...{ is: "running", pid: 7, version: "4.2", places: ["0.0.0.0:25", "[::]:443"], silent: null },
};
test.each<[ServingFacts, string]>([
  [{ is: "stopped", left: null }, "ok serving.none"],
  [{ is: "stopped", left: { pid: null } }, "warning serving.unclean -> see-log-start"],
  [{ is: "stopped", left: { pid: 7 } }, "warning serving.unclean-process -> see-log-start"],
  [{ is: "unknown" }, "warning serving.unknown -> check-later"],
  [running, "ok serving.ok"],
  [{ ...running, silent: "[::]:443" }, "problem serving.silent -> see-log-recover"],
  [{ ...running, version: "4.1" }, "warning serving.version -> run-new-version"],
  [{ ...running, version: "4.1", silent: "[::]:443" }, "problem serving.silent -> see-log-recover"],
])("of the program %j: %s", (facts, found) => {
  expect(brief(servingFinding(facts, "4.2"))).toBe(found);
});

test("listeners that answer, and those that do not", () => {
  const https = { name: "https", place: "[::]:443", answers: true };
  const smtp = { name: "smtp", place: "[::]:25", answers: false };
  expect(briefs(listenerFindings([https]))).toEqual(["ok listeners.ok"]);
  const silent = listenerFindings([https, smtp]);
  expect(briefs(silent)).toEqual(["problem listeners.silent -> restart-program"]);
  expect(silent[0]?.params).toEqual({ places: "smtp [::]:25" });
  expect(closedPortFindings([])).toEqual([]);
  expect(briefs(closedPortFindings([{ fault: fault("delivery.failed") }]))).toEqual([
    "problem listeners.closed -> open-port",
  ]);
});

test.each([
  [{ smtp: "0.0.0.0:25", lmtp: null }, false, "ok mail-in.port-25"],
  [{ smtp: "[::1]:2525", lmtp: "/run/lmtp" }, true, "ok mail-in.port"],
  [{ smtp: null, lmtp: "/run/lmtp" }, true, "ok mail-in.lmtp"],
  [{ smtp: null, lmtp: null }, true, "ok mail-in.imap"],
  [{ smtp: null, lmtp: null }, false, "warning mail-in.none -> receive-mail"],
])("listening at %j, fetching mail %s: %s", (listening, fetched, found) => {
  expect(briefs(mailPortFindings(listening, fetched))).toEqual([found]);
});

const account = (name: string, more: object = {}) => ({
  ...({ account: name, state: "ok", since, problem: null, folders: [{ failed: 0 }] } as const),
  ...more,
});
test.each([
  ["none", [], []],
  ["one that is off", [account("a", { state: "off", folders: [{ failed: 3 }] })], []],
  ["two that work", [account("a"), account("b", { state: "connecting" })], ["ok imap.ok"]],
  [
    "one that fails, and mails that cannot be fetched from another",
    [
      account("a", { state: "failing", problem: why }),
      account("b", { folders: [{ failed: 1 }, { failed: 1 }] }),
    ],
    ["problem imap.failing -> check-account", "warning imap.failed -> look-there"],
  ],
  [
    "one that fails and does not say why",
    [account("a", { state: "failing" })],
    ["problem imap.failing-unknown -> check-account"],
  ],
])("accounts: %s", (_, accounts, found) => {
  expect(briefs(fetchingFindings(accounts, now))).toEqual(found);
});

test("how long an account has failed, and how many mails could not be fetched", () => {
  const [failing, mails] = fetchingFindings(
    [account("a", { state: "failing", problem: why, folders: [{ failed: 2 }, { failed: 3 }] })],
    now,
  );
  expect(failing?.params).toEqual({ account: "a", for: DAY, problem: why });
  expect(mails?.params).toEqual({ account: "a", n: 5 });
});

test("scanners", () => {
  const scanners = [
    { scanner: "clamav", problem: { since, why }, unscanned: { mails: 3 } },
    { scanner: "rspamd", problem: null, unscanned: { mails: 2 } },
    { scanner: "spamassassin", problem: null },
  ];
  expect(briefs(scannerFindings(scanners, now))).toEqual([
    "problem scanner.silent -> restart-scanner",
    "warning scanner.unscanned -> hold-unscanned",
    "ok scanner.ok",
  ]);
});

test("OAuth accounts, of which one that nothing uses does not count", () => {
  const login = (name: string) => ({ kind: "oauth2", account: name }) as const;
  const names = ["works", "out", "stale", "down", "unused"];
  const facts: Parameters<typeof oauthFindings>[0] = {
    now,
    accounts: names.map((name) => ({ name, refreshToken: name === "out" ? "" : "r" })),
    outgoing: { kind: "smtp", host: "smtp.site.net", oauth: "works" },
    imapAccounts: ["out", "stale", "down"].map((name) => ({
      name,
      host: "imap.site.net",
      login: login(name),
    })),
    problems: ["out", "stale", "down", "unused"].map((name) => ({
      ...{ account: name, since, fault: why, signIn: name !== "down" },
    })),
  };
  expect(oauthFindings(facts).map((one) => `${one.params.account}: ${brief(one)}`)).toEqual([
    "works: ok oauth.ok",
    "out: problem oauth.signed-out -> sign-in",
    "stale: problem oauth.failing -> sign-in",
    "down: problem oauth.failing -> provider-again",
  ]);
});

const ended = { endedAt: now, fault: null, response: null };
test.each<[string, object, readonly string[]]>([
  ["neither used nor tested", {}, []],
  ["used and not tested", { plusAddresses: true }, ["ok plus.untested"]],
  ["being tested", { test: { ...ended, endedAt: null, outcome: "arrived" } }, []],
  ["that work", { test: { ...ended, outcome: "arrived" } }, ["ok plus.ok"]],
  ["that do not", { test: { ...ended, outcome: "lost" } }, ["warning plus.off -> allow-plus"]],
  [
    "whose test was not sent",
    { test: { ...ended, outcome: "not-sent" } },
    ["warning plus.not-sent -> test-plus"],
  ],
  ["of a mailbox that is disabled", { enabled: false, plusAddresses: true }, []],
])("plus addresses %s", (_, more, found) => {
  const mailbox = { address: "help@site.net", enabled: true, plusAddresses: false, test: null, ...more };
  expect(briefs(plusAddressFindings([mailbox]))).toEqual(found);
});

test("people whom a disabled directory shuts out", () => {
  const of = (directory: boolean, disabled: boolean) => ({ directory, disabled });
  expect(disabledDirectoryFindings([of(false, false), of(true, true)])).toEqual([]);
  const [found] = disabledDirectoryFindings([of(true, false), of(true, false), of(true, true)]);
  expect(found).toMatchObject({ code: "directory.disabled", params: { n: 2 } });
});
