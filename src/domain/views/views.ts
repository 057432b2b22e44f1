/** Saving and removing views, and choosing how lists are shown. */
import { type Fault, fault } from "../../base/fault.ts";
import type { UserName } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { State } from "../lifecycle/index.ts";
import { parseQuery } from "../search/index.ts";
import { listOrders, usualOrder } from "../ticket/index.ts";
import {
  type ListChoice,
  listColumns,
  type SavedView,
  type Shared,
  usualColumns,
  type ViewEvent,
} from "./types.ts";

/** Characters of a name. */
export const LONGEST_NAME = 60;
/** The most views that a person owns. */
export const MOST_VIEWS = 50;
/** Characters of the conditions. */
export const LONGEST_QUERY = 500;

/** How lists are shown to those who chose nothing. */
export const usualChoice: ListChoice = { order: usualOrder, columns: usualColumns };

/** A choice as typed, without what there is not; columns in the order of `listColumns`. */
export const readChoice = (order: string, columns: readonly string[]): ListChoice => ({
  order: listOrders.find((one) => one === order) ?? usualOrder,
  columns: listColumns.filter((one) => columns.includes(one)),
});

export type WantedView = Omit<SavedView, "owner">;

/** The facts for saving or removing a view. */
export interface ViewFacts {
  /** The view as it is; null if there is none with that id. */
  readonly before: SavedView | null;
  readonly by: UserName;
  /** Whether they change settings. */
  readonly manages: boolean;
  /** The groups that they are in. */
  readonly groups: readonly string[];
  /** The states that tickets can be in. */
  readonly states: readonly State[];
  /** How many views they own. */
  readonly owned: number;
}

/** Saves a view (V-1 to V-6), or refuses with view.name, view.query, view.group, view.everyone, view.many, view.owner, or what is wrong with its conditions. */
export function decideView(wanted: WantedView, facts: ViewFacts): Result<readonly ViewEvent[], Fault> {
  const name = wanted.name.trim();
  if (name === "" || name.length > LONGEST_NAME || /\p{Cc}/u.test(name))
    return refuse(fault("view.name", { field: "name", params: { most: LONGEST_NAME } }));
  const { before, by, manages } = facts;
  if (before !== null && !mayChangeView(before, facts)) return refuse(fault("view.owner"));
  const problem = sharingProblem(wanted.shared, facts);
  if (problem) return refuse(problem);
  if (before === null && facts.owned >= MOST_VIEWS)
    return refuse(fault("view.many", { params: { most: MOST_VIEWS } }));
  const query = wanted.query.trim();
  if (query.length > LONGEST_QUERY)
    return refuse(fault("view.query", { field: "query", params: { most: LONGEST_QUERY } }));
  const { states, groups } = facts;
  // What a day is does not matter here: only whether it is one.
  const parsed = parseQuery(query, { me: by, states, groups, now: 0, zone: "UTC" });
  if (!parsed.ok) return refuse({ ...parsed.error, field: "query" });
  const { order, columns } = readChoice(wanted.order, wanted.columns);
  const { id, shared } = wanted;
  const view = { id, name, query, order, columns, owner: before?.owner ?? by, shared };
  return ok(JSON.stringify(view) === JSON.stringify(before) ? [] : [{ type: "ViewSaved", view }]);

  function sharingProblem(wanted: Shared, { groups }: ViewFacts): Fault | null {
    const same = before !== null && JSON.stringify(before.shared) === JSON.stringify(wanted);
    if (same || wanted.with === "nobody") return null;
    if (wanted.with !== "group") return manages ? null : fault("view.everyone", { field: "shared" });
    const { group } = wanted;
    return groups.includes(group) ? null : fault("view.group", { field: "shared", params: { name: group } });
  }
}

/** Removes a view (V-5), or refuses with view.unknown or view.owner. */
export function decideViewRemoval(id: string, facts: ViewFacts): Result<readonly ViewEvent[], Fault> {
  const { before } = facts;
  if (before === null || !(seesView(before, facts) || facts.manages)) return refuse(fault("view.unknown"));
  return mayChangeView(before, facts) ? ok([{ type: "ViewRemoved", id }]) : refuse(fault("view.owner"));
}

/** Whether someone sees a view (V-3). */
export const seesView = (
  { owner, shared }: SavedView,
  { by, groups }: Pick<ViewFacts, "by" | "groups">,
): boolean =>
  shared.with === "everyone" || (shared.with === "group" ? groups.includes(shared.group) : owner === by);

/** Whether someone may change and remove a view (V-5). */
export const mayChangeView = (
  view: SavedView,
  facts: Pick<ViewFacts, "by" | "groups" | "manages">,
): boolean => (seesView(view, facts) && view.owner === facts.by) || facts.manages;

/** What a person chose for their lists (V-7). */
export const chooseList = (
  user: UserName,
  before: ListChoice,
  { order, columns }: ListChoice,
): readonly ViewEvent[] => {
  const choice = readChoice(order, columns);
  const same = JSON.stringify(choice) === JSON.stringify(readChoice(before.order, before.columns));
  return same ? [] : [{ type: "ListChosen", user, choice }];
};
