import type { FormFault, Frame } from "../../view.ts";

export interface SupportView {
  readonly frame: Frame;
  /** Whether there is an appliance. */
  readonly present: boolean;
  readonly fault: FormFault | null;
}
