import { expect, test } from "vitest";
import { fault, storedFault } from "../../base/fault.ts";
import {
  dkimFinding,
  type PolicyKind,
  policyFinding,
  policyNames,
  policyReport,
  sendingHost,
  spfFinding,
  unsignedFindings,
} from "./index.ts";
import { brief, briefs } from "./testing.ts";

const problem = storedFault(fault("delivery.failed"));
const failed = { kind: "failed", problem } as const;
const none = { kind: "none", exists: true } as const;
const found = (...records: string[]) => ({ kind: "found", records }) as const;
const report = (kind: PolicyKind, ...answers: Parameters<typeof policyReport>[1][number]["answer"][]) =>
  policyReport(
    { kind, domain: "help.site.net", server: "mail.site.net" },
    policyNames(kind, "help.site.net")
      .slice(0, answers.length)
      .flatMap((name, i) => (answers[i] ? [{ name, answer: answers[i] }] : [])),
  );

test("SPF counts for a domain alone, DMARC also for those above it, down to two labels", () => {
  expect(policyNames("spf", "help.site.net")).toEqual(["help.site.net"]);
  expect(policyNames("dmarc", "help.site.net")).toEqual(["_dmarc.help.site.net", "_dmarc.site.net"]);
  expect(policyNames("dmarc", "net")).toEqual(["_dmarc.net"]);
  expect(policyNames("dmarc", Array(50).fill("a").join("."))).toHaveLength(9);
});

test.each([
  ["spf", [found("v=spf1 -all", "other=1")], "ok policy.ok"],
  ["spf", [found("V=SPF1")], "ok policy.ok"],
  ["spf", [found("v=spf10 -all")], "warning policy.none -> publish-such"],
  ["spf", [found("v=spf1 -all", "v=spf1 mx")], "problem policy.several -> merge-records"],
  ["spf", [none], "warning policy.none -> publish-such"],
  ["spf", [failed], "warning policy.unknown -> dns-here"],
  ["dmarc", [none, found("v=DMARC1; p=reject")], "ok policy.ok"],
  ["dmarc", [found("v=DMARC1"), found("v=DMARC1; p=none")], "ok policy.ok"],
  ["dmarc", [found("v=dmarc1; p=none"), none], "warning policy.none -> publish-such"],
  ["dmarc", [failed, found("v=DMARC1; p=none")], "warning policy.unknown -> dns-here"],
] as const)("%s from %j: %s", (kind, answers, expected) => {
  expect(brief(policyFinding("help.site.net", report(kind, ...answers)))).toBe(expected);
});

test("a record is suggested for the name that has none", () => {
  expect(policyFinding("help.site.net", report("spf", none)).line).toBe(
    'help.site.net. TXT "v=spf1 mx a:mail.site.net ~all"',
  );
  expect(policyFinding("help.site.net", report("dmarc", none, none)).line).toBe(
    '_dmarc.help.site.net. TXT "v=DMARC1; p=none; rua=mailto:postmaster@help.site.net"',
  );
});

test.each([
  ["pass", "ok spf.allows", null],
  ["temperror", "warning spf.unknown -> dns-here", null],
  ["permerror", "problem spf.invalid -> correct-record", null],
  ["fail", "problem spf.denies -> allow-address", 'site.net. TXT "v=spf1 ip4:192.0.2.9 mx -all"'],
  ["softfail", "problem spf.denies -> allow-address", 'site.net. TXT "v=spf1 ip4:192.0.2.9 mx -all"'],
  ["none", "problem spf.denies -> allow-address", 'site.net. TXT "v=spf1 ip4:192.0.2.9 mx -all"'],
] as const)("other servers say %s: %s", (verdict, expected, line) => {
  const finding = spfFinding(
    "site.net",
    { name: "site.net", found: "v=spf1 mx -all" },
    { ip: "192.0.2.9", verdict },
  );
  expect(brief(finding)).toBe(expected);
  expect(finding.line).toBe(line);
});

test("an IPv6 address is allowed as one", () => {
  const finding = spfFinding(
    "site.net",
    { name: "site.net", found: null },
    { ip: "2001:db8::9", verdict: "none" },
  );
  expect(finding.line).toBe('site.net. TXT "v=spf1 ip6:2001:db8::9"');
});

test("the host whose mail others get", () => {
  const smart = {
    kind: "smtp",
    host: "smart.site.net",
    port: 25,
    tls: "none",
    user: null,
    password: null,
  } as const;
  expect(sendingHost(smart, "desk.site.net")).toBe("smart.site.net");
  expect(sendingHost({ ...smart, host: "127.0.0.1" }, "desk.site.net")).toBe("desk.site.net");
  expect(sendingHost({ kind: "direct" }, "desk.site.net")).toBe("desk.site.net");
  expect(sendingHost(null, "desk.site.net")).toBe("desk.site.net");
});

test("mail that nobody signs", () => {
  const [active, waiting] = [{ state: "active" }, { state: "waiting" }] as const;
  expect(unsignedFindings("site.net", [waiting, active], "direct")).toEqual([]);
  expect(briefs(unsignedFindings("site.net", [], "direct"))).toEqual(["warning dkim.unsigned -> create-key"]);
  expect(briefs(unsignedFindings("site.net", [waiting], "direct"))).toEqual([
    "warning dkim.unsigned -> publish-key",
  ]);
  expect(briefs(unsignedFindings("site.net", [], "smtp"))).toEqual(["ok dkim.unsigned-here"]);
});

test.each([
  ["active", found("v=DKIM1; k=rsa; p=AAAA"), "ok dkim.published"],
  ["waiting", found("v=DKIM1; k=rsa; p=BBBB"), "warning dkim.different -> publish-key"],
  ["active", found("v=DKIM1; k=rsa; p=BBBB"), "problem dkim.different-active -> publish-key"],
  ["waiting", none, "warning dkim.absent -> publish-key"],
  ["active", none, "problem dkim.absent-active -> publish-key"],
  ["active", failed, "warning dkim.unknown -> dns-here"],
] as const)("a key that is %s, with %j: %s", (state, answer, expected) => {
  const key = { state, algorithm: "rsa", publicKey: "AAAA" } as const;
  expect(brief(dkimFinding(key, "mm1._domainkey.site.net", answer))).toBe(expected);
});
