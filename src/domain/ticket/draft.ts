/** Drafts: what someone is writing and has not sent. Not history: they are kept beside the journal. */
import { type Fault, fault } from "../../base/fault.ts";
import type { TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";

/** "new" is a ticket that is still to be opened; the others are written in a ticket. */
export type DraftKind = "reply" | "note" | "new";

/** The fields of a draft, as typed. */
export interface DraftFields {
  readonly text: string;
  readonly to?: string;
  readonly cc?: string;
  readonly subject?: string;
}

/** Whose place a draft takes: one for each person, place and kind. */
export interface DraftPlace {
  /** Null for a ticket that is still to be opened. */
  readonly ticket: TicketNumber | null;
  readonly kind: DraftKind;
}

/** What a form knows of its draft. */
export interface DraftForm extends DraftPlace {
  /** Names the form; a page that is loaded again goes on with the name of what was typed in it before. */
  readonly writer: string;
  /** When the draft was saved that the form shows, in milliseconds since 1970; null if it showed none. */
  readonly base: number | null;
}

/** The most characters of a draft's text, and of its other fields. */
const MOST_DRAFT = 100_000;
const MOST_OTHER = 10_000;

/** Whether there is nothing in it. */
export const isEmptyDraft = ({ text, subject = "" }: DraftFields): boolean =>
  text.trim() === "" && subject.trim() === "";

/** The fault of a draft; null for none. */
export function invalidDraft({ text, to = "", cc = "", subject = "" }: DraftFields): Fault | null {
  const long = text.length > MOST_DRAFT || [to, cc, subject].some(({ length }) => length > MOST_OTHER);
  return long ? fault("draft.long", { field: "text" }) : null;
}

/**
 * Whether a form may put its draft in the place of the one that is kept.
 * @param kept the draft that is kept; null if there is none
 * @param sent whether what the form's writer wrote was sent already: then a draft of it came late
 * @returns draft.sent; draft.elsewhere if another form has written since
 */
export function mayReplaceDraft(
  { writer, base }: Pick<DraftForm, "writer" | "base">,
  fields: DraftFields,
  kept: { readonly writer: string; readonly savedAt: number; readonly fields: DraftFields } | null,
  sent: boolean,
): Result<null, Fault> {
  if (sent) return refuse(fault("draft.sent"));
  if (kept === null || kept.writer === writer || kept.savedAt === base || kept.fields.text === fields.text)
    return ok(null);
  return refuse(fault("draft.elsewhere"));
}

/** Whether a kept draft is what a form has sent: not what another form has written since. */
export const isSentDraft = (
  { writer, base }: Pick<DraftForm, "writer" | "base">,
  kept: { readonly writer: string; readonly savedAt: number },
): boolean => kept.writer === writer || kept.savedAt === base;
