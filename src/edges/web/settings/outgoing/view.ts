import type { TestResult } from "../../../../engine/settings/outgoing-mail.ts";
import type { FormState } from "../../parts/fields.tsx";
import type { FormFault, Frame } from "../../view.ts";
import type { outgoingForm } from "./form.ts";

export interface OutgoingSettingsView {
  readonly frame: Frame;
  readonly form: FormState<typeof outgoingForm>;
  /** The names of the OAuth accounts. */
  readonly oauth: readonly string[];
  /** Set on the command line: shown, but cannot be changed here. */
  readonly fixed: string | null;
  readonly test: {
    readonly to: string;
    readonly result: TestResult | null;
    readonly fault: FormFault | null;
  };
}
