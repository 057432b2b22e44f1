import type { Language } from "../../../text/index.ts";
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
  /** The language that they chose, or "" for the browser's; and those that there are, by tag, in themselves. */
  readonly language: string;
  readonly languages: readonly { readonly tag: Language; readonly name: string }[];
  /** The names of their API tokens, which a new password does not end. */
  readonly tokens: readonly string[];
  readonly fault: FormFault | null;
}
