/** The steps of long work, as its progress reports them; `src/text/` has the words. */
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
  "restore.placing",
] as const;
export type BoxStep = (typeof boxSteps)[number];

/** A step by its code. */
export const step = (code: BoxStep): BoxStep => code;
