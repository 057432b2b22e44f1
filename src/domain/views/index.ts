/** Saved views of tickets, and how each person wants to see lists. Rules V-1 to V-7: SPEC.md. */
export {
  type ListChoice,
  type ListColumn,
  listColumns,
  type SavedView,
  type Shared,
  type ViewEvent,
} from "./types.ts";
export {
  chooseList,
  decideView,
  decideViewRemoval,
  LONGEST_NAME,
  LONGEST_QUERY,
  mayChangeView,
  readChoice,
  seesView,
  usualChoice,
  type ViewFacts,
  type WantedView,
} from "./views.ts";
