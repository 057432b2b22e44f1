import { dkimKeyFields } from "../../../../domain/settings/fields/index.ts";
import { settingForm } from "../../parts/setting-form.ts";

/** The form of a new key. */
export const keyForm = settingForm(dkimKeyFields);
