import type { DeliveryResult } from "../../../../domain/ticket/types.ts";
import type { FormFault, Frame } from "../../view.ts";

export interface OutgoingSettingsView {
  readonly frame: Frame;
  readonly kind: "catch" | "direct" | "smtp";
  readonly host: string;
  readonly port: string;
  readonly tls: "implicit" | "starttls" | "opportunistic" | "none";
  readonly user: string;
  /** Whether one is stored; it is never shown. */
  readonly hasPassword: boolean;
  readonly bareSender: boolean;
  readonly fault: FormFault | null;
  /** Set on the command line: shown, not changed here. */
  readonly fixed: string | null;
  readonly test: {
    readonly to: string;
    readonly result: {
      readonly ok: boolean;
      readonly server: string;
      readonly results: readonly DeliveryResult[];
    } | null;
    readonly fault: FormFault | null;
  };
}
