import { personFields } from "../../../../domain/settings/fields/index.ts";
import type { ShownUser } from "../../../../record/reading/index.ts";
import { readFields, type Values } from "../../parts/fields.tsx";
import { settingForm, settingValues } from "../../parts/setting-form.ts";
import type { Form } from "../../server/form.ts";

/** The form of a person. */
export const personForm = settingForm(personFields, { user: { autofocus: true }, name: { required: true } });

/** The form of someone's new password. */
export const passwordForm = settingForm(
  { password: personFields.password },
  { password: { required: true } },
);

export type PersonValues = Values<typeof personForm>;

/** A submitted form; a name that is too long is cut. */
export function personIn(form: Form): PersonValues {
  const values = readFields(personForm, form);
  return { ...values, name: values.name.slice(0, personFields.name.most) };
}

/** A person as form values; null for a new one. */
export const personValues = (user: ShownUser | null): PersonValues =>
  settingValues(personFields, {
    ...{ user: user?.name ?? "", name: user?.fullName ?? "", email: user?.email ?? null },
    ...{ role: user?.role ?? "agent", directory: false },
  });
