import { describe, expect, test } from "vitest";
import { userName } from "../../base/ids.ts";
import { usualStates } from "../lifecycle/testing.ts";
import type { SavedView } from "./types.ts";
import {
  chooseList,
  decideView,
  decideViewRemoval,
  MOST_VIEWS,
  readChoice,
  seesView,
  usualChoice,
  type ViewFacts,
} from "./views.ts";

const [eva, finn] = [userName("eva"), userName("finn")];
const wanted: SavedView = {
  ...{ id: "v1", name: "Lamps", query: "is:todo tag:lamp", order: "due", columns: ["state", "due"] },
  ...{ owner: eva, shared: { with: "nobody" } },
};
const facts: ViewFacts = {
  ...{ before: null, by: eva, manages: false, groups: ["Night"], states: usualStates, owned: 0 },
};
const ofNight = { with: "group", group: "Night" } as const;
const everyones = { with: "everyone" } as const;
const save = (view: Partial<SavedView>, more: Partial<ViewFacts> = {}) =>
  decideView({ ...wanted, ...view }, { ...facts, ...more });
const refusal = (result: ReturnType<typeof save>) => (result.ok ? null : result.error.reason);

describe("a view is saved", () => {
  test("as it is typed, with its columns in their order and without what there is not", () => {
    expect(save({ name: " Lamps ", columns: ["due", "state"] })).toEqual({
      ok: true,
      value: [{ type: "ViewSaved", view: wanted }],
    });
    expect(save({}, { before: wanted })).toEqual({ ok: true, value: [] });
  });

  test("V-1: with a name of one line", () => {
    for (const name of ["", "  ", "a\nb", "x".repeat(61)]) expect(refusal(save({ name }))).toBe("view.name");
    expect(save({ name: "x".repeat(60) }).ok).toBe(true);
  });

  test("V-2: with conditions that are a valid search, or none", () => {
    expect(save({ query: "" }).ok).toBe(true);
    const wrong = save({ query: "state:nowhere" });
    expect(wrong).toMatchObject({ ok: false, error: { reason: "search.values", field: "query" } });
    expect(save({ query: "x".repeat(500) }).ok).toBe(true);
    const long = save({ query: `${"x".repeat(495)} -tag:lamp` });
    expect(long).toMatchObject({ ok: false, error: { reason: "view.query", field: "query" } });
  });

  test("V-4: for a group by its members, and for everyone by those who change settings", () => {
    expect(save({ shared: ofNight }).ok).toBe(true);
    expect(refusal(save({ shared: { with: "group", group: "Day" } }, { manages: true }))).toBe("view.group");
    expect(refusal(save({ shared: everyones }))).toBe("view.everyone");
    expect(save({ shared: everyones }, { manages: true }).ok).toBe(true);
  });

  test("V-6: up to 50 for each person; those that exist can still be changed", () => {
    expect(refusal(save({}, { owned: MOST_VIEWS }))).toBe("view.many");
    expect(save({ name: "Bulbs" }, { owned: MOST_VIEWS, before: wanted }).ok).toBe(true);
  });
});

test("V-3: a view is seen by its owner, the members of its group, or everyone", () => {
  const sees = (shared: SavedView["shared"], by: typeof eva, groups: readonly string[]) =>
    seesView({ ...wanted, shared }, { by, groups });
  expect([sees(wanted.shared, eva, []), sees(wanted.shared, finn, ["Night"])]).toEqual([true, false]);
  expect([sees(ofNight, eva, []), sees(ofNight, finn, ["Night"])]).toEqual([false, true]);
  expect(sees(everyones, finn, [])).toBe(true);
});

test("V-5: a view is changed and removed by its owner and by those who change settings, and keeps its owner", () => {
  const before: SavedView = { ...wanted, shared: ofNight };
  expect(refusal(save({ shared: ofNight }, { before, by: finn }))).toBe("view.owner");
  const changed = save({ name: "Bulbs", shared: ofNight }, { before, by: finn, manages: true });
  expect(changed.ok && changed.value).toMatchObject([{ view: { name: "Bulbs", owner: eva } }]);
  const removed = (more: Partial<ViewFacts>) => decideViewRemoval("v1", { ...facts, before, ...more });
  expect(removed({})).toEqual({ ok: true, value: [{ type: "ViewRemoved", id: "v1" }] });
  expect(removed({ by: finn })).toMatchObject({ error: { reason: "view.owner" } });
  expect(removed({ by: finn, groups: [] })).toMatchObject({ error: { reason: "view.unknown" } });
  expect(removed({ by: finn, groups: [], manages: true }).ok).toBe(true);
  expect(removed({ before: null })).toMatchObject({ error: { reason: "view.unknown" } });
});

test("V-7: what a person chose for their lists is recorded once", () => {
  expect(readChoice("sideways", ["due", "weight", "state"])).toEqual({
    order: "changed",
    columns: ["state", "due"],
  });
  const choice = readChoice("oldest", ["state"]);
  expect(chooseList(eva, usualChoice, choice)).toEqual([{ type: "ListChosen", user: eva, choice }]);
  expect(chooseList(eva, choice, choice)).toEqual([]);
});
