import type { Role } from "../../../../domain/people/index.ts";
import type { FormFault, Frame } from "../../view.ts";

export interface PeopleView {
  readonly frame: Frame;
  readonly people: readonly {
    readonly user: string;
    readonly name: string;
    readonly email: string | null;
    readonly role: Role;
    readonly disabled: boolean;
    /** Whether their password is the directory's. */
    readonly directory: boolean;
    readonly lastLogin: number | null;
  }[];
}

export interface PersonForm {
  readonly user: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly fault: FormFault | null;
}

export interface PersonView {
  readonly frame: Frame;
  /** null for a new one. */
  readonly user: string | null;
  readonly disabled: boolean;
  /** Whether their password is the directory's, or could be; null where there is no directory. */
  readonly directory: boolean | null;
  readonly self: boolean;
  readonly form: PersonForm;
  readonly passwordFault: FormFault | null;
}
