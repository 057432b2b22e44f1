import type { Mailbox } from "../../../../domain/settings/events.ts";
import { mailboxFields } from "../../../../domain/settings/fields/index.ts";
import type { Language } from "../../../../text/index.ts";
import { type SettingValues, settingForm, settingValues } from "../../parts/setting-form.ts";

/** The form of a mailbox. */
export const mailboxForm = settingForm(mailboxFields, { address: { autofocus: true } });

/** A mailbox as form values; null for a new one. @param language what a new one starts with */
export const mailboxValues = (
  mailbox: Mailbox | null,
  language: Language,
): SettingValues<typeof mailboxFields> => settingValues(mailboxFields, mailbox ?? { ...fresh, language });

const fresh = {
  ...{ address: "", aliases: [], name: "", acknowledge: false, signature: "", group: null },
  ...{ enabled: true, plusAddresses: true },
};
