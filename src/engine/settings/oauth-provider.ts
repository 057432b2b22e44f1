import type { OAuthAccount, ProviderRefusal } from "../../domain/settings/index.ts";

/** What a provider answers to a request; `problem` never contains a secret. */
export type ProviderAnswer<T> = { readonly kind: "granted"; readonly value: T } | ProviderRefusal;

export interface Granted {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** null if the previous one stays valid, or there is none. */
  readonly refreshToken: string | null;
}

/** A code that people enter on another device (RFC 8628 section 3.2). Times in seconds. */
export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUrl: string;
  readonly expiresIn: number;
  readonly interval: number;
}

/** Asks the endpoints of an account's provider. Never rejects, and answers within half a minute. */
export interface OAuthProvider {
  /** RFC 6749 section 6. */
  refresh(account: OAuthAccount): Promise<ProviderAnswer<Granted>>;
  /** RFC 6749 section 4.1.3, with the verifier of RFC 7636. */
  redeem(
    account: OAuthAccount,
    by: { readonly code: string; readonly verifier: string; readonly redirectUrl: string },
  ): Promise<ProviderAnswer<Granted>>;
  /** RFC 8628 section 3.1. */
  deviceCode(account: OAuthAccount): Promise<ProviderAnswer<DeviceCode>>;
  /** RFC 8628 section 3.4: refused with authorization_pending until the person has signed in. */
  poll(account: OAuthAccount, deviceCode: string): Promise<ProviderAnswer<Granted>>;
}
