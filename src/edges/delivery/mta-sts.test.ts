import { describe, expect, it } from "vitest";
import { type ZoneName, zone } from "../../../test/support/zone.ts";
import { allows, createPolicies, type PolicyStore, parsePolicy } from "./mta-sts.ts";

const text = (mode: string, ...mx: string[]) =>
  ["version: STSv1", `mode: ${mode}`, ...mx.map((one) => `mx: ${one}`), "max_age: 86400", ""].join("\r\n");
const enforce = { mode: "enforce", mx: ["mx.a.example"], maxAge: 86400 };
const silent = { info() {}, warn() {}, error() {} };

describe("parsePolicy", () => {
  it("reads the example of RFC 8461, with either line end and unknown keys", () => {
    expect(parsePolicy(text("enforce", "mx.a.example", "*.B.example"))).toEqual({
      ...enforce,
      mx: ["mx.a.example", "*.b.example"],
    });
    expect(parsePolicy("version:STSv1\nmode:none\nmode:enforce\nx: y\nmax_age:1")).toEqual({
      ...{ mode: "none", mx: [], maxAge: 1 },
    });
  });

  it.each([
    ["", "nothing"],
    [text("enforce"), "no mx"],
    [text("perhaps", "a.example"), "an unknown mode"],
    [text("enforce", "a.example").replace("STSv1", "STSv2"), "another version"],
    [text("enforce", "a.example").replace("86400", "long"), "no age"],
  ])("%j is invalid: %s", (given) => expect(parsePolicy(given)).toBeNull());
});

describe("allows", () => {
  it.each([
    ["mx.a.example", "mx.a.example", true],
    ["mx.a.example", "other.a.example", false],
    ["*.a.example", "mx.a.example", true],
    ["*.a.example", "a.example", false],
    ["*.a.example", "x.mx.a.example", false],
    ["*.a.example", "mxa.example", false],
  ])("%s, %s: %s", (pattern, host, expected) => {
    expect(allows({ mode: "enforce", mx: [pattern], maxAge: 1 }, host)).toBe(expected);
  });
});

/** In place of the database. */
function memory(): PolicyStore {
  const rows = new Map<string, ReturnType<PolicyStore["policy"]>>();
  return {
    keepPolicy: (row) => void rows.set(row.domain, row),
    policy: (domain) => rows.get(domain) ?? null,
  };
}

describe("policies", () => {
  function policies(store = memory()) {
    const names: { [name: string]: ZoneName } = {};
    const state = { clock: 0, text: text("enforce", "mx.a.example") as string | null, fetched: 0 };
    const found = createPolicies({
      resolve: zone(names),
      now: () => state.clock,
      log: silent,
      store,
      async fetchPolicy() {
        state.fetched += 1;
        if (state.text === null) throw new Error("down");
        return state.text;
      },
    });
    const record = (...txt: string[]) => (names["_mta-sts.a.example"] = { txt });
    return { state, names, record, of: () => found.of("a.example") };
  }

  it("do not exist without a record, with two, or with another one", async () => {
    const { of, record, state } = policies();
    expect(await of()).toBeNull();
    record("v=spf1 -all");
    expect(await of()).toBeNull();
    record("v=STSv1; id=1", "v=STSv1; id=2");
    expect(await of()).toBeNull();
    expect(state.fetched).toBe(0);
  });

  it("are fetched once per id, and stay in effect when DNS or the web server fail", async () => {
    const { of, record, state, names } = policies();
    record("v=STSv1; id=20260101;");
    expect(await of()).toEqual(enforce);
    expect(await of()).toEqual(enforce);
    expect(state.fetched).toBe(1);
    names["_mta-sts.a.example"] = { broken: true };
    expect(await of()).toEqual(enforce);
    record("v=STSv1; id=2");
    state.text = null;
    expect(await of()).toEqual(enforce);
    state.text = text("testing", "mx.a.example");
    expect(await of()).toEqual({ ...enforce, mode: "testing" });
    names["_mta-sts.a.example"] = {};
    state.clock = 86_400_000 + 1;
    expect(await of()).toBeNull();
  });

  it("stay in effect over a restart", async () => {
    const store = memory();
    const before = policies(store);
    before.record("v=STSv1; id=1");
    expect(await before.of()).toEqual(enforce);
    const after = policies(store);
    after.names["_mta-sts.a.example"] = { broken: true };
    expect(await after.of()).toEqual(enforce);
    after.state.clock = 86_400_000 + 1;
    expect(await after.of()).toBeNull();
  });

  it("that cannot be fetched are tried again after a while, not for each mail", async () => {
    const { of, record, state } = policies();
    record("v=STSv1; id=1");
    state.text = null;
    expect([await of(), await of()]).toEqual([null, null]);
    expect(state.fetched).toBe(1);
    state.clock = 6 * 60_000;
    state.text = text("enforce", "mx.a.example");
    expect(await of()).toEqual(enforce);
  });
});
