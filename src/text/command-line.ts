/** The texts of the command line, and what the program says to those who start it. */
import { catalogueOf, type Say } from "./catalogue.ts";
import { commandTexts } from "./en/command.ts";
import { commandBackupTexts } from "./en/command-backup.ts";
import { commandConfigurationTexts } from "./en/command-configuration.ts";
import { commandDataTexts } from "./en/command-data.ts";
import { commandMailTexts } from "./en/command-mail.ts";
import { commandPeopleTexts } from "./en/command-people.ts";
import { commandRulesTexts } from "./en/command-rules.ts";

const en = {
  ...commandTexts,
  ...commandDataTexts,
  ...commandMailTexts,
  ...commandBackupTexts,
  ...commandPeopleTexts,
  ...commandRulesTexts,
  ...commandConfigurationTexts,
} as const;

export type Text = Say<typeof en>;

/** The command line's texts in a language. */
export const textIn = catalogueOf<typeof en>(en);
