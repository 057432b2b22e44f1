import { filters } from "../../../../domain/directory/index.ts";
import { directoryFields, type ShownOf } from "../../../../domain/settings/fields/index.ts";
import type { ShownDirectory } from "../../../../domain/settings/index.ts";
import { type SettingValues, settingForm, settingValues } from "../../parts/setting-form.ts";

/** The form of the directory that people log in with. */
export const directoryForm = settingForm(directoryFields);

/** The directory as form values; null if none is set. */
export const directoryValues = (directory: ShownDirectory | null): SettingValues<typeof directoryFields> =>
  settingValues(directoryFields, directory ?? unset);

const unset: ShownOf<typeof directoryFields> = {
  ...{ enabled: false, servers: [], encryption: "starttls", authorities: "", bindDn: "", baseDn: "" },
  ...{ filter: filters.openldap, nameAttribute: "cn", mailAttribute: "mail", newcomers: "refuse" },
};
