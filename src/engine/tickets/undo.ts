/** Undoing what someone has just changed on a ticket. */
import { LONGEST_CHANGE, undoChange } from "../../domain/ticket/index.ts";
import type { Commands, OnTicket } from "./types.ts";

export const createUndo = (onTicket: OnTicket): Pick<Commands, "undo"> => ({
  undo: (caller, number, version, options) =>
    onTicket(caller, number, options, (ticket, view) => {
      const recent = view
        .changesSince(number, Math.max(0, version - LONGEST_CHANGE), LONGEST_CHANGE)
        .flatMap(({ position }) => view.event(position) ?? []);
      return undoChange(ticket, recent, caller.actor);
    }),
});
