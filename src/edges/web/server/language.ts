/** The language of a request: everything that is said in its response is said in this one. */
import { acceptedLanguage, type Language, languageOfTag } from "../../../text/index.ts";
import { type Text, textIn } from "../../../text/web.ts";
import type { Ctx } from "../web.ts";

/**
 * What the reader chose, or else what the browser prefers (Accept-Language), among the languages that have texts; the default
 * language if none of them.
 */
export const languageOf = (c: Ctx): Language => {
  const chosen = c.get("session")?.user.language ?? null;
  return (
    (chosen === null ? undefined : languageOfTag(chosen)) ?? acceptedLanguage(c.req.header("accept-language"))
  );
};

/** The pages' texts in the language of a request. */
export const textsFor = (c: Ctx): Text => textIn(languageOf(c));
