/** Business calendars: when people work, and how much of that lies between two moments. Pure; the meaning is in SPEC.md. */
export { type Calendar, type Hours, isDate, isZone, MINUTES_OF_DAY, weekdays } from "./calendar.ts";
export { add, between } from "./count.ts";
export { type When, type WhenWords, whenIn } from "./when.ts";
export { spansOf } from "./zone.ts";
