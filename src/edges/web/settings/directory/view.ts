/** The view model of the directory's page. */
import type { Finding } from "../../../../domain/finding.ts";
import type { FormState } from "../../parts/fields.tsx";
import type { Frame } from "../../view.ts";
import type { directoryForm } from "./form.ts";

export interface DirectoryView {
  readonly frame: Frame;
  readonly form: FormState<typeof directoryForm>;
  /** null while there is nothing to test. */
  readonly test: {
    readonly user: string;
    /** Null before a test. */
    readonly findings: readonly Finding[] | null;
  } | null;
}
