/** Saved views, and how the caller wants to see lists. */
import { type ListChoice, type SavedView, seesView, usualChoice } from "../../domain/views/index.ts";
import type { RecordStore } from "../record.ts";
import type { Visibility } from "./scope.ts";

export interface ViewReading {
  /** The views that the caller sees, by name: one's own, those of one's groups, everyone's. */
  list(): readonly SavedView[];
  /** One of these. */
  find(id: string): SavedView | null;
  /** How the caller wants to see other lists. */
  choice(): ListChoice;
  /** The groups that the caller is in. */
  groups(): readonly string[];
}

export function viewReading({ view }: RecordStore, seen: Visibility): ViewReading {
  const reads = seen.may("tickets.read");
  const by = reads ? seen.user : null;
  // A part of the program sees those that are for everyone.
  const sees = (one: SavedView) =>
    by === null ? reads && one.shared.with === "everyone" : seesView(one, { by, groups: view.groupsOf(by) });
  return {
    list: () =>
      view
        .savedViews()
        .filter(sees)
        .toSorted((a, b) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1)),
    find(id) {
      const found = view.savedView(id);
      return found && sees(found) ? found : null;
    },
    choice: () => (by === null ? null : view.listChoice(by)) ?? usualChoice,
    groups: () => (by === null ? [] : view.groupsOf(by)),
  };
}
