import { webhookFields } from "../../../../domain/settings/fields/index.ts";
import { webhookEvents } from "../../../../domain/settings/index.ts";
import { optionsOf } from "../../parts/fields.tsx";
import { settingForm } from "../../parts/setting-form.ts";

/** The form of a new endpoint. */
export const newWebhookForm = settingForm(webhookFields, { name: { autofocus: true } });

const { name: _, ...changeable } = webhookFields;

/** The form of an endpoint; its name is permanent. */
export const webhookForm = settingForm(changeable);

export const changeableFields = changeable;

/** What their fields may have. */
export const webhookOptions = { ...optionsOf(newWebhookForm), events: webhookEvents };
