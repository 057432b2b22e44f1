/** What long work on the appliance is doing, in words. */
import { type Language, sayersOf } from "./catalogue.ts";
import { boxStepTexts } from "./en/box-steps.ts";

const sayers = sayersOf(boxStepTexts);

/** @param what a code of `base/box-steps.ts`; anything else, such as a file's name, is told as it is */
export const stepText = (language: Language, what: string): string =>
  Object.hasOwn(boxStepTexts, `step.${what}`) ? sayers(language)(`step.${what}`) : what;
