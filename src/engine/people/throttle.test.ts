import { expect, test } from "vitest";
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { createThrottle } from "./throttle.ts";

const limits = {
  ...{ free: 3, window: 60_000, pause: 10_000, patience: 0, forgives: true },
  refusal: "login.often",
} as const;
const right = async (): Promise<Result<string, Fault>> => ok("in");
const wrong = async (): Promise<Result<string, Fault>> => refuse(fault("auth.failed"));
const said = (result: Result<string, Fault>) => (result.ok ? result.value : result.error.code);

function throttleAt(more: Partial<Parameters<typeof createThrottle>[0]> = {}) {
  const clock = { now: 1_000_000 };
  const throttle = createThrottle({ ...limits, ...more }, () => clock.now);
  return { clock, attempt: async (key: string, check = right) => said(await throttle.attempt(key, check)) };
}

test("only failures count, and only those of the key", async () => {
  const { attempt } = throttleAt();
  for (let n = 0; n < 50; n++) expect(await attempt("office")).toBe("in");
  for (let n = 0; n < 3; n++) expect(await attempt("stranger", wrong)).toBe("auth.failed");
  expect(await attempt("stranger")).toBe("rate.limited");
  expect(await attempt("office")).toBe("in");
});

test("after too many there is one attempt in each pause, and a success forgives all", async () => {
  const { clock, attempt } = throttleAt();
  for (let n = 0; n < 3; n++) await attempt("a", wrong);
  let checked = 0;
  const counted = async () => {
    checked += 1;
    return wrong();
  };
  for (let second = 0; second < 40; second++) {
    await attempt("a", counted);
    clock.now += 1000;
  }
  expect(checked).toBe(3);
  clock.now += 10_000;
  expect(await attempt("a")).toBe("in");
  expect(await attempt("a", wrong)).toBe("auth.failed");
  expect(await attempt("a")).toBe("in");
});

test("the refusal says how long to wait, and that is enough; a clock that is set back does not lengthen it", async () => {
  const clock = { now: 1_000_000 };
  const throttle = createThrottle(limits, () => clock.now);
  for (let n = 0; n < 3; n++) await throttle.attempt("a", wrong);
  clock.now -= 500_000;
  expect(await throttle.attempt("a", right)).toMatchObject({ error: { retryAfter: 10 } });
  clock.now += 500_000 + 10_000;
  expect(await throttle.attempt("a", right)).toEqual(ok("in"));
});

test("many at the same time get no more guesses, and the right ones among them all succeed", async () => {
  const { attempt } = throttleAt();
  let checked = 0;
  const slow = (check: typeof right) => async () => {
    checked += 1;
    await new Promise((go) => setImmediate(go));
    return check();
  };
  const guesses = await Promise.all(Array.from({ length: 50 }, () => attempt("guessed", slow(wrong))));
  expect(checked).toBe(3);
  expect(guesses.filter((one) => one === "rate.limited")).toHaveLength(47);
  const entered = await Promise.all(Array.from({ length: 50 }, () => attempt("office", slow(right))));
  expect(new Set(entered)).toEqual(new Set(["in"]));
});

test("with patience an attempt is not refused, but checked in its turn after the pause", async () => {
  const { attempt } = throttleAt({ pause: 20, patience: 1000 });
  for (let n = 0; n < 3; n++) await attempt("owner", wrong);
  const order: string[] = [];
  const noted = (name: string, check: typeof right) => async () => {
    order.push(name);
    return check();
  };
  const turns = [
    attempt("owner", noted("first", wrong)),
    attempt("owner", noted("second", wrong)),
    attempt("owner", noted("third", right)),
  ];
  expect(await Promise.all(turns)).toEqual(["auth.failed", "auth.failed", "in"]);
  expect(order).toEqual(["first", "second", "third"]);
});

test("only wrong guesses count; a check that throws does not block the next", async () => {
  const { attempt } = throttleAt();
  const silent = async (): Promise<Result<string, Fault>> => refuse(fault("login.directory-silent"));
  for (let n = 0; n < 5; n++) expect(await attempt("a", silent)).toBe("directory.failed");
  const broken = () => Promise.reject(new Error("away"));
  for (let n = 0; n < 5; n++) await expect(attempt("a", broken)).rejects.toThrow("away");
  expect(await attempt("a")).toBe("in");
});

test("a limited number of keys is remembered", async () => {
  const { attempt } = throttleAt();
  for (let n = 0; n < 3; n++) await attempt("first", wrong);
  expect(await attempt("first")).toBe("rate.limited");
  for (let n = 0; n < 10_000; n++) await attempt(`key ${n}`, wrong);
  expect(await attempt("first")).toBe("in");
});
