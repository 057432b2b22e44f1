import type { DomainReport } from "../../../../engine/settings/domains.ts";
import type { FormFault, Frame } from "../../view.ts";

export interface DomainsView {
  readonly frame: Frame;
  readonly domains: readonly DomainReport[];
  readonly fault: FormFault | null;
}
