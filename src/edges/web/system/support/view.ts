import type { FormFault, Frame } from "../../view.ts";

export interface SupportView {
  readonly frame: Frame;
  /** Whether there is a box. */
  readonly present: boolean;
  readonly fault: FormFault | null;
}
