import type { FormFault, Frame } from "../../view.ts";

export interface ConsoleView {
  readonly frame: Frame;
  /** Whether the console has a PIN; null if there is no appliance, or it does not say. */
  readonly set: boolean | null;
  readonly fault: FormFault | null;
}
