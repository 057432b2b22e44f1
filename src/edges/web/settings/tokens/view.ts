import type { TokenScope } from "../../../../domain/people/index.ts";
import type { FormState } from "../../parts/fields.tsx";
import type { Frame } from "../../view.ts";
import type { tokenForm } from "./form.ts";

export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly scope: TokenScope;
  readonly createdAt: number;
}

export interface TokensView {
  readonly frame: Frame;
  readonly tokens: readonly TokenView[];
  /** A new token, which is shown only once. */
  readonly made: { readonly name: string; readonly token: string } | null;
  readonly form: FormState<typeof tokenForm>;
}
