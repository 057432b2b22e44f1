/** What long work on the appliance is doing, in words. */
import { type Language, sayFrom, type Translation } from "./catalogue.ts";
import { boxStepTexts } from "./en/box-steps.ts";

const tables = { en: boxStepTexts } as const satisfies Record<Language, Translation<typeof boxStepTexts>>;
const sayers = { en: sayFrom("en", tables.en) } as const satisfies Record<Language, unknown>;

/** @param what a code of `base/box-steps.ts`; anything else, such as a file's name, is told as it is */
export const stepText = (language: Language, what: string): string =>
  Object.hasOwn(tables[language], `step.${what}`) ? sayers[language](`step.${what}`) : what;
