import type { TokenScope } from "../../../../domain/people/index.ts";
import type { FormFault, Frame } from "../../view.ts";

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
