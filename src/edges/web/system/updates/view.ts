import type { FormFault, Frame } from "../../view.ts";

export interface UpdatesView {
  readonly frame: Frame;
  /** Null without an appliance. */
  readonly state: {
    readonly running: { readonly version: string; readonly trying: boolean } | null;
    readonly other: { readonly version: string; readonly state: "good" | "trying" | "bad" } | null;
    readonly fellBack: { readonly from: string; readonly to: string; readonly cause: string | null } | null;
    readonly developmentKey: boolean;
  } | null;
  readonly job: {
    readonly what: string;
    readonly percent: number | null;
    /** The installed release. */
    readonly installed: string | null;
    readonly fault: FormFault | null;
  } | null;
  /** Updates on sticks and discs, as sources; null until they have been searched. */
  readonly sticks:
    | readonly {
        readonly source: string;
        readonly name: string;
        readonly label: string;
        readonly bytes: number;
      }[]
    | null;
  readonly url: string;
  /** The update found at the source. */
  readonly found: { readonly version: string; readonly builtAt: number; readonly bytes: number } | null;
  readonly fault: FormFault | null;
  readonly history: readonly {
    readonly at: number;
    readonly actor: string;
    readonly what: string;
    readonly ok: boolean;
  }[];
}
