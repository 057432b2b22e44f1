/** What the page about the directory is given; see view.ts. */
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
    /** null before it was tested. */
    readonly findings: readonly Finding[] | null;
  } | null;
}
