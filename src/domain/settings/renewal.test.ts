import { describe, expect, test } from "vitest";
import type { CertificatePolicy } from "./certificate.ts";
import { decideCertificatePolicy, decideRenewal, isStillWanted, policyInEffect } from "./renewal.ts";
import { told } from "./testing.ts";

const DAY = 24 * 3_600_000;
const acme: Extract<CertificatePolicy, { kind: "acme" }> = {
  ...{
    kind: "acme",
    directory: "https://ca.example/dir",
    email: null,
    names: ["www.desk.example"],
    ca: null,
  },
};
const certificate = { from: 0, until: 90 * DAY, ownMade: false };
const [early, late] = [59 * DAY, 61 * DAY];

test("a policy is recorded as it is stored, or refused", () => {
  expect(told(decideCertificatePolicy({ ...acme, names: [" WWW.desk.example ", ""] }))).toEqual([
    { type: "CertificatePolicyChanged", policy: acme },
  ]);
  expect(told(decideCertificatePolicy({ ...acme, directory: "ca.example" }))).toEqual([
    ...["acme.directory", "directory"],
  ]);
});

test("without a setting, the certificate in use says where it comes from", () => {
  expect(policyInEffect(null, { ownMade: true })).toEqual({ kind: "self" });
  expect(policyInEffect(null, { ownMade: false })).toEqual({ kind: "own" });
  expect(policyInEffect(acme, { ownMade: true })).toEqual(acme);
});

describe("a certificate", () => {
  test.each<[what: string, policy: CertificatePolicy, ownMade: boolean, now: number, does: string | null]>([
    ["self-signed is left alone at first", { kind: "self" }, true, early, null],
    ["self-signed is replaced in its last third", { kind: "self" }, true, late, "create"],
    ["of an administrator is never replaced", { kind: "own" }, false, late, null],
    ["of a CA is left alone at first", acme, false, early, null],
    ["of a CA is ordered again in its last third", acme, false, late, "order"],
    ["of a CA takes the place of a self-signed one", acme, true, early, "order"],
  ])("%s", (_, policy, ownMade, now, does) => {
    const facts = { policy, certificate: { ...certificate, ownMade }, now };
    expect(decideRenewal({ ...facts, attempt: null })).toBe(does);
    expect(decideRenewal({ ...facts, attempt: { at: now, ok: true } })).toBe(does);
  });

  test("is not ordered for six hours after an order failed; one is created all the same", () => {
    const attempt = { at: late, ok: false };
    const ordered = (hours: number, policy: CertificatePolicy) =>
      decideRenewal({ policy, certificate, attempt, now: late + hours * 3_600_000 });
    expect([ordered(5.9, acme), ordered(6, acme)]).toEqual([null, "order"]);
    expect(ordered(0, { kind: "self" })).toBe("create");
  });

  test("once due stays due", () => {
    const does = [0, 1, 2, 3, 10, 40].map((days) =>
      decideRenewal({ policy: acme, certificate, attempt: null, now: late + days * DAY }),
    );
    expect(new Set(does)).toEqual(new Set(["order"]));
  });
});

test("an ordered certificate is wanted while the order would be the same", () => {
  expect(isStillWanted(acme, { ...acme })).toBe(true);
  const others: readonly CertificatePolicy[] = [
    ...([{ kind: "self" }, { kind: "own" }] as const),
    { ...acme, directory: "https://other.example/dir" },
    { ...acme, names: [] },
    { ...acme, names: ["www.desk.example", "mail.desk.example"] },
    { ...acme, email: "ann@desk.example" },
    { ...acme, ca: "-----BEGIN CERTIFICATE-----" },
  ];
  for (const other of others) {
    expect([other, isStillWanted(acme, other)]).toEqual([other, false]);
    expect([other, isStillWanted(other, acme)]).toEqual([other, false]);
  }
});
