import { expect, test } from "vitest";
import { type Fault, fault, storedFault } from "../../base/fault.ts";
import {
  certificateFilesFinding,
  ownCertificateFindings,
  renewalFindings,
  type ServedCertificate,
  servedCertificateFindings,
} from "./index.ts";
import { brief, briefs, DAY, now } from "./testing.ts";

const good: ServedCertificate = {
  ...{ fingerprint: "AA", names: "desk.site.net", from: now - DAY, until: now + 60 * DAY },
  ...{ ownMade: false, forHost: true },
};
const otherKey = fault("certificate.other-key", { field: "key" });
const host = { tls: "/data/tls", hostname: "desk.site.net", now };

test.each<[string, Partial<ServedCertificate> & { problem?: Fault }, string]>([
  ["valid", {}, "ok certificate.issued"],
  ["self-signed", { ownMade: true, forHost: false }, "ok certificate.self-made"],
  ["without its key", { problem: otherKey }, "problem certificate.key -> install-certificate"],
  [
    "that TLS rejects",
    { problem: fault("certificate.unusable", { params: { problem: "ee key too small" } }) },
    "problem certificate.broken -> install-certificate",
  ],
  [
    "self-signed without its key",
    { problem: otherKey, ownMade: true },
    "problem certificate.key -> restart-for-certificate",
  ],
  ["not valid yet", { from: now + 1 }, "problem certificate.early -> clock-or-certificate"],
  ["expired", { until: now - 1 }, "problem certificate.over -> install-certificate"],
  ["of another host", { forHost: false }, "warning certificate.other-host -> install-certificate"],
  ["valid for 21 days", { until: now + 21 * DAY }, "ok certificate.issued"],
  ["valid for less", { until: now + 21 * DAY - 1 }, "warning certificate.expires -> install-certificate"],
])("a stored certificate, %s: %s", (_, more, found) => {
  expect(brief(certificateFilesFinding(host, { ...good, problem: null, ...more }))).toBe(found);
});

test("no stored certificate, and one that cannot be read", () => {
  expect(brief(certificateFilesFinding(host, null))).toBe("ok certificate.none");
  expect(brief(certificateFilesFinding(host, { broken: "no start line" }))).toBe(
    "problem certificate.broken -> put-pem",
  );
});

test.each<[string, Partial<ServedCertificate>, readonly string[]]>([
  ["valid", {}, ["ok certificate.issued"]],
  ["self-signed", { ownMade: true }, ["ok certificate.warned"]],
  [
    "another one",
    { fingerprint: "BB" },
    ["problem certificate.different -> restart-to-use", "ok certificate.issued"],
  ],
  [
    "of another host",
    { forHost: false },
    ["problem certificate.other-names -> get-certificate", "ok certificate.issued"],
  ],
  [
    "self-signed of another host",
    { forHost: false, ownMade: true },
    ["ok certificate.first-names", "ok certificate.warned"],
  ],
  ["not valid yet", { from: now + 1 }, ["problem certificate.early -> clock-or-certificate"]],
  ["valid for 30 days", { until: now + 30 * DAY }, ["ok certificate.expires"]],
  ["for 14", { until: now + 14 * DAY }, ["warning certificate.expires -> renew-certificate"]],
  ["for 7", { until: now + 7 * DAY }, ["problem certificate.expires -> renew-certificate"]],
  ["expired", { until: now - 1 }, ["problem certificate.over -> renew-certificate"]],
])("a served certificate, %s: %j", (_, more, found) => {
  const served = { https: "[::]:443", certificate: { ...good, ...more } };
  expect(briefs(servedCertificateFindings(host, good, served))).toEqual(found);
});

test("HTTPS that shows none, and no HTTPS", () => {
  const problem = storedFault(fault("delivery.failed"));
  expect(briefs(servedCertificateFindings(host, good, { https: "[::]:443", problem }))).toEqual([
    "problem certificate.absent -> restart-program",
  ]);
  const ending = { ...good, until: now + 10 * DAY };
  expect(briefs(servedCertificateFindings(host, ending, null))).toEqual([
    "warning certificate.expires -> renew-certificate",
  ]);
});

test("the last order", () => {
  const acme = { kind: "acme", directory: "https://ca.site.net/", email: null, names: [], ca: null } as const;
  const problem = storedFault(fault("delivery.failed"));
  const at = now - DAY;
  expect(renewalFindings({ kind: "own" }, { at, ok: false, problem }, now)).toEqual([]);
  expect(renewalFindings(acme, null, now)).toEqual([]);
  expect(briefs(renewalFindings(acme, { at, ok: false, problem }, now))).toEqual([
    "warning renewal.failed -> retry-order",
  ]);
  expect(briefs(renewalFindings(acme, { at, ok: true, problem }, now))).toEqual([
    "warning renewal.partial -> retry-order",
  ]);
  expect(briefs(renewalFindings(acme, { at, ok: true, problem: null }, now))).toEqual(["ok renewal.ok"]);
});

test.each<[string, Partial<ServedCertificate> & { chain?: number }, readonly string[]]>([
  ["that is good", {}, ["ok own-certificate.names", "ok own-certificate.valid"]],
  [
    "of another host, without a chain",
    { forHost: false, chain: 1 },
    [
      "problem own-certificate.other-names -> issue-for-name",
      "ok own-certificate.valid",
      "warning own-certificate.chain -> add-chain",
    ],
  ],
  [
    "self-signed and expired",
    { ownMade: true, chain: 1, until: now - 1 },
    ["ok own-certificate.names", "problem own-certificate.over -> renew"],
  ],
  [
    "not valid yet",
    { from: now + 1 },
    ["ok own-certificate.names", "problem own-certificate.early -> check-clock"],
  ],
  [
    "that soon expires",
    { until: now + 30 * DAY - 1 },
    ["ok own-certificate.names", "warning own-certificate.expires -> renew-in-time"],
  ],
])("a certificate to install %s", (_, more, found) => {
  expect(briefs(ownCertificateFindings(host, { ...good, chain: 2, ...more }))).toEqual(found);
});
