import { expect, test } from "vitest";
import { fault } from "../../base/fault.ts";
import {
  type CertificateRead,
  decideStoredCertificate,
  installationProblem,
  servingProblem,
  validityAt,
} from "./certificate-use.ts";

const now = Date.UTC(2026, 10, 23);
const valid = { from: now - 1000, until: now + 1000, forHost: true };
const good: CertificateRead = { certificate: valid, key: "own", rejected: null };
const brief = (problem: ReturnType<typeof servingProblem>) => problem && `${problem.field} ${problem.reason}`;

test.each<[string, Partial<CertificateRead>, serving: string | null, installing: string | null]>([
  ["good", {}, null, null],
  ["no certificate", { certificate: null }, "cert pem.certificate", "cert pem.certificate"],
  [
    "no certificate and no key",
    { certificate: null, key: "unreadable" },
    "cert pem.certificate",
    "cert pem.certificate",
  ],
  ["no key", { key: "unreadable" }, "key pem.key", "key pem.key"],
  ["another's key", { key: "another" }, "key certificate.other-key", "key certificate.other-key"],
  ["too weak", { rejected: "ee key too small" }, "cert certificate.unusable", "cert certificate.unusable"],
  ["over", { certificate: { ...valid, until: now - 1 } }, null, "cert certificate.expired"],
  ["in its last millisecond", { certificate: { ...valid, until: now } }, null, null],
  ["not valid yet", { certificate: { ...valid, from: now + 1 } }, null, null],
  ["of another host", { certificate: { ...valid, forHost: false } }, null, "cert certificate.other-name"],
  [
    "over and of another host",
    { certificate: { ...valid, until: now - 1, forHost: false } },
    null,
    "cert certificate.expired",
  ],
])("a certificate: %s", (_, more, serving, installing) => {
  const read = { ...good, ...more };
  expect(brief(servingProblem(read))).toBe(serving);
  expect(brief(installationProblem(read, { hostname: "desk.site.net", now }))).toBe(installing);
});

test("names are not compared while we have none", () => {
  const read = { ...good, certificate: { ...valid, forHost: null } };
  expect(installationProblem(read, { hostname: null, now })).toBeNull();
  expect(installationProblem(read, { hostname: "desk.site.net", now })).toBeNull();
});

test("what TLS cannot use is never installed", () => {
  for (const certificate of [null, valid])
    for (const key of ["own", "another", "unreadable"] as const)
      for (const rejected of [null, "no"]) {
        const read = { certificate, key, rejected };
        const problem = servingProblem(read);
        if (problem !== null) expect(installationProblem(read, { hostname: null, now })).toEqual(problem);
      }
});

test("its first and last moment count as valid", () => {
  const at = (time: number) => validityAt({ from: now, until: now + 5 }, time);
  expect([-1, 0, 5, 6].map((after) => at(now + after))).toEqual(["early", "valid", "valid", "over"]);
});

test("at the start", () => {
  const problem = fault("certificate.other-key", { field: "key" });
  expect(decideStoredCertificate(null)).toEqual({ kind: "create" });
  for (const ownMade of [true, false]) {
    const stored = { problem: null, ownMade };
    expect(decideStoredCertificate(stored)).toEqual({ kind: "serve", stored });
  }
  expect(decideStoredCertificate({ problem, ownMade: true })).toEqual({ kind: "create" });
  expect(decideStoredCertificate({ problem, ownMade: false })).toEqual({ kind: "refuse", problem });
});
