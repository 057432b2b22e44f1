import type { FormState } from "../../parts/fields.tsx";
import type { Frame, Person } from "../../view.ts";
import type { newGroupForm } from "./form.ts";

export interface GroupsView {
  readonly frame: Frame;
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly people: readonly Person[];
  readonly form: FormState<typeof newGroupForm>;
}
