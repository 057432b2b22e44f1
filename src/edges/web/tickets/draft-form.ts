/** What a form says of its draft. */
import { wholeNumber } from "../../../base/numbers.ts";
import type { DraftForm, DraftPlace } from "../../../domain/ticket/index.ts";
import { type Form, field } from "../server/form.ts";

/** The form as its draft knows it; undefined if it is none of ours. */
export function draftIn(form: Form, place: DraftPlace): DraftForm | undefined {
  const writer = field(form, "writer");
  return /^[0-9a-f]{32}$/.test(writer)
    ? { ...place, writer, base: wholeNumber(field(form, "draftAt")) }
    : undefined;
}
