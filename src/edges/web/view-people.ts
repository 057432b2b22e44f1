/** What the pages about people show. */
import type { Role, TokenScope } from "../../domain/people/index.ts";
import type { FormFault, Frame, Person } from "./view.ts";

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
/** The reader's own account. */
export interface AccountView {
  readonly frame: Frame;
  readonly user: string;
  readonly name: string;
  readonly email: string | null;
  /** Whether their password is the directory's. */
  readonly directory: boolean;
  /** What mails they get about their tickets. */
  readonly notify: { readonly assigned: boolean; readonly wrote: boolean };
  readonly fault: FormFault | null;
}

export interface GroupsView {
  readonly frame: Frame;
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly people: readonly Person[];
  readonly form: { readonly name: string; readonly fault: FormFault | null };
}
export interface TokensView {
  readonly frame: Frame;
  readonly tokens: readonly {
    readonly id: string;
    readonly name: string;
    readonly user: string;
    readonly scope: TokenScope;
    readonly createdAt: number;
  }[];
  /** A token just made: shown this once. */
  readonly made: { readonly name: string; readonly token: string } | null;
  readonly form: { readonly name: string; readonly scope: TokenScope; readonly fault: FormFault | null };
}
