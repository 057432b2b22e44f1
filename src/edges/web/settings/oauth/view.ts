/** The view models of the pages about OAuth accounts. */
import type { OAuthProviderName } from "../../../../domain/settings/index.ts";
import type { FormState } from "../../parts/fields.tsx";
import type { FormFault, Frame } from "../../view.ts";
import type { oauthForm } from "./form.ts";

export interface OAuthAccountsView {
  readonly frame: Frame;
  readonly accounts: readonly {
    readonly name: string;
    readonly provider: OAuthProviderName;
    readonly signedIn: boolean;
    /** What does not work with it. */
    readonly problems: readonly { readonly text: string; readonly since: number }[];
    /** What logs in with it. */
    readonly usedBy: readonly string[];
  }[];
}

/** How to sign in: with this browser, a code on another device, or by pasting the address where the browser ends up. */
export const signInWays = ["browser", "device", "paste"] as const;

export interface OAuthAccountView {
  readonly frame: Frame;
  /** null for a new one. */
  readonly name: string | null;
  readonly form: FormState<typeof oauthForm>;
  /** Where the provider sends browsers back to. */
  readonly redirectUrl: string;
  /** Signing in; null for a new account. */
  readonly signIn: {
    readonly signedIn: boolean;
    readonly problems: readonly { readonly text: string; readonly since: number }[];
    /** With a browser that comes back to this address: over HTTPS, or on this machine. */
    readonly here: boolean;
    readonly browser: boolean;
    readonly device: boolean;
    /** The code that is to be entered on another device, or what became of it. */
    readonly code: {
      readonly state: "waiting" | "done" | "failed";
      readonly userCode: string;
      readonly page: string;
      readonly until: number;
      readonly problem: string | null;
    } | null;
    readonly fault: FormFault | null;
  } | null;
}

/** Between our page and the provider's. */
export interface OAuthLeaveView {
  readonly frame: Frame;
  readonly name: string;
  /** The provider's page. */
  readonly page: string;
  /** Whether people copy the address that they end up at, and paste it here. */
  readonly paste: boolean;
  readonly redirectUrl: string;
  readonly fault: FormFault | null;
}
