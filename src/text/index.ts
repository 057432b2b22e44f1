/** What people read, by language. See README.md. */
export { type Language, languages } from "./catalogue.ts";
export { faultRemedy, faultText, inEnglish } from "./faults.ts";
