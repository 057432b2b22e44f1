/** A calendar as a value. */

/** From Monday on, as they are numbered in hours. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export const MINUTES_OF_DAY = 1440;

/** Hours of one day of the week (C-2). */
export interface Hours {
  /** 0 for Monday to 6 for Sunday: the day on which they begin. */
  readonly day: number;
  /** Minutes since midnight, below 1,440. */
  readonly from: number;
  /** Minutes since that midnight, after `from`; at most a day later (C-3). */
  readonly to: number;
}

export interface Calendar {
  readonly name: string;
  /** An IANA name. */
  readonly zone: string;
  /** At least one. */
  readonly hours: readonly Hours[];
  /** Dates such as "2026-12-25" (C-5). */
  readonly holidays: readonly string[];
}

/** Whether a text is a date that there is, such as "2026-12-25". */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}

/** Whether there is a time zone of that name. */
export function isZone(name: string): boolean {
  // "+02:00" is a zone to Intl, but not one with a name.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
