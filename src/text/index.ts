/** All texts for people, by language. See README.md. */
export type { Language } from "./catalogue.ts";
export { faultRemedy, faultText, faultWithRemedy, inEnglish } from "./faults.ts";
