/** The texts of the pages. */
import { catalogueOf, type PlainKey, type Say } from "./catalogue.ts";
import { appTexts } from "./en/app.ts";
import { backupTexts } from "./en/backups.ts";
import { directoryTexts } from "./en/directory.ts";
import { domainTexts } from "./en/domains.ts";
import { healthTexts } from "./en/health.ts";
import { imapTexts } from "./en/imap.ts";
import { incomingTexts } from "./en/incoming.ts";
import { keyTexts } from "./en/keys.ts";
import { mailTexts } from "./en/mail.ts";
import { networkTexts } from "./en/network.ts";
import { oauthTexts } from "./en/oauth.ts";
import { outgoingTexts } from "./en/outgoing.ts";
import { replayTexts } from "./en/replay.ts";
import { ruleFormTexts } from "./en/rule-form.ts";
import { rulesTexts } from "./en/rules.ts";
import { serviceTexts } from "./en/service.ts";
import { settingsTexts } from "./en/settings.ts";
import { setupTexts } from "./en/setup.ts";
import { systemTexts } from "./en/system.ts";
import { ticketTexts } from "./en/tickets.ts";
import { updateTexts } from "./en/updates.ts";
import { webhookTexts } from "./en/webhooks.ts";
import { writingTexts } from "./en/writing.ts";
import type { Messages } from "./messages.ts";

const en = {
  ...appTexts,
  ...ticketTexts,
  ...writingTexts,
  ...mailTexts,
  ...settingsTexts,
  ...webhookTexts,
  ...domainTexts,
  ...directoryTexts,
  ...imapTexts,
  ...incomingTexts,
  ...rulesTexts,
  ...replayTexts,
  ...ruleFormTexts,
  ...serviceTexts,
  ...oauthTexts,
  ...outgoingTexts,
  ...networkTexts,
  ...updateTexts,
  ...backupTexts,
  ...systemTexts,
  ...healthTexts,
  ...setupTexts,
  ...keyTexts,
} as const;

/** Keys of the pages' texts without parameters. */
export type TextKey = PlainKey<typeof en>;
export type Text = Say<typeof en>;

/** The pages' texts in a language. */
export const textIn = catalogueOf<typeof en>(en);

/** Whether this is the key of a text without parameters. */
export function isTextKey(key: string): key is TextKey {
  const texts: Messages = en;
  return Object.hasOwn(en, key) && !texts[key]?.includes("{$");
}
