import type { FormState } from "../../parts/fields.tsx";
import type { Frame } from "../../view.ts";
import type { incomingForm } from "./form.ts";

export interface IncomingView {
  readonly frame: Frame;
  readonly form: FormState<typeof incomingForm>;
}
