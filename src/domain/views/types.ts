import type { UserName } from "../../base/ids.ts";
import type { ListOrder } from "../ticket/list-order.ts";

/** Columns of lists, in the order in which they are shown; the subject is always there. */
export const listColumns = [
  ...["state", "priority", "category", "tags", "requester", "assignee", "group", "mailbox", "due"],
  ...["opened", "changed"],
] as const;
export type ListColumn = (typeof listColumns)[number];

/** The columns of lists for which none were chosen. */
export const usualColumns: readonly ListColumn[] = [
  ...(["state", "priority", "category", "tags", "requester", "assignee", "due", "changed"] as const),
];

/** How a list is shown. */
export interface ListChoice {
  readonly order: ListOrder;
  readonly columns: readonly ListColumn[];
}

/** Who sees a saved view besides its owner. */
export type Shared =
  | { readonly with: "nobody" | "everyone" }
  | { readonly with: "group"; readonly group: string };

/** A list that someone has saved: which tickets, and how they are shown. */
export interface SavedView extends ListChoice {
  readonly id: string;
  readonly name: string;
  /** In the language of the search; "me" in it is the person who looks. */
  readonly query: string;
  readonly owner: UserName;
  readonly shared: Shared;
}

export type ViewEvent =
  | { readonly type: "ViewSaved"; readonly view: SavedView }
  | { readonly type: "ViewRemoved"; readonly id: string }
  /** How a person wants to see lists that are not saved views. */
  | { readonly type: "ListChosen"; readonly user: UserName; readonly choice: ListChoice };
