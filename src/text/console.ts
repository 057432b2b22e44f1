/** The texts of the appliance's console, without those of the pages, so that it starts faster. */
import { catalogueOf, type Language, languages, type PlainKey, type Say } from "./catalogue.ts";
import { consoleTexts } from "./en/console.ts";
import { consoleNetworkTexts } from "./en/console-network.ts";
import { consolePageTexts } from "./en/console-pages.ts";

const en = { ...consoleTexts, ...consoleNetworkTexts, ...consolePageTexts } as const;

/** Keys of the console's texts that take no parameter. */
export type TextKey = PlainKey<typeof en>;
export type Text = Say<typeof en>;

/** The console's texts in a language. */
export const textIn = catalogueOf<typeof en>({ en });

/** The language of a locale such as "de_DE.UTF-8"; English if there is no catalogue for it. */
export function languageOf(locale: string | undefined): Language {
  const wanted = locale?.slice(0, 2);
  return languages.find((language) => language === wanted) ?? "en";
}
