import type { CertificateState } from "../../../../engine/operate/certificates/certificates.ts";
import type { FormFault, Frame } from "../../view.ts";

export interface CertificateView {
  readonly frame: Frame;
  readonly hostname: string;
  readonly state: CertificateState;
  readonly form: {
    readonly directory: string;
    readonly email: string;
    readonly names: string;
    readonly ca: string;
    readonly terms: boolean;
  };
  readonly fault: { readonly at: "acme" | "own" | "request"; readonly fault: FormFault } | null;
}
