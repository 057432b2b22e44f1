import { expect, test } from "vitest";
import type { DnsAnswer, MxRecord } from "../../base/dns-answer.ts";
import { fault, storedFault } from "../../base/fault.ts";
import {
  type ExchangerFacts,
  exchangerFindings,
  exchangersToResolve,
  isPublicName,
  nameFindings,
  portOutwardsFindings,
  reverseFindings,
  serverToTry,
} from "./index.ts";
import { briefs } from "./testing.ts";

const problem = storedFault(fault("delivery.failed"));
const failed = { kind: "failed", problem } as const;
const none = { kind: "none", exists: true } as const;
const found = <T>(...records: T[]): DnsAnswer<T> => ({ kind: "found", records });
const mx = (...hosts: string[]) =>
  found<MxRecord>(...hosts.map((exchange) => ({ preference: 10, exchange })));

test("names that can be in public DNS", () => {
  expect(["site.net", "a.b.org"].filter(isPublicName)).toHaveLength(2);
  expect(["localhost", "desk", "desk.local", "a.home.arpa", "b.example"].filter(isPublicName)).toEqual([]);
});

test.each([
  [null, [], "warning name.local -> good-for-testing"],
  [failed, ["192.0.2.1"], "warning name.unknown -> reach-dns"],
  [none, [], "problem name.none -> add-such-record"],
  [found("192.0.2.1", "192.0.2.9"), ["192.0.2.9"], "ok name.here"],
  [found("192.0.2.1"), ["192.0.2.9"], "warning name.elsewhere -> forwarded-or-record"],
] as const)("our name has %j, this machine %j: %s", (answer, own, expected) => {
  expect(briefs(nameFindings("desk.site.net", answer, own))).toEqual([expected]);
});

test("the records to add are those of this machine", () => {
  expect(nameFindings("desk.site.net", none, ["192.0.2.9", "2001:db8::9"])[0]?.line).toBe(
    "desk.site.net. A 192.0.2.9\ndesk.site.net. AAAA 2001:db8::9",
  );
});

const facts: ExchangerFacts = {
  ...{ domain: "site.net", mailbox: "help@site.net", hostname: "desk.site.net", otherWay: null },
  ...{ mx: mx("MX1.other.net.", "mx2.other.net"), here: ["192.0.2.9"], hosts: [] },
};
const host = (addresses: string[], relays: string[] = []) => ({ host: "mx1.other.net", addresses, relays });
const imap = { kind: "imap", accounts: "desk" } as const;
const lmtp = { kind: "lmtp" } as const;

test.each<[string, Partial<ExchangerFacts>, string]>([
  ["nobody knows", { mx: failed }, "warning mx.unknown -> should-be"],
  ["nobody knows, and it is fetched", { mx: failed, otherWay: imap }, "ok mx.fetched"],
  ["nobody knows, and it comes by LMTP", { mx: failed, otherWay: lmtp }, "ok mx.lmtp"],
  ["our name", { mx: mx("Desk.Site.net.") }, "ok mx.here"],
  ["our address", { hosts: [host(["192.0.2.9"])] }, "ok mx.machine"],
  ["a relay of ours", { hosts: [host(["192.0.2.7"], ["192.0.2.7"])] }, "ok mx.relay"],
  ["elsewhere", { hosts: [host(["192.0.2.7"])] }, "warning mx.elsewhere -> have-forwarded"],
  ["elsewhere, and it is fetched", { otherWay: imap }, "ok mx.fetched-elsewhere"],
  ["elsewhere, and it comes by LMTP", { otherWay: lmtp }, "ok mx.lmtp-elsewhere"],
  ["nowhere", { mx: none }, "problem mx.none -> add-record"],
  ["nowhere, and it is fetched", { mx: none, otherWay: imap }, "ok mx.fetched-only"],
  ["nowhere, and it comes by LMTP", { mx: none, otherWay: lmtp }, "ok mx.lmtp-only"],
  ["to nobody (null MX)", { mx: mx("") }, "warning mx.nobody -> set-record"],
])("mail of the domain goes to %s", (_, more, expected) => {
  expect(briefs(exchangerFindings({ ...facts, ...more }))).toEqual([expected]);
});

test("an exchanger is looked up only if none has our name, and ten at most", () => {
  expect(exchangersToResolve(facts.mx, facts.hostname)).toEqual(["mx1.other.net", "mx2.other.net"]);
  expect(exchangersToResolve(mx("mx1.other.net", "desk.site.net"), facts.hostname)).toEqual([]);
  const many = mx(...Array.from({ length: 15 }, (_, i) => `mx${i}.other.net`));
  expect(exchangersToResolve(many, facts.hostname)).toHaveLength(10);
  expect(exchangersToResolve(failed, facts.hostname)).toEqual([]);
});

test("port 25 is tried with a server that is not this machine", () => {
  expect(serverToTry(mx("MX.other.net."), "desk.site.net")).toBe("mx.other.net");
  expect(serverToTry(mx("desk.site.net"), "desk.site.net")).toBeNull();
  expect(serverToTry(mx(""), null)).toBeNull();
  expect(serverToTry(none, null)).toBeNull();
  const tried = { domain: "other.net", host: "mx.other.net" };
  expect(briefs(portOutwardsFindings(null))).toEqual(["warning port-25.untested -> other-domain"]);
  expect(briefs(portOutwardsFindings({ ...tried, problem: null }))).toEqual(["ok port-25.open"]);
  expect(briefs(portOutwardsFindings({ ...tried, problem: "554 no" }))).toEqual([
    "problem port-25.silent -> open-port-25",
  ]);
});

test("the names of our addresses", () => {
  expect(briefs(reverseFindings("desk.site.net", null))).toEqual(["warning ptr.no-address -> record-first"]);
  const names = [found("Desk.site.net."), found("pool-9.isp.net"), none, failed];
  expect(
    briefs(
      reverseFindings(
        "desk.site.net",
        names.map((one, i) => ({ address: `192.0.2.${i}`, names: one })),
      ),
    ),
  ).toEqual([
    "ok ptr.ok",
    "problem ptr.other -> set-ptr",
    "problem ptr.none -> set-ptr",
    "warning ptr.unknown -> check-dns",
  ]);
});
