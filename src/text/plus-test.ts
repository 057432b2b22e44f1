/** The texts of the mail that tests addresses with a "+". */
import { catalogueOf } from "./catalogue.ts";
import { plusTestTexts } from "./en/plus-test.ts";

/** These texts in a language. */
export const textIn = catalogueOf<typeof plusTestTexts>(plusTestTexts);
