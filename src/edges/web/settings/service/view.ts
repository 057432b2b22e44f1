import type { FormState } from "../../parts/fields.tsx";
import type { FormFault, Frame } from "../../view.ts";
import type { ServiceValues, serviceForm } from "./form.ts";

export interface ServiceView {
  readonly frame: Frame;
  readonly form: FormState<typeof serviceForm>;
  /** The values of what the configuration says, which cannot be changed here. */
  readonly fixed: Partial<ServiceValues>;
  /** Why ports that are switched on are not open. */
  readonly closed: readonly FormFault[];
}
