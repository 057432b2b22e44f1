import { groupFields } from "../../../../domain/settings/fields/index.ts";
import { settingForm } from "../../parts/setting-form.ts";

const { name, members } = groupFields;

/** The form of a new group, which nobody is in yet. */
export const newGroupForm = settingForm({ name });

/** The form of who is in a group. */
export const membersForm = settingForm({ members });
