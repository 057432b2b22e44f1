import type { Role } from "../../../../domain/people/index.ts";
import type { AwayForm } from "../../parts/away.tsx";
import type { FormState } from "../../parts/fields.tsx";
import type { FormFault, Frame } from "../../view.ts";
import type { TokenView } from "../tokens/view.ts";
import type { personForm } from "./form.ts";

export interface PeopleView {
  readonly frame: Frame;
  readonly people: readonly {
    readonly user: string;
    readonly name: string;
    readonly email: string | null;
    readonly role: Role;
    readonly disabled: boolean;
    /** Whether they are away now. */
    readonly away: boolean;
    /** Whether their password is the directory's. */
    readonly directory: boolean;
    readonly lastLogin: number | null;
  }[];
}

export interface PersonView {
  readonly frame: Frame;
  /** null for a new one. */
  readonly user: string | null;
  readonly disabled: boolean;
  /** Whether their password is the directory's, or could be; null without a directory. */
  readonly directory: boolean | null;
  readonly self: boolean;
  readonly form: FormState<typeof personForm>;
  /** When they are away; of a new one it is not asked. */
  readonly away: AwayForm;
  readonly passwordFault: FormFault | null;
  /** The API tokens that act as them, which a new password does not end. */
  readonly tokens: readonly TokenView[];
}
