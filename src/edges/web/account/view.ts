import type { AwayForm } from "../parts/away.tsx";
import type { FormFault, Frame } from "../view.ts";

/** The reader's own account. */
export interface AccountView {
  readonly frame: Frame;
  readonly user: string;
  readonly name: string;
  readonly email: string | null;
  /** Whether their password is the directory's. */
  readonly directory: boolean;
  /** Which notifications they get. */
  readonly notify: { readonly assigned: boolean; readonly wrote: boolean };
  readonly away: AwayForm;
  /** The names of their API tokens, which a new password does not end. */
  readonly tokens: readonly string[];
  readonly fault: FormFault | null;
}
