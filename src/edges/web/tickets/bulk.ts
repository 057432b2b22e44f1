/** What is done to several tickets at once: which, and how it changes each. */
import { type Fault, fault } from "../../../base/fault.ts";
import { type TicketNumber, ticketNumber, userName } from "../../../base/ids.ts";
import { wholeNumber } from "../../../base/numbers.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import { type Change, priorities, type Ticket } from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";
import type { BulkAction } from "../server/flash.ts";
import { type Form, field, fields } from "../server/form.ts";
import { quickChange } from "./quick.ts";

/** The most tickets that are changed at once: as many as a list shows. */
export const MOST_SELECTED = 50;

/** A ticket as it was selected. */
export interface Selected {
  readonly number: TicketNumber;
  /** The version that the reader saw. */
  readonly version: number;
}

/** A selected ticket as the value of its checkbox, and as a part of what can be undone. */
export const selectedText = ({ number, version }: Selected): string => `${number}.${version}`;

/** The tickets in such texts, each once; others are left out. */
export function readSelected(texts: readonly string[]): readonly Selected[] {
  const found = new Map<number, Selected>();
  for (const text of texts.slice(0, MOST_SELECTED)) {
    const [number, version] = text.split(".").map((part) => wholeNumber(part));
    if (number == null || version == null) continue;
    found.set(number, { number: ticketNumber(number), version });
  }
  return [...found.values()];
}

/** The tickets that a form selects. */
export const selectedIn = (form: Form): readonly Selected[] => readSelected(fields(form, "ticket"));

/** How a form changes one of the selected tickets; request.invalid if nothing was chosen. */
export function bulkChange(
  form: Form,
  action: BulkAction,
  { me, read, ticket }: { readonly me: Ticket["assignee"]; readonly read: Read; readonly ticket: Ticket },
): Result<Change, Fault> {
  if (action !== "apply") {
    const quick = quickChange(action, me, read, ticket);
    if (quick === null) return refuse(fault("request.invalid"));
    return "refused" in quick ? refuse(quick.refused) : ok(quick.change);
  }
  return ok(filledIn(form, ticket));
}

/** The fields that were filled; an empty one leaves its property as it is. */
function filledIn(form: Form, { tags }: Ticket): Change {
  const [state, category, tag] = ["state", "category", "tag"].map((name) => field(form, name).trim());
  const assignee = chosen(field(form, "assignee"));
  const group = chosen(field(form, "group"));
  const priority = priorities.find((one) => one === field(form, "priority"));
  return {
    ...(state ? { state } : {}),
    ...(assignee === undefined ? {} : { assignee: assignee === null ? null : userName(assignee) }),
    ...(group === undefined ? {} : { group }),
    ...(priority === undefined ? {} : { priority }),
    ...(category ? { category } : {}),
    ...(tag ? { tags: [...new Set([...tags, tag])] } : {}),
  };
}

/** Whether a form that applies fields has one. */
export const choosesNothing = (form: Form): boolean =>
  ["state", "assignee", "group", "priority", "category", "tag"].every(
    (name) => field(form, name).trim() === "",
  );

/** The value of the choice "nobody", or "no group". */
export const NONE = "none";
/** The value of the choice of someone, or of a group: no name can be mistaken for "none". */
export const named = (name: string): string => `=${name}`;

/** What was chosen in a list of names: null for none, undefined if it is to stay. */
const chosen = (value: string): string | null | undefined =>
  value === "" ? undefined : value === NONE ? null : value.slice(1);
