/** Times that people say in words, in their own language and zone. */
import { whenIn } from "../../../domain/calendar/index.ts";
import type { Language } from "../../../text/index.ts";
import { whenWords } from "../../../text/when.ts";
import { fromLocalInput, localInput } from "../parts/format.ts";

/** Whose words they are. @param now milliseconds since 1970 */
export interface Speaker {
  readonly language: Language;
  readonly zone: string;
  readonly now: number;
}

/**
 * The time that a text means, in milliseconds since 1970 and whole minutes; null if it means none, or one that is over.
 * In the hour that a clock change repeats, the earlier time is meant.
 */
export function timeInWords(text: string, { language, zone, now }: Speaker): number | null {
  const when = whenIn(text.trim(), localInput(now, zone), whenWords(language));
  if (when === null) return null;
  const time = "at" in when ? fromLocalInput(when.at, zone) : now + when.after;
  const at = time === null ? null : Math.ceil(time / 60_000) * 60_000;
  return at !== null && at > now ? at : null;
}
