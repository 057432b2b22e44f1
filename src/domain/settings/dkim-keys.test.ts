import { describe, expect, test } from "vitest";
import { type DkimKeyState, dkimRecord, KEY_AGES, RETIRED_STAYS } from "./dkim.ts";
import {
  ageOf,
  decideActivation,
  decideKeyFound,
  decideKeyRemoval,
  decideNewKey,
  domainsOf,
  publishedAs,
} from "./dkim-keys.ts";
import { told } from "./testing.ts";

const now = Date.UTC(2026, 10, 23, 12);
const facts = {
  ...({ domain: "desk.example", algorithm: "ed25519", publicKey: "PUBLIC", privateKey: "PRIVATE" } as const),
  ...{ domains: ["desk.example"], keys: [], now },
};
const name = { domain: "desk.example", selector: "mm20261123" };
const states: readonly DkimKeyState[] = ["waiting", "active", "retired"];

test("our domains are those of the mailboxes, each once", () => {
  const addresses = ["a@desk.example", "b@shop.example", "c@desk.example"];
  expect(domainsOf(addresses.map((address) => ({ address })))).toEqual(["desk.example", "shop.example"]);
});

describe("a new key", () => {
  test("waits, and its private half is in the event alone", () => {
    const made = decideNewKey(facts);
    expect(told(made)).toEqual({
      events: [
        { type: "DkimKeyMade", ...name, algorithm: "ed25519", publicKey: "PUBLIC", privateKey: "PRIVATE" },
      ],
      value: {
        ...{
          ...name,
          algorithm: "ed25519",
          publicKey: "PUBLIC",
          state: "waiting",
          madeAt: now,
          retiredAt: null,
        },
      },
    });
  });

  test("has a name that no key of its domain has", () => {
    const keys: { selector: string }[] = [];
    while (keys.length < 10) {
      const made = decideNewKey({ ...facts, keys });
      if (!made.ok) throw new Error("a key is refused");
      expect(keys.map(({ selector }) => selector)).not.toContain(made.value.value.selector);
      keys.push(made.value.value);
    }
    expect(told(decideNewKey({ ...facts, keys }))).toEqual(["domain.most-keys", "domain"]);
  });

  test("is for a domain of ours", () => {
    expect(told(decideNewKey({ ...facts, domain: "else.example" }))).toEqual(["domain.no-mailbox", "domain"]);
  });
});

describe("a key that is there", () => {
  test.each(states)("and %s is active once someone activates it", (state) => {
    const expected = state === "active" ? [] : [{ type: "DkimKeyActivated", ...name }];
    expect(told(decideActivation(name, { state }))).toEqual(expected);
  });

  test("is removed", () => {
    expect(told(decideKeyRemoval(name, { state: "active" }))).toEqual([{ type: "DkimKeyRemoved", ...name }]);
  });

  test("or not", () => {
    expect(told(decideActivation(name, null))).toEqual(["key.unknown", undefined]);
    expect(told(decideKeyRemoval(name, null))).toEqual(["key.unknown", undefined]);
  });
});

describe("a record that was found", () => {
  const found = { ...name, publicKey: "PUBLIC" };

  test.each(states)("begins with a waiting key, and not with one that is %s", (state) => {
    const expected = state === "waiting" ? [{ type: "DkimKeyActivated", ...name }] : [];
    expect(decideKeyFound(found, { state, publicKey: "PUBLIC" })).toEqual(expected);
  });

  test("is not that of a key that has taken its name since, nor of one that was removed", () => {
    expect(decideKeyFound(found, { state: "waiting", publicKey: "ANOTHER" })).toEqual([]);
    expect(decideKeyFound(found, null)).toEqual([]);
  });
});

test("DNS has the key's record, another one, none, or does not answer", () => {
  const key = { selector: name.selector, algorithm: "rsa", publicKey: "PUBLIC" } as const;
  const { text } = dkimRecord(key, name.domain);
  expect(publishedAs(["v=spf1 -all", text], key)).toBe("yes");
  expect(publishedAs([dkimRecord({ ...key, publicKey: "ANOTHER" }, name.domain).text], key)).toBe("other");
  expect(publishedAs([], key)).toBe("no");
  expect(publishedAs(null, key)).toBe("unknown");
});

test("a retired key may go after its time, and one in use gets old", () => {
  const active = { state: "active", madeAt: now, retiredAt: null } as const;
  expect(ageOf(active, now + KEY_AGES)).toEqual({ removable: false, old: false });
  expect(ageOf(active, now + KEY_AGES + 1)).toEqual({ removable: false, old: true });
  const retired = { state: "retired", madeAt: now, retiredAt: now } as const;
  expect(ageOf(retired, now + RETIRED_STAYS)).toEqual({ removable: false, old: false });
  expect(ageOf(retired, now + KEY_AGES + RETIRED_STAYS)).toEqual({ removable: true, old: false });
});
