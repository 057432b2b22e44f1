/** What the appliance's helper is doing, as its progress tells; `src/text/` has the words. */
export const boxSteps = [
  "update.fetching",
  "update.checking",
  "update.writing",
  "update.reading-back",
  "update.readying",
  "medium.copying",
  "medium.writing",
  "medium.reading-back",
  "bundle.packing",
] as const;
export type BoxStep = (typeof boxSteps)[number];

/** A step by its code. */
export const step = (code: BoxStep): BoxStep => code;
