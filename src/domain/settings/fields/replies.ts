import { settingFields } from "./kinds.ts";

const SECOND = 1000;

/** When replies leave. */
export const repliesFields = settingFields({
  undoDelay: {
    ...{ is: "whole", least: 0, most: 120 * SECOND, unit: { pages: SECOND, api: SECOND } },
    ...({ label: "out.undoDelay", hint: "out.undoDelay.hint" } as const),
    description:
      "Seconds for which a reply that a person sends in the pages waits and can be taken back, up to 120; 0: it leaves at once",
  },
});
