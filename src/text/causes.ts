/** The texts of causes: why a mail is held, or was archived without a ticket. */
import { catalogueOf } from "./catalogue.ts";
import { causeTexts } from "./en/causes.ts";

/** The causes' texts in a language; `causeText` in `engine/intake/` chooses among them. */
export const textIn = catalogueOf<typeof causeTexts>(causeTexts);
