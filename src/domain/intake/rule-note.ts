/** The notes that rules add to a ticket (R-138 of the ruleset's SPEC.md). */
import type { MessageKey } from "../../base/ids.ts";
import type { Run } from "../ruleset/index.ts";
import type { TicketEvent } from "../ticket/index.ts";
import { toldKey } from "./rule-told.ts";

/** Notes of one run. */
const MOST_NOTES = 20;

/** @param first the key of the first note */
export const ruledNotes = (first: MessageKey, { actions }: Pick<Run, "actions">): readonly TicketEvent[] =>
  actions
    .flatMap(({ action }) => (action.do === "note" ? [action.text] : []))
    .slice(0, MOST_NOTES)
    .map((text, n) => ({ type: "NoteAdded", message: toldKey(first, n), text }));
