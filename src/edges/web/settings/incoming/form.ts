import { incomingFields } from "../../../../domain/settings/fields/index.ts";
import { settingForm } from "../../parts/setting-form.ts";

/** The form of the settings that influence decisions about incoming mail. */
export const incomingForm = settingForm(incomingFields);
