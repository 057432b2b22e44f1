/** The texts of the appliance's console, without those of the pages, so that it starts faster. */
import { catalogueOf, type PlainKey, type Say } from "./catalogue.ts";
import { consoleTexts } from "./en/console.ts";
import { consoleEmergencyTexts } from "./en/console-emergency.ts";
import { consoleNetworkTexts } from "./en/console-network.ts";
import { consolePageTexts } from "./en/console-pages.ts";

const en = {
  ...consoleTexts,
  ...consoleNetworkTexts,
  ...consolePageTexts,
  ...consoleEmergencyTexts,
} as const;

/** Keys of the console's texts that take no parameter. */
export type TextKey = PlainKey<typeof en>;
export type Text = Say<typeof en>;

/** The console's texts in a language. */
export const textIn = catalogueOf<typeof en>(en);
