import { describe, expect, test } from "vitest";
import { firstIntakePolicy, noIntakePolicy } from "./intake.ts";
import { decideFirstPolicies, decideIntakePolicy, decideReplyPolicy, decideService } from "./policies.ts";
import { firstReplyPolicy, noReplyPolicy } from "./reply-policy.ts";
import { usualService } from "./service.ts";
import { told } from "./testing.ts";

const silent = { floodLimit: null, spamThreshold: null, trustedRelays: null, relayResults: null };

describe("the first policies", () => {
  const first = firstIntakePolicy(silent);

  test.each([
    ["both", null, null, ["IntakePolicyChanged", "ReplyPolicyChanged"]],
    ["that for mail", null, firstReplyPolicy, ["IntakePolicyChanged"]],
    ["that for replies", first, null, ["ReplyPolicyChanged"]],
    ["none", first, firstReplyPolicy, []],
  ])("are recorded where the journal has none: %s", (_, intake, replies, types) => {
    const { events, value } = decideFirstPolicies(silent, { intake, replies });
    expect([events.map(({ type }) => type), value]).toEqual([types, []]);
  });

  test("are the configuration's; afterwards what it says differently is named, and changes nothing", () => {
    const configured = { ...silent, floodLimit: 7 };
    expect(decideFirstPolicies(configured, { intake: null, replies: firstReplyPolicy })).toEqual({
      events: [{ type: "IntakePolicyChanged", policy: { ...first, floodLimit: 7 } }],
      value: [],
    });
    expect(decideFirstPolicies(configured, { intake: first, replies: firstReplyPolicy })).toEqual({
      ...{ events: [], value: ["floodLimit"] },
    });
  });
});

describe("a change", () => {
  test("of the policy for mail is recorded, and what is so already is not", () => {
    const policy = { ...noIntakePolicy, floodLimit: 5 };
    expect(told(decideIntakePolicy(noIntakePolicy, { floodLimit: 5 }))).toEqual([
      { type: "IntakePolicyChanged", policy },
    ]);
    expect(told(decideIntakePolicy(policy, { floodLimit: 5 }))).toEqual([]);
    expect(told(decideIntakePolicy(policy, { floodLimit: -1 }))).toEqual([
      "intake.flood-limit",
      "floodLimit",
    ]);
  });

  test("of the policy for replies is recorded, and what is so already is not", () => {
    const policy = { undoDelay: 1000 };
    expect(told(decideReplyPolicy(noReplyPolicy, policy))).toEqual([{ type: "ReplyPolicyChanged", policy }]);
    expect(told(decideReplyPolicy(policy, {}))).toEqual([]);
    expect(told(decideReplyPolicy(policy, { undoDelay: 0.5 }))).toEqual(["replies.undo-delay", "undoDelay"]);
  });

  test("even of nothing is recorded while the journal has no policy", () => {
    expect(told(decideIntakePolicy(null, {}))).toEqual([
      { type: "IntakePolicyChanged", policy: noIntakePolicy },
    ]);
    expect(told(decideReplyPolicy(null, {}))).toEqual([
      { type: "ReplyPolicyChanged", policy: noReplyPolicy },
    ]);
  });

  test("of how the program runs is recorded, and what is so already is not", () => {
    const service = { ...usualService, smtps: !usualService.smtps };
    expect(told(decideService(null, { smtps: service.smtps }))).toEqual([
      { type: "ServiceChanged", service },
    ]);
    expect(told(decideService(null, {}))).toEqual([]);
    expect(told(decideService(service, service))).toEqual([]);
    expect(told(decideService(service, { nightlyBackups: -1 }))).toEqual([
      "service.nightly",
      "nightlyBackups",
    ]);
  });
});
