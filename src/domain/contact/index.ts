/** What is known of the people who write to us, besides their mail: a note for all agents. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";

export type ContactEvent = {
  readonly type: "ContactNoted";
  /** The person's address, as `normalAddress` writes it. */
  readonly address: string;
  /** "" for none any more. */
  readonly note: string;
};

/** The most characters of a note about a person. */
export const LONGEST_CONTACT_NOTE = 5000;

/**
 * Writes the note about a person, or takes it away; nothing is recorded if it is so already.
 * @param of.note as it was typed; "" to take it away
 * @param of.was the note that its author saw
 * @param before the note as it is
 * @returns contact.note if it is too long, contact.changed if someone else has written another one meanwhile
 */
export function decideContactNote(
  of: { readonly address: string; readonly note: string; readonly was: string },
  before: string,
): Result<readonly ContactEvent[], Fault> {
  const note = plain(of.note);
  if (note.length > LONGEST_CONTACT_NOTE)
    return refuse(fault("contact.note", { field: "note", params: { most: LONGEST_CONTACT_NOTE } }));
  if (note === before) return ok([]);
  if (plain(of.was) !== before) return refuse(fault("contact.changed", { field: "note" }));
  return ok([{ type: "ContactNoted", address: of.address, note }]);
}

/** As forms send it, with line breaks of two characters, and as it is kept. */
const plain = (text: string): string => text.replaceAll("\r\n", "\n").trim();
