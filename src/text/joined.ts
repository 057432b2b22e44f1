/** Sentences that are made of others: each language decides how they go together. */
import { catalogueOf } from "./catalogue.ts";
import { joinedTexts } from "./en/joined.ts";

/** These texts in a language. */
export const joinedIn = catalogueOf<typeof joinedTexts>(joinedTexts);
