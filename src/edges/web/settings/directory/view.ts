/** What the page about the directory is given; see view.ts. */
import type { Directory } from "../../../../domain/directory/index.ts";
import type { Finding } from "../../../../domain/finding.ts";
import type { FormFault, Frame } from "../../view.ts";

export interface DirectoryForm {
  readonly enabled: boolean;
  /** One a line. */
  readonly servers: string;
  readonly encryption: Directory["encryption"];
  readonly authorities: string;
  readonly bindDn: string;
  /** Whether a password is stored; it is never shown. */
  readonly kept: boolean;
  readonly baseDn: string;
  readonly filter: string;
  readonly nameAttribute: string;
  readonly mailAttribute: string;
  readonly newcomers: Directory["newcomers"];
  readonly fault: FormFault | null;
}

export interface DirectoryView {
  readonly frame: Frame;
  readonly form: DirectoryForm;
  /** null while there is nothing to test. */
  readonly test: {
    readonly user: string;
    /** null before it was tested. */
    readonly findings: readonly Finding[] | null;
  } | null;
}
