import { templateFields } from "../../../../domain/settings/fields/index.ts";
import { settingForm } from "../../parts/setting-form.ts";

/** The form of a new template. */
export const newTemplateForm = settingForm(templateFields);

const { text } = templateFields;

/** The form of a template's text; its name is permanent. */
export const templateForm = settingForm({ text });
