import { tokenFields } from "../../../../domain/settings/fields/index.ts";
import { settingForm } from "../../parts/setting-form.ts";

/** The form of a new API token. */
export const tokenForm = settingForm(tokenFields);
