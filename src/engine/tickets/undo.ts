/** Undoing what someone has just changed on a ticket. */
import { LONGEST_CHANGE, undoChange } from "../../domain/ticket/index.ts";
import type { Commands, OnTicket } from "./types.ts";

export const createUndo = (onTicket: OnTicket): Pick<Commands, "undo"> => ({
  undo: (caller, number, version, options) =>
    onTicket(caller, number, options, (ticket, _view, _now, past) => {
      const changes = past.changes(ticket, Math.max(0, version - LONGEST_CHANGE), LONGEST_CHANGE);
      const recent = past.at(changes.map(({ position }) => position));
      return undoChange(ticket, recent, caller.actor);
    }),
});
