import type { FormFault, Frame, Person } from "../../view.ts";

export interface GroupsView {
  readonly frame: Frame;
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly people: readonly Person[];
  readonly form: { readonly name: string; readonly fault: FormFault | null };
}
