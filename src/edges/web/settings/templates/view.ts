import type { FormState } from "../../parts/fields.tsx";
import type { Frame } from "../../view.ts";
import type { newTemplateForm, templateForm } from "./form.ts";

export interface TemplatesView {
  readonly frame: Frame;
  readonly templates: readonly { readonly name: string; readonly form: FormState<typeof templateForm> }[];
  readonly form: FormState<typeof newTemplateForm>;
}
