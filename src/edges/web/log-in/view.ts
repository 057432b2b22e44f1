import type { FormFault, Frame } from "../view.ts";

export interface LoginView {
  readonly frame: Frame;
  readonly user: string;
  /** Where to go afterwards; a path of this site. */
  readonly next: string;
  readonly fault: FormFault | null;
}
