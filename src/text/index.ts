/** All texts for people, by language. See README.md. */
export { acceptedLanguage } from "./accepted.ts";
export { defaultLanguage, type Language, languageFor, languageOfTag, languages } from "./catalogue.ts";
export { failure, failureText } from "./failures.ts";
export { faultRemedy, faultText, faultWithRemedy, inEnglish } from "./faults.ts";
export { directionOf, languageName } from "./names.ts";
