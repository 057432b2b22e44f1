import { serviceFields } from "../../../../domain/settings/fields/index.ts";
import { type SettingValues, settingForm } from "../../parts/setting-form.ts";

/** The form of how the program runs. */
export const serviceForm = settingForm(serviceFields);

export type ServiceValues = SettingValues<typeof serviceFields>;
