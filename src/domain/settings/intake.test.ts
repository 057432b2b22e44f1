import { describe, expect, test } from "vitest";
import {
  changedIntakePolicy,
  firstIntakePolicy,
  type IntakePolicy,
  overruledSettings,
  sameIntakePolicy,
} from "./intake.ts";
import { coversEverything, isNetwork } from "./network.ts";

const policy: IntakePolicy = {
  ...{ floodLimit: 50, spamThreshold: 8, trustedRelays: ["192.0.2.1"], relayResults: "mx.desk.example" },
};
const silent = { floodLimit: null, spamThreshold: null, trustedRelays: null, relayResults: null };

test("the first policy is what a configuration says, and the usual where it says nothing", () => {
  expect(firstIntakePolicy(silent)).toEqual({
    ...{ floodLimit: 400, spamThreshold: null, trustedRelays: [], relayResults: null },
  });
  expect(firstIntakePolicy({ ...policy, floodLimit: 0 })).toEqual({ ...policy, floodLimit: 0 });
});

test("a configuration overrules nothing: what it says differently is named, and what it does not say is not", () => {
  expect(overruledSettings(silent, policy)).toEqual([]);
  expect(overruledSettings(policy, policy)).toEqual([]);
  expect(overruledSettings({ ...silent, floodLimit: 400, trustedRelays: [] }, policy)).toEqual([
    "floodLimit",
    "trustedRelays",
  ]);
  expect(overruledSettings(policy, { ...policy, spamThreshold: null })).toEqual(["spamThreshold"]);
});

test("two policies are equal if each of their settings is", () => {
  expect(sameIntakePolicy(policy, { ...policy, trustedRelays: ["192.0.2.1"] })).toBe(true);
  for (const change of [
    { floodLimit: 0 },
    { spamThreshold: null },
    { trustedRelays: [] },
    { relayResults: null },
  ])
    for (const [a, b] of [
      [policy, { ...policy, ...change }],
      [{ ...policy, ...change }, policy],
    ] as const)
      expect(sameIntakePolicy(a, b)).toBe(false);
});

test("mail without a verdict is held if that was chosen, until it is chosen otherwise", () => {
  const chosen = changedIntakePolicy(policy, { holdUnscanned: true });
  expect(chosen).toEqual({ ok: true, value: { ...policy, holdUnscanned: true } });
  if (!chosen.ok) return;
  expect(sameIntakePolicy(chosen.value, policy)).toBe(false);
  expect(changedIntakePolicy(chosen.value, {})).toEqual(chosen);
  expect(changedIntakePolicy(chosen.value, { holdUnscanned: false })).toEqual({ ok: true, value: policy });
});

describe("a change", () => {
  test("keeps what it does not name, and is taken as it is written", () => {
    expect(changedIntakePolicy(policy, { floodLimit: 0 })).toEqual({
      ok: true,
      value: { ...policy, floodLimit: 0 },
    });
    const wanted = { trustedRelays: [" 2001:DB8::/32", "2001:db8::/32"], relayResults: " MX.Desk.example " };
    expect(changedIntakePolicy(policy, wanted)).toEqual({
      ok: true,
      value: { ...policy, trustedRelays: ["2001:db8::/32"], relayResults: "mx.desk.example" },
    });
    expect(changedIntakePolicy(policy, { relayResults: " ", spamThreshold: null })).toMatchObject({
      value: { relayResults: null, spamThreshold: null },
    });
  });

  test.each<[Partial<IntakePolicy>, field: string, reason: string]>([
    [{ floodLimit: -1 }, "floodLimit", "intake.flood-limit"],
    [{ floodLimit: 1001 }, "floodLimit", "intake.flood-limit"],
    [{ floodLimit: 1.5 }, "floodLimit", "intake.flood-limit"],
    [{ floodLimit: Number.NaN }, "floodLimit", "intake.flood-limit"],
    [{ spamThreshold: 0 }, "spamThreshold", "intake.spam-threshold"],
    [{ spamThreshold: Number.NaN }, "spamThreshold", "intake.spam-threshold"],
    [{ spamThreshold: Number.POSITIVE_INFINITY }, "spamThreshold", "intake.spam-threshold"],
    [{ trustedRelays: ["192.0.2.1", "mx.desk.example"] }, "trustedRelays", "relay.place"],
    [{ trustedRelays: Array.from({ length: 201 }, (_, i) => `192.0.2.${i}`) }, "trustedRelays", "relay.most"],
    [{ trustedRelays: ["192.0.2.1", "0.0.0.0/0"] }, "trustedRelays", "relay.everything"],
    [{ relayResults: "two words" }, "relayResults", "intake.relay-results"],
  ])("to %j is refused", (change, field, reason) => {
    expect(changedIntakePolicy(policy, change)).toMatchObject({ ok: false, error: { field, reason } });
  });
});

describe("an address or a network", () => {
  test.each([
    ...["192.0.2.1", "0.0.0.0/0", "10.0.0.0/8", "255.255.255.255/32", "::", "::1", "::/0", "2001:db8::/32"],
    ...["fe80::1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:192.0.2.1", "::ffff:192.0.2.1/128", "1::8", "1::", "::8"],
  ])("is %j", (text) => {
    expect(isNetwork(text)).toBe(true);
  });

  test.each([
    ...["", "/", "192.0.2", "192.0.2.256", "192.0.2.1.1", "192.0.02.1", "192.0.2.1/33", "192.0.2.1/"],
    ...["192.0.2.1/8/8", "192.0.2.1/-1", "mx.desk.example", ":", ":::", "1::2::3", "1:2:3:4:5:6:7"],
    ...["1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "12345::", "::g", "192.0.2.1::", "::/129", "fe80::1%eth0"],
    ...[":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7:192.0.2.1"],
  ])("is not %j", (text) => {
    expect(isNetwork(text)).toBe(false);
  });
});

describe("a network that covers every address", () => {
  test.each([
    ...["0.0.0.0/0", "192.0.2.1/0", "::/0", "2001:db8::/0", "::/00", "::/1", "::/80", "::ffff:0:0/96"],
    ...["::ffff:192.0.2.1/96", "0:0:0:0:0:ffff::/96"],
  ])("is %j", (text) => {
    expect([isNetwork(text), coversEverything(text)]).toEqual([true, true]);
  });

  test.each([
    ...["0.0.0.0", "0.0.0.0/1", "10.0.0.0/8", "::", "::1", "2000::/3", "::/96", "::/81", "8000::/1"],
    ...["::ffff:0:0/97", "::ffff:10.0.0.0/104", "2001:db8::/32", "x/0", "/0", ""],
  ])("is not %j", (text) => {
    expect(coversEverything(text)).toBe(false);
  });
});
