/** Drafts: what someone is writing in a ticket and has not sent. Not history: they are kept beside the journal. */
import { type Fault, fault } from "../../base/fault.ts";

export const draftKinds = ["reply", "note", "forward"] as const;
export type DraftKind = (typeof draftKinds)[number];

/** The fields of a draft, as typed. */
export interface DraftFields {
  readonly text: string;
  readonly to?: string;
  readonly cc?: string;
}

/** The most characters of a draft's text, and of its recipients. */
const MOST_DRAFT = 100_000;
const MOST_RECIPIENTS = 10_000;

/** Whether there is nothing in it. */
export const isEmptyDraft = ({ text }: DraftFields): boolean => text.trim() === "";

/** The fault of a draft; null for none. */
export function invalidDraft({ text, to = "", cc = "" }: DraftFields): Fault | null {
  return text.length > MOST_DRAFT || to.length > MOST_RECIPIENTS || cc.length > MOST_RECIPIENTS
    ? fault("draft.long", { field: "text" })
    : null;
}
